"""Back to the reference data, as a database has them that was just made."""

import contextlib
from collections.abc import Iterator
from typing import Any, cast

from celery import current_app
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from kombu.exceptions import OperationalError

from reports.demo.load import require_play

OURS = ("accounts", "regions", "sites", "cases", "reports")
GROUPS = "auth_group"  # those of organisations; made again when an organisation needs them
FOLDERS = ("documents", "photos", "reports", "site-imports")


def empty() -> None:
    """Throws away everything but the reference data: cases, sites, people, files, waiting jobs.

    Part of the caller's transaction; the files of now go once that is there to stay. Raises
    Refused in production.
    """
    require_play()
    files = [name for folder in FOLDERS for name in _files(folder)]
    tables = [model._meta.db_table for label in OURS for model in _models(label)]
    names = ", ".join(f'"{name}"' for name in (*tables, GROUPS))
    with connection.cursor() as cursor:
        # What a larger transaction still has to check would be in the way.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # History is append-only; the erasure procedure announces itself.
        cursor.execute("SET LOCAL brandpunt.erasure = 'on'")
        # Cascades to what hangs on people: sign-in devices, sessions, the administrator's log.
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    _reference_data()
    transaction.on_commit(lambda: _forget(files))
    transaction.on_commit(_forget_jobs)


def _models(label: str) -> list[type[models.Model]]:
    """Every model of an app with a table: history and links between models included."""
    config = apps.get_app_config(label)
    found = config.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed]


def _reference_data() -> None:
    """What the migrations put in the database, put there again by the same functions."""
    loader = MigrationLoader(connection)
    done: set[tuple[str, str]] = set()
    for label in OURS:
        for leaf in loader.graph.leaf_nodes(label):
            for key in loader.graph.forwards_plan(leaf):
                if key[0] in OURS and key not in done:
                    done.add(key)
                    _run_again(loader, key)


def _run_again(loader: MigrationLoader, key: tuple[str, str]) -> None:
    with connection.schema_editor(atomic=False, collect_sql=False) as editor:
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, RunPython):
                operation.code(cast(Any, apps), editor)


def _files(folder: str) -> Iterator[str]:
    """Documents, photos, reports and uploaded registers, by their names in the storage."""
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files(f"{folder}/{name}")


def _forget(files: list[str]) -> None:
    for name in files:
        default_storage.delete(name)


def _forget_jobs() -> None:
    """Jobs that still wait are about rows that are gone. Without a broker there are none."""
    with contextlib.suppress(OperationalError):
        current_app.control.purge()
