"""Every page for every persona: axe finds nothing, nothing scrolls sideways at 320 px, the console
and the content security policy stay silent, and no link is dead. How it is quick: see `crawl`."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page

from reports.demo.people import PEOPLE
from tests.browser.conftest import Open, Site, follow
from tests.browser.crawl import ANONYMOUS, DESK, FILES, Crawl
from tests.project.addresses import is_api
from tests.project.test_permission_matrix import RECORD
from tests.sites.files import feature, layer

BEGUN = ("matching", "own")
EVERYBODY = [ANONYMOUS, *(person.key for person in PEOPLE if person.main)]


@pytest.fixture(scope="session")
def crawl(site: Site) -> Crawl:
    return Crawl(site)


@pytest.fixture
def page_of(site: Site, browser: Browser, open_as: Open) -> Open:
    """Somebody's browser, signed in; or nobody's."""

    def open_page(key: str) -> Page:
        if key != ANONYMOUS:
            return open_as(key)
        context = browser.new_context(base_url=site.url, viewport=DESK, locale="en-US")
        return context.new_page()

    return open_page


def begin_something(key: str, page: Page, crawl: Crawl) -> None:
    """What is there only after somebody began it: a draft, a report, an import."""
    if key == "bom-am":
        states = crawl.states(key).items()
        send(page, "/dossiers/weergaven/nieuw/?view=all&stage=intake", name="In de intake")
        case = next(pk for pk, (stage, *_, level) in states if (stage, level) == BEGUN)
        send(page, f"/dossiers/{case}/eisen/versie/", reason="Het bedrijf vraagt meer vermogen")
        send(page, f"/dossiers/{case}/eisen/bouwsteen/", name="Proeflijn")
        other = next(pk for pk, state in states if state[-1] == "own" and pk != case)
        page.goto(f"/dossiers/{other}/")
        reference = re.search(r"\b20\d\d-\d{4}\b", page.locator("main").inner_text())
        assert reference is not None
        send(page, f"/dossiers/{case}/koppelingen/", other=reference[0], reason="Levert de glazen")
        page.goto(f"/dossiers/{case}/")
        press(page, "form[action$='/dossierblad/'] button")
    if key == "bom-manager":
        page.goto("/locaties/import/")
        file = {"name": "laag.geojson", "mimeType": "application/json", "buffer": layer(feature())}
        page.set_input_files("main input[type=file]", file)
        press(page, "main .form-actions button[type=submit]")


def send(page: Page, address: str, **fields: str) -> None:
    """Fills in a form and sends it."""
    page.goto(address)
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    press(page, "main .form-actions button[type=submit]")


def press(page: Page, button: str) -> None:
    """Presses a button, also one within a menu that is closed."""
    follow(page, page.locator(button).first)


@pytest.mark.parametrize("key", EVERYBODY)
def test_everything_that_a_person_opens_is_right(key: str, crawl: Crawl, page_of: Open) -> None:
    page = page_of(key)
    begin_something(key, page, crawl)
    faults = list(crawl.faults(key, page))
    assert not faults, "\n".join(faults)


def test_no_page_is_left_out(crawl: Crawl, page_of: Open) -> None:
    """Whatever the permission matrix has as a page, somebody came to by following links."""
    for key in EVERYBODY:
        if not crawl.names[key]:
            page = page_of(key)
            begin_something(key, page, crawl)
            list(crawl.faults(key, page))
    pages = {
        name
        for name, row in json.loads(RECORD.read_text()).items()
        if not is_api(name)
        and not FILES & set(name.split("-"))
        and any(cell[:3] == "200" for cell in row.values())
    }
    left_out = sorted(pages.difference(*crawl.names.values()))
    assert not left_out, f"nothing leads there, or nobody has one to show: {' '.join(left_out)}"
