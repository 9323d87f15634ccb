"""The catalogue of criteria: what companies ask of a place, in units, with its freshness.

Source: practice of site selection and the definitions of the register; see sites/data/README.md.
"""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.reference import add_missing, read

DATA = Path(__file__).resolve().parent.parent / "data"


def add_criteria(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = [
        {
            **row,
            "options": row["options"].split("|") if row["options"] else [],
            "position": int(row["position"]),
            "fresh_months": int(row["fresh_months"]),
        }
        for row in read(DATA, "criteria.csv")
    ]
    add_missing(apps, "sites", "Criterion", "code", rows)


class Migration(migrations.Migration):
    dependencies = [("sites", "0002_append_only")]
    # Going back keeps the rows: facts may lean on them by then.
    operations = [migrations.RunPython(add_criteria, migrations.RunPython.noop)]
