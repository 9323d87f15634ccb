"""The pilot's main road, played in a real browser: a new case from intake to an approved decision,
with a second ROM that knows the anonymous profile only and never meets the company's name."""

import datetime
import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

COMPANY = "Kwartslicht Fotonica B.V."
KVK = "68010203"
CONTACT = "Philomena Oudenaarden"
SECRETS = (COMPANY, "Kwartslicht", CONTACT, "oudenaarden@", KVK)
ACCOUNT_MANAGER, MANAGER, OTHER_ROM = "bom-am", "bom-manager", "oost-am"


def fill(page: Page, **fields: str) -> None:
    """Types or chooses in the fields of the form on the page, whatever kind they are."""
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]:not([type=hidden])").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f"main [name={name}][value='{value}']").check()
        else:
            field.fill(value)


def submit(page: Page) -> None:
    """Presses the button at the foot of the form."""
    with page.expect_navigation():
        page.locator("main .form-actions button[type=submit]").last.click()
    errors = page.locator("main .invalid-feedback, main .error-summary").all_inner_texts()
    assert not errors, errors


def press(page: Page, words: str) -> None:
    """Presses a link or button by its Dutch words, and waits for the next page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words).or_(
            page.locator("main").get_by_role("button", name=words)
        ).first.click()


def open_case(page: Page) -> str:
    """A new company and its case; returns the path of the case."""
    page.goto("/dossiers/nieuw/")
    fill(
        page,
        company_name=COMPANY,
        kvk_number=KVK,
        sector="Fotonica",
        activity="production",
        summary="Fabrikant van optische chips zoekt ruimte voor een proeflijn.",
        jobs_new_fte="60",
        capex_eur="25000000",
        area_ha="2",
    )
    page.locator("main [name=origin_municipality]").select_option("GM0772")
    with page.expect_navigation():
        page.locator("main .form-actions button[type=submit]").last.click()
    # The demo may hold a company with a name like it: this is another one.
    if page.locator("main input[name=different][type=checkbox]").count():
        page.locator("main input[name=different]").check()
        submit(page)
    return re.sub(r"https?://[^/]+", "", page.url)


def complete_company(page: Page, case: str) -> None:
    """A contact person and a key technology."""
    page.goto(f"{case}bedrijf/")
    company = page.url
    page.goto(f"{company}contacten/nieuw/")
    fill(page, name=CONTACT, email="p.oudenaarden@kwartslicht.example")
    submit(page)
    page.goto(f"{company}bewerken/")
    page.locator("main [name=technologies]").first.check()
    submit(page)


def complete_intake(page: Page, case: str) -> None:
    """Why not here, with evidence, and what was tried in the own region."""
    page.goto(f"{case}intake/knelpunten/nieuw/")
    fill(page, kind="grid", description="Geen 8 MW tot 2031.", evidence="Brief Enexis, 1 oktober")
    submit(page)
    page.goto(f"{case}intake/feiten/")
    fill(
        page,
        own_region_options="Drie terreinen bekeken; geen aansluiting.",
        is_deeptech="yes",
        deeptech_reason="Eigen lithografie, tien jaar onderzoek.",
    )
    submit(page)


def sign_requirements(page: Page, case: str) -> None:
    """One must, signed off by the company."""
    page.goto(f"{case}eisen/versie/")
    submit(page)
    page.goto(f"{case}eisen/nieuw/")
    page.locator("main [name=criterion]").select_option("site_area_ha")
    page.wait_for_load_state("networkidle")
    fill(page, minimum="2")
    submit(page)
    page.goto(f"{case}eisen/vaststellen/")
    fill(page, signed_by=CONTACT, signed_on=timezone.localdate().isoformat())
    submit(page)


def judge(page: Page, case: str) -> None:
    """The manager, who is not the account manager, accepts the entry condition."""
    page.goto(f"{case}intake/oordeel/")
    fill(page, verdict="accepted", reason="Onderbouwd met de brief van de netbeheerder.")
    submit(page)


def move_forward(page: Page, case: str) -> None:
    """Along the road by one stage."""
    page.goto(f"{case}verder/")
    submit(page)


def invite(page: Page, case: str) -> None:
    """Oost NL joins at the anonymous profile, after reading what it will see."""
    page.goto(f"{case}deelnemers/uitnodigen/")
    page.locator("main [name=organisation]").select_option(label="Oost NL")
    fill(page, role="candidate", disclosure="profile")
    submit(page)
    expect(page.locator("main")).to_contain_text("Oost NL")
    submit(page)


def match(page: Page, case: str) -> None:
    """A site in Overijssel on the long list, and on to the short list."""
    page.goto(f"{case}matching/?province=NL-OV")
    page.locator("main [name=site]").first.check()
    fill(page, reason="Past bij de eisen")
    press(page, "Op de groslijst")
    page.goto(f"{case}matching/?province=NL-OV")
    page.locator("main .match-line a").first.click()
    page.wait_for_load_state()
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
    page.locator("main .visit-note a").first.click()
    page.wait_for_load_state()
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
    case = open_case(manager)
    complete_company(manager, case)
    complete_intake(manager, case)
    sign_requirements(manager, case)
    chief = open_as(MANAGER)
    judge(chief, case)
    move_forward(manager, case)
    invite(manager, case)
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
