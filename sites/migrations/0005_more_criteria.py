"""Adds the criteria that came with the kinds range and distance.

Names its rows: the whole list was read by 0003 when this database was newer than the list.
"""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.reference import add_missing, read

DATA = Path(__file__).resolve().parent.parent / "data"
NEW = {"cooling_water_c", "place_km"}


def add_criteria(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = [
        {
            **row,
            "options": [],
            "position": int(row["position"]),
            "fresh_months": int(row["fresh_months"]),
        }
        for row in read(DATA, "criteria.csv")
        if row["code"] in NEW
    ]
    add_missing(apps, "sites", "Criterion", "code", rows)


class Migration(migrations.Migration):
    dependencies = [("sites", "0004_range_and_distance")]
    # Going back keeps the rows: facts may lean on them by then.
    operations = [migrations.RunPython(add_criteria, migrations.RunPython.noop)]
