"""Reading the history tables: one query each, with the values before and after in JSON."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Either
from django.db.models import Expression, F, JSONField, Model, Q, TextField, Value, When, Window
from django.db.models.functions import Coalesce, Lag

from accounts.models import Organisation, User
from cases.models import Candidate
from cases.timeline.access import Values
from cases.timeline.reader import Reader
from cases.timeline.sources import Source

ADDED, CHANGED, REMOVED = "+", "~", "-"
_HISTORY = (
    "history_type",
    "history_user_id",
    "history_organisation_id",
    "history_request",
    "history_change_reason",
)
# The name of a related row, where str() would take a query each or say nothing.
_NAMED_BY = {Candidate: "site__name", User: "name", Organisation: "name"}


@dataclass(frozen=True)
class Row:
    """One history row. `old` is empty for the first row of an object."""

    source: Source
    at: datetime.datetime
    kind: str
    user_id: int | None
    organisation_id: int | None
    request: uuid.UUID | None
    reason: str
    old: Values
    new: Values
    text: str


class WholeRow(Expression):
    """The whole row as JSON. Naming its columns one by one costs more than the query itself."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQL for the table that the query begins with."""
        table = connection.ops.quote_name(compiler.query.get_initial_alias())
        return f"to_jsonb({table}.*)", []


def read(source: Source, reader: Reader, before: datetime.datetime | None, most: int) -> list[Row]:
    """The newest `most` rows of a table that the reader may see, before a moment if given."""
    seen = source.seen(reader)
    if seen is None:
        return []
    rows = source.model.history.filter(source.belongs(reader.case) & seen)
    rows = rows.annotate(moment=_moment(source), told=source.text or Value("", TextField()))
    if before is not None:
        rows = rows.filter(moment__lt=before)
    previous = Window(
        Lag(WholeRow()), partition_by=[F("id")], order_by=[F("history_date"), F("history_id")]
    )
    rows = rows.annotate(new=WholeRow(), old=previous).order_by("-moment", "-history_id")
    return [
        Row(source, at, kind, user, organisation, request, reason or "", old or {}, new, told or "")
        for at, told, new, old, kind, user, organisation, request, reason in rows.values_list(
            "moment", "told", "new", "old", *_HISTORY
        )[:most]
    ]


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
        if field.remote_field is None or field.attname in ("case_id", "visit_id", "request_id"):
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
