"""What happened stays on record: history tables accept new rows only."""

from django.db import migrations

from accounts.history_triggers import protect

TABLES = ("reports_historicalreportjob",)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("accounts", "0002_append_only")]
    operations = [
        *protect(*TABLES),
    ]
