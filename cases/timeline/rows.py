"""Reading the history tables: one query each, with the values before and after in JSON."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Either
from django.db.models import (
    Expression,
    F,
    IntegerField,
    JSONField,
    Model,
    Q,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lag

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


class WholeRow(Expression):
    """The whole row as JSON. Naming its columns one by one costs more than the query itself."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQL for the table that the query begins with."""
        table = connection.ops.quote_name(compiler.query.get_initial_alias())
        return f"to_jsonb({table}.*)", []


def read(
    sources: Sequence[Source], reader: Reader, before: datetime.datetime | None, most: int
) -> list[list[Row]]:
    """The newest `most` rows of each table that the reader may see, before a moment if given.

    One query for all tables: sixteen of them would be sixteen times to the database and back.
    """
    found: list[list[Row]] = [[] for _source in sources]
    branches = [
        rows
        for number, source in enumerate(sources)
        if (rows := _newest(number, source, reader, before, most)) is not None
    ]
    if not branches:
        return found
    first, *others = branches
    rows = first.union(*others, all=True).order_by("-moment", "-history_id") if others else first
    for number, at, _key, told, new, old in rows:
        found[number].append(Row(sources[number], at, new, old or {}, told or ""))
    return found


def _newest(
    number: int,
    source: Source,
    reader: Reader,
    before: datetime.datetime | None,
    most: int,
) -> Any:
    """The query of one table; None when nothing of it is for this reader."""
    seen = source.seen(reader)
    if seen is None:
        return None
    rows = past(source.model).filter(source.belongs(reader.case) & seen)
    rows = rows.annotate(
        table=Value(number, IntegerField()),
        moment=_moment(source),
        told=source.text or Value("", TextField()),
    )
    if before is not None:
        rows = rows.filter(moment__lt=before)
    previous = Window(
        Lag(WholeRow()), partition_by=[F("id")], order_by=[F("history_date"), F("history_id")]
    )
    rows = rows.annotate(new=WholeRow(), old=previous).order_by("-moment", "-history_id")
    return rows.values_list("table", "moment", "history_id", "told", "new", "old")[:most]


def _moment(source: Source) -> Any:
    """When it happened: for a new row what the source says, else when it was recorded."""
    recorded = F("history_date")
    if source.at is None:
        return recorded
    happened = When(Q(history_type=ADDED), then=Coalesce(source.at, recorded))
    return Either(happened, default=recorded)


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
