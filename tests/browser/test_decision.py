"""A decision in a real browser: compliance steps, advice with a dissent, a second reader who is
somebody else, the fixed record as PDF, and the milestones that follow."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Open, follow
from tests.browser.crawl import AXE, FIND, PHONE, RULES
from tests.browser.steps import fill, press, settle, submit

WRITER, SECOND_READER, ADVISER = "iq-am", "iq-manager", "nfia-am"
COMPANY = "Celkade Therapeutics"
DISSENT = "De aansluiting komt een jaar te laat."


def find(page: Page) -> str:
    """The path of the case, whose decision is a draft in the demo."""
    page.goto(f"/dossiers/?view=all&q={COMPANY.replace(' ', '+')}")
    follow(page, page.locator("main tbody a[href*='/dossiers/']").first)
    return re.sub(r"https?://[^/]+", "", page.url)


def is_right(page: Page, address: str) -> None:
    """Axe finds nothing, and nothing scrolls sideways on a small phone."""
    page.goto(address)
    page.evaluate(AXE)
    assert page.evaluate(FIND, RULES) == []
    desk = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert desk is not None
    page.set_viewport_size(desk)


def words_of_pdf(page: Page) -> str:
    """Waits for the report, takes it along, and reads it."""
    link = page.get_by_role("link", name="Pdf downloaden")
    link.wait_for(timeout=60_000)
    with page.expect_download() as started:
        link.click()
    content = started.value.path().read_bytes()
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(part.extract_text() for part in pages))


def advise_against(adviser: Page, room: str) -> None:
    """The request stands on my day; the answer is a dissent."""
    adviser.goto("/")
    expect(adviser.locator("#day-advice")).to_be_visible()
    adviser.goto(f"{room}advies/")
    fill(adviser, verdict="against", reasons=DISSENT)
    submit(adviser)


def is_refused(writer: Page, chief: Page, room: str) -> None:
    """Who wrote the decision has no button for it, and sending it all the same is refused."""
    expect(writer.get_by_role("button", name="Goedkeuren en vastleggen")).to_have_count(0)
    chief.goto(room)
    version = chief.locator("main input[name=version]").first.get_attribute("value")
    token = writer.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    fields = {"csrfmiddlewaretoken": token or "", "version": version or ""}
    own = writer.request.post(f"{room}goedkeuren/", form=fields, headers={"Referer": writer.url})
    assert own.ok
    assert "De tweede lezer is iemand die niet aan dit besluit heeft geschreven." in own.text()


def print_record(writer: Page, room: str) -> None:
    """The record is fixed, and on paper it says the same."""
    writer.goto(room)
    follow(writer, writer.locator("main a[href*='/besluit/vastgelegd/']").first)
    expect(writer.locator("main")).to_contain_text("ongewijzigd sinds de goedkeuring")
    fixed = writer.locator("code.decision-hash").filter(has_text=re.compile("^[0-9a-f]{64}$"))
    digest = fixed.first.inner_text()
    press(writer, "Als pdf")
    text = words_of_pdf(writer)
    assert digest in text.replace(" ", "")
    for part in (DISSENT, "afwijkend", "Toetsen", "Voorwaarden", "Tweede lezer"):
        assert part in text, part


def follow_up(writer: Page, road: str) -> None:
    """Milestones come from the decision; one whose day has passed is late, in words."""
    writer.goto(road)
    press(writer, "Mijlpalen overnemen")
    first = writer.locator("main tbody tr").first
    expect(first).to_contain_text("Netaansluiting")
    is_right(writer, road)
    follow(writer, writer.locator("main a[href*='/opvolging/mijlpalen/']").first)
    fill(writer, planned_on="2026-01-15")
    submit(writer)
    expect(first).to_contain_text("te laat")


def test_a_decision_is_read_by_somebody_else_and_fixed(open_as: Open) -> None:
    writer, adviser, chief = open_as(WRITER), open_as(ADVISER), open_as(SECOND_READER)
    case = find(writer)
    room = f"{case}besluit/"
    writer.goto(room)
    press(writer, "Aan de tweede lezer voorleggen")
    expect(writer.locator(".alert-danger[data-message]")).to_contain_text(
        "Nog af te ronden toetsen"
    )
    settle(writer, case, "relocation", "screening", "conflict")
    advise_against(adviser, room)
    is_right(writer, room)
    expect(writer.locator(".decision-advice")).to_contain_text(DISSENT)
    expect(writer.locator(".decision-advice")).to_contain_text("afwijkend")
    press(writer, "Aan de tweede lezer voorleggen")
    expect(writer.locator("main")).to_contain_text("Voorgelegd door")
    is_refused(writer, chief, room)
    chief.goto(room)
    press(chief, "Goedkeuren en vastleggen")
    expect(chief.locator("main")).to_contain_text("Goedgekeurd door")
    print_record(writer, room)
    follow_up(writer, f"{case}opvolging/")
