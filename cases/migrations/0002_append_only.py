"""What happened stays on record: history tables accept new rows only."""

from django.db import migrations

from accounts.history_triggers import protect

TABLES = (
    "cases_historicalbottleneck",
    "cases_historicalcandidate",
    "cases_historicalcandidateregion",
    "cases_historicalcase",
    "cases_historicalcaseparticipant",
    "cases_historicalcompany",
    "cases_historicalcompanytechnology",
    "cases_historicalcontactperson",
    "cases_historicaldecision",
    "cases_historicaldecisioncondition",
    "cases_historicaldocument",
    "cases_historicaleligibilityreview",
    "cases_historicalnote",
    "cases_historicalrequirement",
    "cases_historicalscaleuprequest",
    "cases_historicalsitevisit",
    "cases_historicalstagetransition",
    "cases_historicaltask",
    "cases_historicalvisitstop",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0002_append_only")]
    operations = [
        *protect(*TABLES),
    ]
