"""Append-only history for what follows a decision."""

from django.db import migrations

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_followup")]
    operations = [
        *protect(
            "cases_historicalfollowupend",
            "cases_historicalmilestone",
            "cases_historicalrealisedfigure",
        )
    ]
