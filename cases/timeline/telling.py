"""A history row in words: what happened, to what, and which fields went from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.models import Case, CaseStage, Note, SiteVisit, StageTransition, VisitStop
from cases.timeline.access import Values
from cases.timeline.reader import Reader
from cases.timeline.rows import ADDED, CHANGED, Row
from cases.timeline.source import SILENT, Source, Turn
from cases.values import Names, in_words

LONGEST = 400  # letters of a long text before it is cut in a list of changes

MOVES: dict[str, tuple[str, str]] = {
    StageTransition.Kind.OPENED: ("folder-open", "green"),
    StageTransition.Kind.FORWARD: ("arrow-right", "green"),
    StageTransition.Kind.BACK: ("arrow-left", "orange"),
    StageTransition.Kind.HOLD: ("player-pause", "yellow"),
    StageTransition.Kind.RESUME: ("player-play", "green"),
    StageTransition.Kind.CLOSE: ("flag", "secondary"),
    StageTransition.Kind.REOPEN: ("rotate", "orange"),
}
CONTACTS: dict[str, str] = {
    Note.Kind.NOTE: "message",
    Note.Kind.CALL: "phone",
    Note.Kind.MAIL: "mail",
    Note.Kind.MEETING: "users",
    Note.Kind.VISIT: "building-factory-2",
}


@dataclass(frozen=True)
class Change:
    """A field with its value before and after, in words; an empty value is an empty string."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Telling:
    """A row in words. `note` is the key of a note that was written."""

    title: str
    text: str
    symbol: str
    tone: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    note: Any = None


def tell(row: Row, reader: Reader, names: Names) -> Telling | None:
    """The row in words, None when it says nothing to this reader."""
    if row.source.model is StageTransition:
        return _move(row, reader)
    if row.source.model is Note and row.kind == ADDED:
        kind = row.new["kind"]
        title = str(Note.Kind(kind).label)
        return Telling(title, row.text, CONTACTS[kind], "blue", note=row.new["id"])
    if row.kind == CHANGED:
        return _changed(row, reader, names)
    title = row.source.added if row.kind == ADDED else row.source.removed
    if not title:
        return None
    source = row.source
    symbol, tone = (source.symbol, source.tone) if row.kind == ADDED else ("trash", "secondary")
    subject = _subject(row, names) + _days(row, reader)
    return Telling(str(title), subject, symbol, tone, _reason(row, reader))


def _move(row: Row, reader: Reader) -> Telling | None:
    """A move along the road. Its reason is free text, so it is for who knows the company."""
    if row.kind != ADDED:
        return None
    values = row.new
    symbol, tone = MOVES[values["kind"]]
    text = ""
    if values["from_stage"] and values["from_stage"] != values["to_stage"]:
        old, new = CaseStage(values["from_stage"]), CaseStage(values["to_stage"])
        text = f"{old.label} → {new.label}"
    title = str(StageTransition.Kind(values["kind"]).label)
    if values["kind"] == StageTransition.Kind.OPENED:
        title = _("Case opened")
    return Telling(title, text, symbol, tone, values["reason"] if reader.informed else "")


def _changed(row: Row, reader: Reader, names: Names) -> Telling | None:
    source = row.source
    turn = next((turn for turn in source.turns if turn.fits(row.old, row.new)), None)
    # What it was is told only to who could read it then.
    known = bool(row.old) and source.readable(reader, row.old)
    changes = tuple(_changes(row, reader, names, turn)) if known else ()
    if turn is None and not changes and known:
        return None
    title, symbol, tone = (
        (turn.title, turn.symbol, turn.tone)
        if turn
        else (source.changed, source.symbol, source.tone)
    )
    subject = _subject(row, names) + _days(row, reader)
    return Telling(str(title), subject, symbol, tone, _reason(row, reader), changes)


def _changes(row: Row, reader: Reader, names: Names, turn: Turn | None) -> Iterable[Change]:
    """Fields that differ, without those that this reader may not see or that say nothing."""
    source = row.source
    for field in source.model._meta.concrete_fields:
        old, new = row.old.get(field.attname), row.new.get(field.attname)
        told = turn is not None and field.attname == turn.field
        if old == new or told or not _shown(source, field, reader):
            continue
        yield Change(str(field.verbose_name), _short(field, old, names), _short(field, new, names))


def _shown(source: Source, field: Any, reader: Reader) -> bool:
    if field.attname in SILENT or field.attname in source.silent:
        return False
    if source.model is Case and field.name not in reader.case_fields:
        return False
    if field.attname in source.guarded and not reader.compares:
        return False
    return reader.informed or field.attname not in source.secret


def _short(field: Any, value: Any, names: Names) -> str:
    if value in (None, ""):
        return ""
    return Truncator(in_words(field, value, names)).chars(LONGEST)


def _subject(row: Row, names: Names) -> str:
    """What the row is about, such as the title of a task or the name of a site."""
    name = row.source.subject
    if not name:
        return ""
    values: Values = row.new
    field = next(f for f in row.source.model._meta.concrete_fields if f.attname == name)
    words = in_words(field, values[name], names)
    return _("version %(number)s") % {"number": words} if name == "number" else words


def _days(row: Row, reader: Reader) -> str:
    """Until when a visit of several days takes, and on which of them a site is visited: for who
    sees all of it."""
    if not reader.compares:
        return ""
    if row.source.model is VisitStop and row.new["day"] > 1:
        return ", " + _("day %(day)d of the visit") % {"day": row.new["day"]}
    if row.source.model is SiteVisit:
        first, last = (parse_datetime(row.new[name]) for name in ("starts_at", "ends_at"))
        if first and last and timezone.localdate(first) != timezone.localdate(last):
            return f" – {date_format(timezone.localtime(last), 'j F Y H:i')}"
    return ""


def _reason(row: Row, reader: Reader) -> str:
    """Why, in the words of who did it: free text, for who knows the company."""
    given = row.source.reasons and row.kind != ADDED
    return row.reason if given and reader.informed else ""
