"""Append-only history for the new tables, runs that never change, weights to start from, and the
right to compare regions for the organisations that had it as part of knowing the company."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.history_triggers import protect
from accounts.reference import add_missing, read

DATA = Path(__file__).resolve().parent.parent / "data"
TABLES = (
    "cases_historicalbuildingblock",
    "cases_historicalcallanswer",
    "cases_historicalcallinvitation",
    "cases_historicalcallproposal",
    "cases_historicalcaselink",
    "cases_historicallocationcall",
    "cases_historicalmatchrun",
    "cases_historicalsitewatch",
    "cases_historicalwatchhit",
    "cases_historicalweighttemplate",
    "cases_matchrun",
)


def add_weights(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = [
        {
            **row,
            "points": {
                group: int(points)
                for group, points in (part.split("=") for part in row["points"].split())
            },
        }
        for row in read(DATA, "weights.csv")
    ]
    add_missing(apps, "cases", "WeightTemplate", "code", rows)


def grant_comparing(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("cases", "CaseParticipant").objects.filter(
        ended_at__isnull=True, disclosure="identity"
    )
    told = list(rows.exclude(role="candidate").values_list("case_id", "organisation_id"))
    if not told:
        return
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cases", model="case"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_options",
        defaults={"name": "May see the sites and answers of every region"},
    )
    readers = dict(
        apps.get_model("accounts", "OrganisationGroup")
        .objects.filter(role="reader")
        .values_list("organisation_id", "group_id")
    )
    grant = apps.get_model("cases", "CaseGroupObjectPermission")
    grant.objects.bulk_create(
        (
            grant(content_object_id=case, group_id=readers[who], permission_id=permission.pk)
            for case, who in told
            if who in readers
        ),
        batch_size=5000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_calls_and_runs"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        *protect(*TABLES),
        migrations.RunPython(add_weights, migrations.RunPython.noop),
        migrations.RunPython(grant_comparing, migrations.RunPython.noop),
    ]
