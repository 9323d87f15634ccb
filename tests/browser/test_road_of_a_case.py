"""The pilot's main road, played in a real browser: a new case from intake to an approved decision,
with a second ROM that knows the anonymous profile only and never meets the company's name."""

import datetime

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, follow
from tests.browser.steps import (
    complete_company,
    complete_intake,
    fill,
    invite,
    judge,
    move_forward,
    open_case,
    press,
    settle,
    sign_requirements,
    submit,
)

COMPANY = "Kwartslicht Fotonica B.V."
KVK = "68010203"
CONTACT = "Philomena Oudenaarden"
SECRETS = (COMPANY, "Kwartslicht", CONTACT, "oudenaarden@", KVK)
ACCOUNT_MANAGER, MANAGER, OTHER_ROM = "bom-am", "bom-manager", "oost-am"


def match(page: Page, case: str) -> None:
    """A site in Overijssel on the long list, and on to the short list."""
    page.goto(f"{case}matching/?province=NL-OV")
    page.locator("main [name=site]").first.check()
    page.locator("main .match-why summary").click()
    fill(page, reason="Past bij de eisen")
    press(page, "Op de groslijst")
    page.goto(f"{case}matching/?province=NL-OV")
    follow(page, page.locator("main .match-line a").first)
    fill(page, status="shortlist", reason="Beste ontsluiting")
    submit(page)


def visit(page: Page, case: str) -> None:
    """Planned, done and noted."""
    page.goto(f"{case}bezoeken/nieuw/")
    day = timezone.localdate() - datetime.timedelta(days=1)
    fill(page, starts_at=f"{day}T10:00", ends_at=f"{day}T12:00", guests=CONTACT)
    page.locator("main [name=host]").select_option(label="Oost NL")
    page.locator("main .visit-choose input").first.fill("1")
    submit(page)
    overview = page.url
    follow(page, page.locator("main .visit-note a").first)
    fill(page, observation="Ruime kavel, rustige omgeving.", score="4")
    submit(page)
    page.goto(overview)
    press(page, "Bezoek afronden")
    fill(page, conclusion="Geschikt.")
    submit(page)


def decide(page: Page, case: str) -> None:
    """Another region, with the visited site."""
    page.goto(f"{case}besluit/schrijven/")
    fill(
        page,
        outcome="other_region",
        motivation="Stroom en ruimte op tijd.",
        decided_on=timezone.localdate().isoformat(),
    )
    page.locator("main [name=preferred]").select_option(index=1)
    submit(page)
    settle(page, case)
    page.goto(f"{case}besluit/")
    press(page, "Aan de tweede lezer voorleggen")


def approve(page: Page, case: str) -> None:
    """The second reader."""
    page.goto(f"{case}besluit/")
    press(page, "Goedkeuren en vastleggen")


def anonymous_pages(page: Page, case: str) -> list[str]:
    """Everything that the invited ROM can open of the case, as source text."""
    texts = []
    for part in ("", "eisen/", "matching/", "bezoeken/", "documenten/", "deelnemers/", "tijdlijn/"):
        response = page.goto(f"{case}{part}")
        assert response is not None
        assert response.status == 200, part
        texts.append(page.content())
    for path in ("/", "/dossiers/?view=all"):
        page.goto(path)
        texts.append(page.content())
    for path in ("/zoeken/?q=Kwartslicht", "/dossiers/?view=all&q=Kwartslicht"):
        page.goto(path)
        # The pages repeat what was asked, and nothing else.
        texts.append(page.content().replace("Kwartslicht", ""))
        assert "Fotonica B.V." not in texts[-1]
    return texts


def test_a_case_travels_from_intake_to_decision(open_as: Open) -> None:
    manager = open_as(ACCOUNT_MANAGER)
    case = open_case(manager, COMPANY, KVK)
    complete_company(manager, case, CONTACT, "p.oudenaarden@kwartslicht.example")
    complete_intake(manager, case)
    sign_requirements(manager, case, CONTACT, {"criterion": "site_area_ha", "minimum": "2"})
    chief = open_as(MANAGER)
    judge(chief, case)
    move_forward(manager, case)
    invite(manager, case, "Oost NL")
    match(manager, case)
    move_forward(manager, case)
    visit(manager, case)
    move_forward(manager, case)
    decide(manager, case)
    approve(chief, case)
    manager.goto(case)
    expect(manager.locator("h1")).to_have_text(COMPANY)
    expect(manager.locator(".road-step.is-done")).to_have_count(3)

    other = open_as(OTHER_ROM)
    other.goto(case)
    expect(other.locator("h1")).to_contain_text("Project ")
    other.goto(f"{case}eisen/")
    expect(other.locator("main")).to_contain_text("2")
    for text in anonymous_pages(other, case):
        for secret in SECRETS:
            assert secret not in text, secret
