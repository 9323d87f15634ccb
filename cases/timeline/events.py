"""The events of a timeline: rows in words, and what one action did as one event."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organisation, User
from cases.disclosure import organisation_as_known
from cases.mentions import names_in
from cases.models import Note
from cases.timeline.reader import Reader
from cases.timeline.rows import Row, names_of, read
from cases.timeline.sources import SOURCES
from cases.timeline.telling import Change, Telling, tell
from cases.values import Names

# Rows per table in one go; a page of events is cut from what the tables give together.
MOST = 200
# Rows of one request within this time are one event; imports and the demo write for longer.
ONE_ACTION = datetime.timedelta(minutes=2)
PARTS_SHOWN = 6


@dataclass
class Event:
    """Something that happened. `parts` are the other things that the same action did."""

    kind: str
    symbol: str
    tone: str
    title: str
    text: str
    at: datetime.datetime
    who: str
    organisation: str
    reason: str = ""
    changes: Sequence[Change] = ()
    request: Any = None
    rank: int = 0
    note: Any = None
    mentioned: Sequence[str] = ()
    people: str = ""
    may_edit: bool = False
    may_pin: bool = False
    parts: list["Event"] = field(default_factory=list)

    @property
    def shown_parts(self) -> list["Event"]:
        """The first few parts."""
        return self.parts[:PARTS_SHOWN]

    @property
    def hidden_parts(self) -> int:
        """How many parts are left out."""
        return max(0, len(self.parts) - PARTS_SHOWN)


@dataclass(frozen=True)
class Page:
    """Events, newest first; `older` is the moment before which there is more."""

    events: list[Event]
    older: datetime.datetime | None


def latest(reader: Reader, number: int) -> list[Event]:
    """The newest events, of every kind."""
    return timeline(reader, size=number, most=number * 5).events


def timeline(
    reader: Reader,
    kind: str = "",
    before: datetime.datetime | None = None,
    size: int = 30,
    most: int = MOST,
) -> Page:
    """One page of events, perhaps of one kind, in a constant number of queries."""
    sources = [source for source in SOURCES if kind in ("", source.kind)]
    tables = read(sources, reader, before, most)
    # A table that gave all it was asked for may hold more between its last row and the others'.
    horizons = [rows[-1].at for rows in tables if len(rows) == most]
    horizon = max(horizons, default=None)
    rows = [row for table in tables for row in table]
    names = names_of(rows)
    events = [event for row in rows if (event := _event(row, reader, names))]
    complete = [event for event in events if horizon is None or event.at > horizon] or events
    page = _cut(_merged(complete), size, horizon)
    mentioned = names_in(reader.user, [event.note for event in page.events if event.note])
    for event in page.events:
        event.mentioned = mentioned.get(str(event.note), [])
    _add_people(page.events, reader)
    return page


def _add_people(events: Iterable[Event], reader: Reader) -> None:
    """Who were there at a contact moment, as it reads now. Their names may give rivals away."""
    notes = {event.note: event for event in events if event.note}
    if not notes:
        return
    rows = Note.objects.visible_to(reader.user).filter(pk__in=notes).exclude(participants="")
    if not reader.compares:
        rows = rows.filter(organisation_id__in=reader.own)
    for key, names in rows.values_list("pk", "participants"):
        notes[str(key)].people = ", ".join(names.splitlines())


def _event(row: Row, reader: Reader, names: Names) -> Event | None:
    told: Telling | None = tell(row, reader, names)
    if told is None:
        return None
    organisation = organisation_as_known(
        reader.case,
        reader.user,
        row.organisation_id,
        names.get((Organisation, str(row.organisation_id)), ""),
    )
    contributing = told.note is not None and "contribute_case" in reader.permissions
    return Event(
        kind=row.source.kind,
        symbol=told.symbol,
        tone=told.tone,
        title=told.title,
        text=told.text,
        at=row.at,
        who="" if organisation.hidden else names.get((User, str(row.user_id)), ""),
        organisation=organisation.name,
        reason=told.reason,
        changes=told.changes,
        request=row.request,
        rank=SOURCES.index(row.source),
        note=told.note,
        may_edit=contributing and row.new["author_id"] == reader.user.pk,
        may_pin=contributing
        and ("change_case" in reader.permissions or row.new["organisation_id"] in reader.own),
    )


def _merged(events: Iterable[Event]) -> list[Event]:
    """One event per action, led by its weightiest row; newest first.

    An action is what one request did, or the same thing done several times on end by one person.
    """
    groups: list[list[Event]] = []
    by_request: dict[Any, list[Event]] = {}
    for event in sorted(events, key=lambda e: e.at, reverse=True):
        group = by_request.get((event.request, event.who)) if event.request else None
        if group is None and groups and _same_again(groups[-1][-1], event):
            group = groups[-1]
        if group is None or event.note or group[0].at - event.at > ONE_ACTION:
            group = []
            groups.append(group)
        group.append(event)
        if event.request and not event.note:
            by_request[event.request, event.who] = group
    return [_lead(group) for group in groups]


def _same_again(last: Event, event: Event) -> bool:
    """Whether the next event is the previous one over again, such as one more requirement."""
    return not last.note and (last.title, last.who) == (event.title, event.who)


def _lead(group: list[Event]) -> Event:
    first, *rest = sorted(group, key=lambda event: event.rank)
    first.parts = rest
    first.at = max(event.at for event in group)
    return first


def _cut(events: list[Event], size: int, horizon: datetime.datetime | None) -> Page:
    """A page; events of one moment stay together, so that none is lost between two pages."""
    shown = events[:size]
    while len(shown) < len(events) and events[len(shown)].at == shown[-1].at:
        shown.append(events[len(shown)])
    more = len(shown) < len(events) or horizon is not None
    if not more or not shown:
        return Page(shown, None)
    last = shown[-1]
    return Page(shown, min([last.at, *(part.at for part in last.parts)]))
