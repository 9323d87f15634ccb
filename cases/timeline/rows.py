"""Reading the history tables: one query each, with the values before and after in JSON."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS as DEFAULT
from django.db import connection
from django.db.models import Model

from accounts.models import Organisation, User
from cases.models import Candidate
from cases.timeline.access import Values, past
from cases.timeline.reader import Reader
from cases.timeline.source import Source

ADDED, CHANGED, REMOVED = "+", "~", "-"
# The name of a related row, where str() would take a query each or say nothing.
# Rows that no event names.
UNNAMED = ("case_id", "visit_id", "request_id", "standard_id")
_NAMED_BY = {Candidate: "site__name", User: "name", Organisation: "name"}


@dataclass(frozen=True)
class Row:
    """One history row. `old` is empty for the first row of an object."""

    source: Source
    at: datetime.datetime
    new: Values
    old: Values
    text: str

    @property
    def kind(self) -> str:
        """ADDED, CHANGED or REMOVED."""
        kind: str = self.new["history_type"]
        return kind

    @property
    def user_id(self) -> int | None:
        """Who did it; None for the system."""
        return self.new["history_user_id"]

    @property
    def organisation_id(self) -> int | None:
        """The organisation for which it was done."""
        return self.new["history_organisation_id"]

    @property
    def request(self) -> str | None:
        """The request in which it was done."""
        return self.new["history_request"]

    @property
    def reason(self) -> str:
        """The reason that came with it."""
        return self.new["history_change_reason"] or ""


def read(
    sources: Sequence[Source], reader: Reader, before: datetime.datetime | None, most: int
) -> list[list[Row]]:
    """The newest `most` rows of each table that the reader may see, before a moment if given.

    One query for all tables: sixteen of them would be sixteen times to the database and back. Only
    the conditions are put together by Django; thirty whole querysets would take longer to write
    than to answer.
    """
    found: list[list[Row]] = [[] for _source in sources]
    pieces: list[str] = []
    values: list[Any] = []
    for number, source in enumerate(sources):
        condition = _condition(source, reader)
        if condition is not None:
            where, given = condition
            pieces.append(_newest(number, source, where, before, most))
            values += [*given, *([before] if before else [])]
    if pieces:
        union = " UNION ALL ".join(pieces)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT * FROM ({union}) told ORDER BY moment DESC, history_id DESC",  # noqa: S608
                values,
            )
            for number, at, _key, told, new, old in cursor.fetchall():
                was = json.loads(old) if old else {}
                found[number].append(Row(sources[number], at, json.loads(new), was, told))
    return found


def _condition(source: Source, reader: Reader) -> tuple[str, Sequence[Any]] | None:
    """The rows of one table as SQL; None when nothing of it is for this reader."""
    seen = source.seen(reader)
    if seen is None:
        return None
    if not seen:
        return source.belongs, [reader.case.pk]
    query = past(source.model).filter(seen).query
    try:
        where, given = query.get_compiler(using=DEFAULT).compile(query.where)
    except EmptyResultSet:
        return None
    except FullResultSet:
        return source.belongs, [reader.case.pk]
    return f"{source.belongs} AND ({where})", [reader.case.pk, *given]


def _newest(
    number: int, source: Source, where: str, before: datetime.datetime | None, most: int
) -> str:
    """The query of one table: the whole row as JSON, and the one before it of the same object."""
    table = f'"{past(source.model).model._meta.db_table}"'
    moment = f"{table}.history_date"
    if source.happened:  # when it happened, for a new row; else when it was recorded
        moment = (
            f"CASE WHEN {table}.history_type = '{ADDED}'"
            f" THEN coalesce({source.happened}, {moment}) ELSE {moment} END"
        )
    earlier = f" AND {moment} < %s" if before else ""
    return (
        f"(SELECT {number}, {moment} AS moment, {table}.history_id,"  # noqa: S608 (names of ours)
        f" coalesce({source.text or "''"}, ''), to_jsonb({table}.*), lag(to_jsonb({table}.*))"
        f" OVER (PARTITION BY {table}.id ORDER BY {table}.history_date, {table}.history_id)"
        f" FROM {table} WHERE {where}{earlier}"
        f" ORDER BY moment DESC, history_id DESC LIMIT {int(most)})"
    )


def names_of(rows: Iterable[Row]) -> dict[tuple[type[Model], str], str]:
    """The names of everything that the rows point at: one query per kind of thing."""
    wanted: dict[Any, set[str]] = {User: set(), Organisation: set()}
    for row in rows:
        for model, key in _pointers(row):
            wanted.setdefault(model, set()).add(str(key))
    return {
        (model, str(key)): name
        for model, keys in wanted.items()
        if keys
        for key, name in _named(model, keys)
    }


def _pointers(row: Row) -> Iterator[tuple[Any, Any]]:
    if row.user_id:
        yield User, row.user_id
    if row.organisation_id:
        yield Organisation, row.organisation_id
    for field in row.source.model._meta.concrete_fields:
        if field.remote_field is None or field.attname in UNNAMED:
            continue
        for values in (row.old, row.new):
            if values.get(field.attname) is not None:
                yield field.related_model, values[field.attname]


def _named(model: Any, keys: set[str]) -> Iterator[tuple[Any, str]]:
    rows = model._default_manager.filter(pk__in=keys)
    column = _NAMED_BY.get(model)
    if column:
        yield from rows.values_list("pk", column)
    else:
        for row in rows:
            yield row.pk, str(row)
