"""A visit as a calendar file (RFC 5545), for the agenda of whoever comes along.

It holds the code name and what every host may read; never the company or its guests.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ZONE = "Europe/Amsterdam"
WIDTH = 75  # octets in a line, the line end not counted (RFC 5545, 3.1)

# The rule of the European Union since 1996: last Sunday of March and of October.
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """One appointment. Moments are aware; `sequence` rises with every change."""

    uid: str
    sequence: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    changed_at: datetime.datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    organizer: str = ""  # addresses of mail; an invitation has both
    attendee: str = ""
    all_day: bool = False  # a deadline: the date of `starts_at`, free in the agenda


def calendar(events: Sequence[Event]) -> bytes:
    """A file of appointments, to be kept or sent: UTF-8, lines of at most 75 octets that end in
    CR LF. Somebody who is invited gets a request, with one appointment (RFC 5546, 3.2.2), which a
    higher `sequence` replaces. All of them are cancelled, or none."""
    method = "REQUEST" if events[0].attendee else "PUBLISH"
    return _file(events, "CANCEL" if events[0].cancelled else method)


def feed(events: Iterable[Event], name: str) -> bytes:
    """A calendar to subscribe to, under a name; read anew every hour."""
    again = "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    return _file(events, "PUBLISH", f"X-WR-CALNAME:{escape(name)}", again)


def _file(events: Iterable[Event], method: str, *more: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Brandpunt//Locatiebezoek//NL",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *more,
        *TIMEZONE,
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return b"".join(fold(line) for line in lines)


def _event(event: Event) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_utc(event.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    yield from _when(event)
    yield from _who(event)
    yield f"SUMMARY:{escape(event.summary)}"
    if event.location:
        yield f"LOCATION:{escape(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "CLASS:PRIVATE"
    yield f"TRANSP:{'TRANSPARENT' if event.all_day else 'OPAQUE'}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _when(event: Event) -> Iterable[str]:
    if event.all_day:
        yield f"DTSTART;VALUE=DATE:{_local(event.starts_at)[:8]}"
        return
    yield f"DTSTART;TZID={ZONE}:{_local(event.starts_at)}"
    yield f"DTEND;TZID={ZONE}:{_local(event.ends_at)}"


def _who(event: Event) -> Iterable[str]:
    if event.organizer:
        yield f"ORGANIZER:mailto:{event.organizer}"
    if event.attendee:
        answer = "" if event.cancelled else ";PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT{answer}:mailto:{event.attendee}"


def escape(text: str) -> str:
    """Text as a value: backslash, comma, semicolon and line ends are escaped (RFC 5545, 3.3.11)."""
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, safe)
    return "\\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def fold(line: str) -> bytes:
    """A line in pieces of at most 75 octets; no character is cut (RFC 5545, 3.1)."""
    pieces: list[bytes] = []
    current = b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > WIDTH:
            pieces.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*pieces, current]) + b"\r\n"


def _local(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(ZONE)):%Y%m%dT%H%M%S}"


def _utc(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
