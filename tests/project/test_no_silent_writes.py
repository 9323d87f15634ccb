"""Nothing changes a tracked model behind the back of its history.

Every write goes through an Actor. The source is read for the calls that leave no history row:
`.update()`, `bulk_create`, `bulk_update`, `.delete()` on a queryset, and raw SQL that writes.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from cases.verification import tracked_models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "regions", "sites", "cases", "reports", "api", "config")
# The one place that writes with history, what Django writes, and what fills databases to measure
# on: the seeder of cases writes a history row per row itself, the register of the match has none.
ALLOWED = {
    "accounts/actor.py",
    "accounts/reference.py",
    "cases/matching/scale.py",
    "cases/scale.py",
}
# What has no history may be written directly: grants, groups, the access log, frozen figures.
TRACKED = {model.__name__ for model in tracked_models()}
UNTRACKED = re.compile(
    r"\b("
    + "|".join(sorted({model.__name__ for model in apps.get_models()} - TRACKED))
    + r")\.objects\b"
)
SILENT = {
    "update",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "create",
    "delete",
}
BULK = {"bulk_create", "bulk_update"}
# What an Actor is called where its own bulk methods, which do write history, are used.
ACTOR = re.compile(r"(^|\.)(actor|manager|chief)$|\bActor\.(system|person|of)\(.*\)$")
RAW = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
TABLES = {model._meta.db_table for model in tracked_models()}
# Columns that the history leaves out may be written without it.
RAW_ALLOWED = {
    ("accounts/tokens.py", "accounts_apitoken"): "last_used_at",
    ("cases/actions/case.py", "cases_case"): "last_activity_at",
    ("cases/actions/watch.py", "cases_sitewatch"): "checked_at",
    ("reports/steps.py", "reports_reportjob"): "step",
}


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            relative = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in relative and relative not in ALLOWED:
                yield path


def _is_query(node: ast.expr) -> bool:
    """Whether an expression reads like a queryset or a manager, rather than a dict or a set."""
    text = ast.unparse(node)
    return bool(
        re.search(r"\.objects\b|_default_manager|_base_manager|\.(filter|exclude|all)\(", text)
    )


def silent_calls(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each call on a queryset that would leave no history row."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, target, text = node.func.attr, node.func.value, ast.unparse(node)
        query = name in SILENT and _is_query(target)
        bulk = name in BULK and not ACTOR.search(ast.unparse(target))
        if (query or bulk) and not UNTRACKED.search(text):
            yield node.lineno, text


def raw_writes(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, table and statement of each piece of SQL that writes to a tracked table."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for _verb, table in RAW.findall(node.value):
                if table in TABLES:
                    yield node.lineno, table, node.value


def test_no_queryset_writes_to_a_tracked_model() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:90]}"
        for path in sources()
        for line, text in silent_calls(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(["Write through an Actor:", *found])


def test_no_sql_writes_to_a_tracked_table() -> None:
    found = []
    for path in sources():
        where = path.relative_to(ROOT).as_posix()
        for line, table, statement in raw_writes(path.read_text(encoding="utf-8")):
            column = RAW_ALLOWED.get((where, table))
            if column is None or f"SET {column} =" not in statement:
                found.append(f"{where}:{line}: writes to {table}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.filter(pk=1).update(stage='closed')",
        "Case.objects.bulk_create(rows)",
        "case.tasks.filter(done=True).delete()",
        "Task.objects.create(case=case)",
        "Manager.bulk_update(rows, ['a'])",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    assert list(silent_calls(line))


@pytest.mark.parametrize(
    "line",
    [
        "values.update(other)",
        "actor.bulk_create(rows, reason)",
        "CaseGroupObjectPermission.objects.filter(pk=1).delete()",
        "names.difference_update(others)",
    ],
)
def test_the_search_leaves_the_rest_alone(line: str) -> None:
    assert not list(silent_calls(line))


def test_the_search_for_sql_finds_a_write() -> None:
    assert list(raw_writes("cursor.execute('UPDATE cases_case SET stage = 1')"))
    assert not list(raw_writes("cursor.execute('SELECT * FROM cases_case FOR UPDATE')"))
