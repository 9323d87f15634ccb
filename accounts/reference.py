"""Reference data in migrations: adds what is missing, with its first history row, and no more.

An administrator may change every row afterwards; a later migration never overwrites that.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.utils import timezone

REASON = "Reference data"


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a csv file with a header, in UTF-8."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_missing(
    apps: Apps, app: str, model: str, key: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Creates the rows whose `key` column is not there yet, and their history.

    `apps` is the registry of the migration: its models know nothing of simple-history, so the
    history row is written here, column by column equal to the live row.
    """
    live = apps.get_model(app, model)
    present = set(live._default_manager.values_list(key, flat=True))
    missing = [live(**row) for row in rows if row[key] not in present]
    made = live._default_manager.bulk_create(missing)
    # Back from the database: what a history row holds is what the column holds.
    stored = live._default_manager.filter(pk__in=[row.pk for row in made])
    record(apps, app, model, stored)


def record(apps: Apps, app: str, model: str, rows: Iterable[models.Model]) -> None:
    """A first history row ("+") for each of the live rows, in their order."""
    history = apps.get_model(app, f"Historical{model}")
    live = apps.get_model(app, model)
    columns = [field.attname for field in live._meta.concrete_fields]
    now = timezone.now()
    history._default_manager.bulk_create(
        [
            history(
                history_date=now,
                history_type="+",
                history_change_reason=REASON,
                **{column: getattr(row, column) for column in columns},
            )
            for row in rows
        ]
    )
