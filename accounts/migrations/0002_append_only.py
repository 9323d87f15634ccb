"""What happened stays on record: history tables accept new rows only."""

from django.db import migrations

from accounts.history_triggers import FUNCTION, protect

TABLES = (
    "accounts_accesslog",
    "accounts_historicalmembership",
    "accounts_historicalorganisation",
    "accounts_historicalshareholding",
    "accounts_historicaluser",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_history_change();"),
        *protect(*TABLES),
    ]
