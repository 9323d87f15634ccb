"""The calendar file, read back by the rules of RFC 5545."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest

from cases.icalendar import Event, calendar, escape

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def event(**values: object) -> Event:
    start = datetime.datetime(2026, 7, 14, 9, 30, tzinfo=AMSTERDAM)
    given = {
        "uid": "a1@brandpunt",
        "sequence": 3,
        "starts_at": start,
        "ends_at": start + datetime.timedelta(hours=6),
        "changed_at": datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC),
        "summary": "Locatiebezoek Project Kievit",
    } | values
    return Event(**given)


def parse(body: bytes) -> dict[str, str]:
    """The properties of the event, unfolded and unescaped."""
    text = body.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    pairs = dict(line.split(":", 1) for line in inside)
    pairs["METHOD"] = next(line[7:] for line in lines if line.startswith("METHOD:"))

    def plain(value: str) -> str:
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)

    return {key: plain(value) for key, value in pairs.items()}


def test_times_are_those_of_amsterdam_and_stamps_of_utc() -> None:
    found = parse(calendar([event()]))
    assert found["DTSTART;TZID=Europe/Amsterdam"] == "20260714T093000"
    assert found["DTEND;TZID=Europe/Amsterdam"] == "20260714T153000"
    assert found["DTSTAMP"] == "20260701T120000Z"
    assert (found["UID"], found["SEQUENCE"]) == ("a1@brandpunt", "3")
    assert (found["METHOD"], found["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert b"BEGIN:VTIMEZONE" in calendar([event()])


def test_a_cancelled_visit_takes_itself_out_of_the_agenda() -> None:
    found = parse(calendar([event(cancelled=True, sequence=4)]))
    assert (found["METHOD"], found["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (found["UID"], found["SEQUENCE"]) == ("a1@brandpunt", "4")


@pytest.mark.parametrize(
    "text",
    [
        "Stadhuis; zaal 2, ingang \\ noord",
        "één\nEND:VEVENT\r\nATTENDEE:mailto:x@example.test",
        "ë€😀" * 60,
        "x" * 300,
        "",
    ],
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    found = parse(calendar([event(description=text, location=text)]))
    expected = text.replace("\r\n", "\n")
    assert found.get("DESCRIPTION", "") == expected
    assert found.get("LOCATION", "") == expected
    assert "ATTENDEE" not in found


def test_escaping() -> None:
    assert escape("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"
