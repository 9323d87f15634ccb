"""Append-only history for advice and compliance steps."""

from django.db import migrations

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_advice_and_compliance")]
    operations = [*protect("cases_historicaladvice", "cases_historicalcomplianceanswer")]
