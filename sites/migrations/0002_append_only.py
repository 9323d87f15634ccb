"""What happened stays on record: history tables accept new rows only."""

from django.db import migrations

from accounts.history_triggers import protect

TABLES = (
    "sites_historicalcriterion",
    "sites_historicalplot",
    "sites_historicalsite",
    "sites_historicalsitefact",
)


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_initial"), ("accounts", "0002_append_only")]
    operations = [
        *protect(*TABLES),
    ]
