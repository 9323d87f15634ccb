"""Every paper is archival and accessible: PDF/A-2a and PDF/UA-1 at once, checked by a validator."""

import io

import page
import pydyf  # type: ignore[import-untyped]
import pypdfium2
import pytest
from pypdf import PdfReader

from accounts.actor import Actor
from cases.models import Bottleneck, Candidate, SiteVisit
from reports.models import ReportJob
from reports.pdf import make_accessible
from reports.tasks import make_report
from tests import factories
from tests.reports.every_paper import Shop, board, room, shop

__all__ = ["board", "room", "shop"]
pytestmark = pytest.mark.pango
PROFILES = (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1)
MARGIN = 14 * 72 / 25.4  # the smallest margin, less a hair
KINDS = ("case_sheet", "comparison", "decision", "briefing", "dashboard", "progress")


def faults(pdf: bytes) -> list[str]:
    """What the validator has against a file."""
    return [
        f"{profile}: {failure}"
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]


def printed(shop: Shop, kind: str) -> bytes:
    job = shop.order(kind)
    assert make_report.apply(args=[str(job.pk)]).get(), ReportJob.objects.get(pk=job.pk).error
    job.refresh_from_db()
    content: bytes = job.file.read()
    return content


def test_every_paper_is_archival_and_accessible(shop: Shop) -> None:
    for language in ("nl", "en"):
        for person in (shop.room.manager, shop.editor):
            person.language = language
            Actor.system().save(person)
        for kind in KINDS:
            assert faults(printed(shop, kind)) == [], (kind, language)


LONG = "Hoogspanningsaansluitingsreserveringsovereenkomst" * 4
MANY = 60


@pytest.fixture
def heavy(shop: Shop) -> Shop:
    """Words that fit on no line, values that nobody knows, and more rows than a page holds."""
    save, case = Actor.person(shop.room.manager).save, shop.room.case
    at = case.created_at
    case.summary = case.situation = f"Zoekt ruimte. {LONG}"
    save(case)
    for number in range(MANY):
        site = factories.site(name=f"Terrein {number} {LONG[:80]}", municipality_id="GM0014")
        save(Candidate(case=case, site=site, reason=LONG, added_at=at))
        save(Bottleneck(case=case, kind="grid", description=LONG, evidence=f"https://{LONG}"))
    trip = SiteVisit.objects.get(case=case)
    trip.programme = trip.guests = trip.conclusion = LONG
    trip.meeting_point = LONG[:80]
    save(trip)
    stop = trip.stops.all()[0]
    stop.reception = LONG[:80]
    save(stop)
    return shop


def outside(pdf: bytes) -> list[str]:
    """Signs that stand in the margin beside the text, or off the paper."""
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(pdf), 1):
        text = sheet.get_textpage()
        for place in range(text.count_chars()):
            left, _bottom, right, _top = text.get_charbox(place)
            if right > left and (left < MARGIN or right > sheet.get_width() - MARGIN):
                found.append(f"{number}: {text.get_text_range(place, 12)!r}")
    return found


def test_long_words_and_many_rows_stay_on_the_paper(heavy: Shop) -> None:
    papers = {kind: printed(heavy, kind) for kind in ("briefing", "comparison", "case_sheet")}
    for kind, pdf in papers.items():
        assert faults(pdf) == [], kind
        assert outside(pdf) == [], kind
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(papers["case_sheet"])).pages]
    rows = [text for text in pages if "Terrein 4" in text or "Terrein 5" in text]
    assert len(rows) > 2
    for text in rows:
        assert "Netto oppervlakte" in text, "the head of the table is on each page"


def test_no_stream_ends_in_what_may_be_the_end_of_a_line() -> None:
    """Not even those that are added when all else is written; a few in a thousand would."""
    pdf = pydyf.PDF()
    make_accessible(None, pdf)
    for number in range(1000):
        entry = pydyf.Stream([str(number)], compress=True)
        pdf.add_object(entry)
        assert not entry.data.endswith((b"\n\nendstream", b"\r\nendstream")), number
