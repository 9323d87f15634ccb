"""What people do on the road of a case, in the browser: typing, choosing, sending."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import follow


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
    follow(page, page.locator("main .form-actions button[type=submit]").last)
    errors = page.locator("main .invalid-feedback, main .error-summary").all_inner_texts()
    assert not errors, errors


def press(page: Page, words: str) -> None:
    """Presses a link or button by its Dutch words, and waits for the next page."""
    main = page.locator("main")
    link, button = (main.get_by_role(role, name=words) for role in ("link", "button"))
    follow(page, link.or_(button).first)


def open_case(page: Page, company: str, kvk: str) -> str:
    """A new company and its case; returns the path of the case."""
    page.goto("/dossiers/nieuw/")
    fill(
        page,
        company_name=company,
        kvk_number=kvk,
        sector="Fotonica",
        activity="production",
        summary="Fabrikant van optische chips zoekt ruimte voor een proeflijn.",
        jobs_new_fte="60",
        capex_eur="25000000",
        area_ha="2",
    )
    page.locator("main [name=origin_municipality]").select_option("GM0772")
    follow(page, page.locator("main .form-actions button[type=submit]").last)
    # The demo may hold a company with a name like it: this is another one.
    if page.locator("main input[name=different][type=checkbox]").count():
        page.locator("main input[name=different]").check()
        submit(page)
    return re.sub(r"https?://[^/]+", "", page.url)


def complete_company(page: Page, case: str, contact: str, email: str) -> None:
    """A contact person and a key technology."""
    page.goto(f"{case}bedrijf/")
    company = page.url
    page.goto(f"{company}contacten/nieuw/")
    fill(page, name=contact, email=email)
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


def sign_requirements(page: Page, case: str, contact: str, *asked: dict[str, str]) -> None:
    """What is asked, signed off by the company."""
    page.goto(f"{case}eisen/versie/")
    submit(page)
    for fields in asked:
        page.goto(f"{case}eisen/nieuw/?criterion={fields['criterion']}")
        fill(page, **{name: value for name, value in fields.items() if name != "criterion"})
        submit(page)
    page.goto(f"{case}eisen/vaststellen/")
    fill(page, signed_by=contact, signed_on=timezone.localdate().isoformat())
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


def invite(page: Page, case: str, organisation: str) -> None:
    """An organisation joins at the anonymous profile, after reading what it will see."""
    page.goto(f"{case}deelnemers/uitnodigen/")
    page.locator("main [name=organisation]").select_option(label=organisation)
    fill(page, role="candidate", disclosure="profile")
    submit(page)
    expect(page.locator("main")).to_contain_text(organisation)
    submit(page)


COMPLIANCE = {
    "didam": "published",
    "state-aid": "tendered",
    "relocation": "no_relocation",
    "screening": "cleared",
    "export": "licensed",
    "conflict": "reasoned",
}


def settle(page: Page, case: str, *kinds: str) -> None:
    """Answers compliance steps of the decision; all of them unless said otherwise."""
    for kind in kinds or COMPLIANCE:
        page.goto(f"{case}besluit/toets/{kind}/")
        today = timezone.localdate().isoformat()
        fill(page, answer=COMPLIANCE[kind], on_date=today, reason="Nagegaan met de gemeente.")
        submit(page)
