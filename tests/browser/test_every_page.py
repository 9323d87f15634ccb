"""Every page for every persona: axe finds nothing, nothing scrolls sideways at 320 px, and the
console and the content security policy stay silent (see `open_as`)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from reports.demo.people import PEOPLE
from tests.browser.conftest import Open, Site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = ("/", "/dashboard/", "/rapporten/", "/locaties/", "/regios/", "/voorkeuren/")
MAIN = [person.key for person in PEOPLE if person.main]
# Links that download, leave, or end the session.
LEFT_OUT = (".csv", ".ics", "/export", "/download", "/logout", "/beheer", "pdf", "kaart.json")
MOST_PAGES = 45


def violations(page: Page) -> list[str]:
    """What axe finds wrong."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def links(page: Page) -> list[str]:
    """Addresses of ours that this page leads to, one of each kind."""
    found = page.eval_on_selector_all(
        "a[href^='/']", "all => all.map(a => a.getAttribute('href').split('#')[0])"
    )
    return [
        link for link in found if "?" not in link and not any(word in link for word in LEFT_OUT)
    ]


def kind(link: str) -> str:
    """The address without its keys: two cases are one kind of page."""
    parts = ["*" if len(part) == 36 or part.startswith("CR") else part for part in link.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("key", MAIN)
def test_pages_are_accessible_and_narrow(key: str, site: Site, open_as: Open) -> None:
    page = open_as(key)
    waiting, seen, wrong = list(START), {kind(link) for link in START}, []
    visited = 0
    while waiting and visited < MOST_PAGES:
        address = waiting.pop(0)
        response = page.goto(address)
        assert response is not None
        assert response.status < 500, address
        if response.status >= 400:
            continue
        visited += 1
        for link in links(page):
            if kind(link) not in seen:
                seen.add(kind(link))
                waiting.append(link)
        wrong += [f"{address} {fault}" for fault in violations(page)]
        page.set_viewport_size({"width": 320, "height": 700})
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wrong.append(f"{address} is {width} px wide at 320 px")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert visited > 4
    assert not wrong, "\n".join(wrong)
