"""Matching with the regions, played in a real browser: requirements, match, a must loosened live, a
call to two regions of which one answers and one declines, comparison and short list. No region
learns who the company is, or what another region said."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import EMAIL, Open, Site, follow
from tests.browser.steps import (
    complete_company,
    complete_intake,
    fill,
    judge,
    move_forward,
    open_case,
    press,
    sign_requirements,
    submit,
)

COMPANY, KVK = "Zwaluwstaart Halfgeleiders N.V.", "68020314"
CONTACT, CONTACT_MAIL = "Berendina Quispel", "b.quispel@zwaluwstaart.example"
SECRETS = ("Zwaluwstaart", KVK, CONTACT, CONTACT_MAIL)
WHY = "Direct leverbaar, ruime milieucategorie."
SOURCE = "Opgave parkmanagement"
DECLINED = "Alle grond is tot 2030 vergeven."
ACCOUNT_MANAGER, MANAGER = "bom-am", "bom-manager"
ANSWERS, DECLINES = ("oost-am", "Oost NL"), ("liof-am", "LIOF")
ASKED: tuple[dict[str, str], ...] = (
    {"criterion": "site_area_ha", "level": "must", "minimum": "90"},
    {"criterion": "power_mw", "level": "wish", "minimum": "4", "target": "12", "weight": "40"},
    {"criterion": "rail_distance_m", "level": "wish", "minimum": "200", "weight": "20"},
)
PAGES = (
    *("", "intake/", "eisen/", "matching/", "bezoeken/", "besluit/", "documenten/", "taken/"),
    *("deelnemers/", "tijdlijn/", "uitvragen/", "vergelijken/"),
)


def fitting(page: Page) -> int:
    """How many sites may fit, as the head of the match says."""
    found = re.match(r"[\d.]+", page.locator("#match-head h2").inner_text())
    assert found is not None
    return int(found.group().replace(".", ""))


def loosen_a_must(page: Page, case: str) -> None:
    """While typing, before anything is stored."""
    page.goto(f"{case}matching/")
    before = fitting(page)
    area = page.locator("main [name^='l-site_area']")
    area.fill("10")
    expect(page.locator(".match-differs")).to_be_visible()
    assert fitting(page) > before
    expect(page).to_have_url(re.compile("l-site_area"))
    page.goto(f"{case}matching/")
    assert fitting(page) == before


def call(page: Page, case: str) -> str:
    """Asks both regions, after seeing what they will read; returns the address of the call."""
    page.goto(f"{case}uitvragen/nieuw/")
    for _key, name in (ANSWERS, DECLINES):
        row = page.locator("main .call-regions tr").filter(has_text=name)
        row.locator("input[type=checkbox]").check()
    for why in page.locator("main .call-why textarea, main .call-why input").all():
        why.fill("De regio ontwikkelt een nieuw terrein.")
    fill(page, profile="Fabrikant van optische chips zoekt ruimte voor een proeflijn.")
    submit(page)
    preview = page.content()
    assert "Zwaluwstaart" not in page.locator("main .call-mail").inner_text()
    assert WHY not in preview
    press(page, "Versturen")
    expect(page.locator("main")).to_contain_text("Oost NL")
    return page.url


def open_call(page: Page, case: str) -> str:
    """From the own list of calls; returns the address of the answer form."""
    page.goto("/uitvragen/")
    follow(page, page.locator(f"main a[href*='{case}']").first)
    expect(page.locator("main h2").first).to_have_text("Uitvraag")
    return page.url


def answer(page: Page, case: str) -> str:
    """A site of the own area, with one open question answered."""
    address = open_call(page, case)
    follow(page, page.locator("main button[value^='add:']").first)
    name = page.locator("main .call-sheet h2[id^=site-]").first.inner_text()
    page.locator("main [name$='-motivation']").fill(WHY)
    question = page.locator("main .call-question").filter(
        has=page.locator("[name$=rail_distance_m-value]")
    )
    question.locator("summary").click()
    question.locator("[name$='-value']").fill("450")
    question.locator("[name$='-source']").fill(SOURCE)
    press(page, "Antwoord versturen")
    expect(page.locator("main")).to_contain_text(WHY)
    return f"{address}\n{name}"


def decline(page: Page, case: str) -> None:
    open_call(page, case)
    press(page, "Afzien")
    page.locator("main [name=reason]").first.check()
    fill(page, note=DECLINED)
    submit(page)


def review(page: Page, address: str) -> None:
    """Both answers side by side; what was said becomes a fact, and the site a candidate."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text(WHY)
    expect(page.locator("main")).to_contain_text(DECLINED)
    press(page, "Aangevinkte locaties naar de groslijst")
    page.goto(address)
    follow(page, page.locator("main a[href*='/regios/']").filter(has_text="Oost NL").first)
    press(page, "Alles overnemen")
    expect(page.locator("main")).to_contain_text(SOURCE)


def compare(page: Page, case: str, name: str) -> None:
    """Two sites of the ranking side by side."""
    page.goto(f"{case}matching/")
    for box in page.locator("main .match-list [name=site]").all()[:2]:
        box.check()
    press(page, "Vergelijken")
    expect(page.locator("main .match-beside")).to_be_visible()
    page.goto(f"{case}matching/")
    follow(page, page.locator("main .match-table a").filter(has_text=name).first)
    fill(page, status="shortlist", reason="Past, en is snel beschikbaar")
    submit(page)
    page.goto(f"{case}matching/")
    assert page.locator("main .match-table").filter(has_text=name).count()


def everything_of(page: Page, case: str) -> dict[str, str]:
    """All that a region can open, download or find of the case, as source text; what it may not
    open is 404."""
    found = {}
    for part in (*(f"{case}{part}" for part in PAGES), "/", "/dossiers/?view=all", "/uitvragen/"):
        response = page.goto(part)
        assert response is not None
        assert response.status in {200, 404}, part
        found[part] = page.content()
    for path in ("/zoeken/?q=", "/dossiers/?view=all&q="):
        page.goto(f"{path}Zwaluwstaart")
        # The pages repeat what was asked, and nothing else.
        found[path] = page.content().replace("Zwaluwstaart", "")
        assert case not in found[path]
    export = page.request.get("/dossiers/export/?view=all")
    found["export"] = export.text() + str(export.headers)
    found["sheet"] = sheet(page, case)
    return found


def sheet(page: Page, case: str) -> str:
    """The text and the file name of the case sheet, made by the worker."""
    page.goto(case)
    follow(page, page.locator("form[action$='/dossierblad/'] button").first)
    link = page.locator("main a[href$='/bestand/']").first
    link.wait_for(timeout=60_000)
    file = page.request.get(link.get_attribute("href") or "")
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(file.body())).pages)
    assert "Project " in text
    return text + str(file.headers)


def mails(site: Site) -> str:
    """All that was sent; without a mail server it stands in the log."""
    return site.log.read_text(errors="replace")


def test_two_regions_are_asked_and_one_is_chosen(open_as: Open, site: Site) -> None:
    manager = open_as(ACCOUNT_MANAGER)
    case = open_case(manager, COMPANY, KVK)
    complete_company(manager, case, CONTACT, CONTACT_MAIL)
    complete_intake(manager, case)
    sign_requirements(manager, case, CONTACT, *ASKED)
    judge(open_as(MANAGER), case)
    move_forward(manager, case)
    loosen_a_must(manager, case)
    address = call(manager, case)

    one, other = open_as(ANSWERS[0]), open_as(DECLINES[0])
    form, name = answer(one, case).split("\n")
    decline(other, case)
    review(manager, address)
    compare(manager, case, name)

    assert COMPANY in manager.content(), "who may know the company does"
    seen, of_other = everything_of(one, case), everything_of(other, case)
    assert WHY in one.goto(form).text()
    for where, text in (*seen.items(), *of_other.items(), ("mail and log", mails(site))):
        for secret in SECRETS:
            assert secret not in text, (secret, where)
    for where, text in of_other.items():
        for secret in (WHY, SOURCE, "Past, en is snel beschikbaar"):
            assert secret not in text, (secret, where)
        assert ANSWERS[1] not in text or not where.startswith(case), where
    for where, text in seen.items():
        assert DECLINED not in text, where
    assert other.goto(form).status == 404
    assert other.goto(address).status == one.goto(address).status == 404
    sent = mails(site)
    assert all(EMAIL[key] in sent for key in (ANSWERS[0], DECLINES[0]))
