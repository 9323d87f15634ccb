"""The organisations of the pilot, their groups, and the ROMs' shareholders.

Names, kinds and shareholders: see the domain notes; a share is filled in only where a public
source states it. Access never follows from the percentage.
"""

from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.reference import add_missing, read, record

DATA = Path(__file__).resolve().parent.parent / "data"
ROLES = ("manager", "case_worker", "reader")


def add_organisations(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows: list[dict[str, Any]] = [
        dict(row) | {"valid_from": row["valid_from"] or None}
        for row in read(DATA, "organisations.csv")
    ]
    add_missing(apps, "accounts", "Organisation", "code", rows)
    group_model = apps.get_model("auth", "Group")
    link = apps.get_model("accounts", "OrganisationGroup")
    codes = [row["code"] for row in rows]
    for organisation in apps.get_model("accounts", "Organisation").objects.filter(code__in=codes):
        for role in ROLES:
            group, _made = group_model.objects.get_or_create(name=f"{organisation.code}:{role}")
            link.objects.get_or_create(
                organisation=organisation, role=role, defaults={"group": group}
            )


def add_shareholdings(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("accounts", "Shareholding")
    keys = dict(apps.get_model("accounts", "Organisation").objects.values_list("code", "pk"))
    present = set(model.objects.values_list("organisation_id", "shareholder_id"))
    missing = []
    for row in read(DATA, "shareholdings.csv"):
        pair = (keys[row["organisation"]], keys[row["shareholder"]])
        if pair not in present:
            missing.append(
                model(
                    organisation_id=pair[0],
                    shareholder_id=pair[1],
                    share_pct=row["share_pct"] or None,
                    source=row["source"],
                )
            )
    made = model.objects.bulk_create(missing)
    stored = model.objects.filter(pk__in=[row.pk for row in made])
    record(apps, "accounts", "Shareholding", stored)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    # Going back keeps the rows: they may be in use by then.
    operations = [
        migrations.RunPython(add_organisations, migrations.RunPython.noop),
        migrations.RunPython(add_shareholdings, migrations.RunPython.noop),
    ]
