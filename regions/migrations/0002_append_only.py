"""What happened stays on record: history tables accept new rows only."""

from django.db import migrations

from accounts.history_triggers import protect

TABLES = (
    "regions_historicalkeytechnology",
    "regions_historicalmunicipality",
    "regions_historicalprovince",
    "regions_historicalregion",
    "regions_historicalregionprofile",
    "regions_historicalregionprofile_key_technologies",
    "regions_historicalservicearea",
)


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial"), ("accounts", "0002_append_only")]
    operations = [
        *protect(*TABLES),
    ]
