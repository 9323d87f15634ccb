"""What the demo is made of, without a database: its clock, its people, its documents."""

import datetime
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from reports.demo import content
from reports.demo.clock import office_hour, standing_at, working_day
from reports.demo.daily import small_pdf
from reports.demo.people import BY_KEY, PEOPLE

SATURDAY = datetime.date(2026, 5, 9)


def test_the_clock_always_goes_back() -> None:
    moment = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
    with pytest.raises(ZeroDivisionError), standing_at(moment):
        _ = 1 / 0
    with standing_at(moment):
        seen = timezone.now()
    assert seen == moment
    assert timezone.now() > moment + datetime.timedelta(days=1)


def test_nobody_works_in_the_weekend() -> None:
    sunday = SATURDAY + datetime.timedelta(days=1)
    for day in (SATURDAY, sunday):
        assert working_day(day) == datetime.date(2026, 5, 8)
        assert working_day(day, onward=True) == datetime.date(2026, 5, 11)
        assert office_hour(day, 0).hour == 9
        assert office_hour(day, 2).hour == 17
    assert working_day(datetime.date(2026, 5, 7)) == datetime.date(2026, 5, 7)


def test_a_small_pdf_is_read_back() -> None:
    body = small_pdf("Geïntegreerde (proef)", ["Een regel met (haakjes) en een \\.", "Coördinatie"])
    reader = PdfReader(io.BytesIO(body), strict=True)
    text = reader.pages[0].extract_text()
    assert "(haakjes)" in text
    assert "Coördinatie" in text


def test_every_person_and_company_stands_in_the_data_once() -> None:
    assert all(person.email.endswith(".example") for person in PEOPLE)
    assert len({person.email for person in PEOPLE}) == len(BY_KEY) == len(PEOPLE)
    assert len({text.company for text in content.cases()}) == len(content.cases())
    assert len({text.key for text in content.cases()}) == len(content.cases())
