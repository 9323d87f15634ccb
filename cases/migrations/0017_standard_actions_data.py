"""Append-only history for the standard actions, and the actions to start with."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.history_triggers import protect
from accounts.reference import add_missing, read

DATA = Path(__file__).resolve().parent.parent / "data"


def add_actions(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    add_missing(apps, "cases", "StandardAction", "code", read(DATA, "standard_actions.csv"))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_standard_actions_and_terms"),
    ]

    operations = [
        *protect("cases_historicalstandardaction"),
        migrations.RunPython(add_actions, migrations.RunPython.noop),
    ]
