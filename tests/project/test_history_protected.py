"""History rows are only ever added, whoever asks, outside the erasure procedure."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from accounts.actions import log_access
from cases.verification import tracked_models
from tests import factories

TRIGGERS = """
SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname = 'append_only' AND t.tgenabled = 'O'
"""


def history_tables() -> list[str]:
    """The table of every history model, those of tracked sets included."""
    tables = {model.history.model._meta.db_table for model in tracked_models()}
    for model in tracked_models():
        for field in model.history.model._history_m2m_fields:
            tables.add(getattr(model.history.model, field.name).model._meta.db_table)
    return sorted({*tables, "accounts_accesslog"})


def execute(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def test_there_is_history_at_all() -> None:
    historical = {m._meta.db_table for m in apps.get_models() if "Historical" in m.__name__}
    assert historical <= set(history_tables())
    assert len(historical) > 20


@pytest.mark.parametrize("table", history_tables())
def test_every_history_table_has_the_trigger(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        assert table in {row[0] for row in cursor.fetchall()}


@pytest.fixture
def rows(world: SimpleNamespace) -> dict[str, str]:
    """Tables that hold something, with a column that can be set to itself."""
    log_access(factories.actor(world.manager), "viewed", "case", world.case.code_name)
    return {"cases_historicalcase": "code_name", "accounts_accesslog": "subject"}


def attempts(rows: dict[str, str]) -> list[Any]:
    return [
        statement
        for table, column in rows.items()
        for statement in (f"UPDATE {table} SET {column} = 'anders'", f"DELETE FROM {table}")
    ]


def test_changing_the_past_is_refused(rows: dict[str, str]) -> None:
    for statement in attempts(rows):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            execute(statement)


def test_the_erasure_procedure_may(rows: dict[str, str]) -> None:
    for statement in attempts(rows):
        point = transaction.savepoint_create()
        execute("SET LOCAL brandpunt.erasure = 'on'")
        assert execute(statement) > 0
        transaction.savepoint_rollback(point)
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            execute(statement)
