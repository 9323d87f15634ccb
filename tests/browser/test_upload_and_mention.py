"""Documents dragged onto the page, and a colleague mentioned by keyboard, in a real browser."""

import base64
import re

from playwright.sync_api import Page, expect

from reports.demo.daily import small_pdf
from tests.browser.conftest import Open, follow

WRITER = "bom-am"
SLOW = 400_000  # bytes a second
WATCH = """
() => {
  window.spotted = [];
  const look = () => document.querySelectorAll("[data-files] progress").forEach((bar) => {
    if (bar.value > 0 && bar.value < 100) window.spotted.push(bar.value);
  });
  const list = document.querySelector("[data-files]");
  new MutationObserver(look).observe(list, { subtree: true, attributes: true });
}
"""
DROP = """
([target, files]) => {
  const carried = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  const place = document.querySelector(target);
  const at = { bubbles: true, cancelable: true, dataTransfer: carried };
  place.dispatchEvent(new DragEvent("dragover", at));
  const lit = document.querySelector("[data-drop]").classList.contains("is-over");
  place.dispatchEvent(new DragEvent("drop", at));
  return lit;
}
"""


def own_case(page: Page) -> str:
    """The own case that was left alone longest: what is written there stands on top."""
    page.goto("/dossiers/?view=mine&sort=activity")
    follow(page, page.locator("main tbody a[href*='/dossiers/']").first)
    return re.sub(r"https?://[^/]+", "", page.url)


def drop(page: Page, target: str, *files: tuple[str, str, bytes]) -> bool:
    """Drags files from outside the page onto something; whether the place lit up before."""
    carried = [(name, kind, base64.b64encode(content).decode()) for name, kind, content in files]
    lit: bool = page.evaluate(DROP, [target, carried])
    return lit


def test_documents_are_dragged_in_with_progress_and_refusals(open_as: Open) -> None:
    page = open_as(WRITER)
    page.goto(f"{own_case(page)}documenten/")
    before = page.locator("#document-list .document-row").count()
    drawn = small_pdf("Plattegrond", ["De hal van boven gezien."])
    large = drawn + b"% " + b"x" * 900_000 + b"\n%%EOF\n"
    assert drop(
        page,
        "form[data-upload]",
        ("plattegrond.pdf", "application/pdf", large),
        ("installatie.exe", "application/octet-stream", b"MZ"),
        ("leeg.pdf", "application/pdf", b""),
        ("vermomd.pdf", "application/pdf", b"Dit is gewone tekst."),
    )
    rows = page.locator("[data-files] > li")
    expect(rows).to_have_count(4)
    said = [rows.nth(n).locator("[data-outcome]") for n in range(4)]
    expect(said[1]).to_have_text(
        "Dit soort bestand kan niet worden toegevoegd. Het is niet verstuurd."
    )
    expect(said[2]).to_have_text("Dit bestand is leeg.")
    expect(page.locator("[data-said]")).to_contain_text("installatie.exe")
    expect(rows.nth(0).locator("[data-title]")).to_have_value("plattegrond")
    slow_down(page)
    page.evaluate(WATCH)
    page.locator("form[data-upload] [data-send]").click()
    expect(said[0]).to_have_class(re.compile("is-good"), timeout=30_000)
    spotted = page.evaluate("window.spotted")
    assert spotted, "the bar moves while the file is on its way"
    assert spotted == sorted(spotted)
    expect(said[3]).to_have_class(re.compile("is-bad"), timeout=30_000)
    expect(page.locator("[data-said]")).to_contain_text("1 van 2")
    expect(page.locator("#document-list")).to_contain_text("plattegrond")
    assert page.locator("#document-list .document-row").count() == before + 1
    rows.nth(1).locator("[data-remove]").click()
    expect(rows).to_have_count(3)


def slow_down(page: Page) -> None:
    """A line on which sending takes a while."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": 5, "downloadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions | {"uploadThroughput": SLOW})


def test_what_is_dropped_beside_the_form_goes_nowhere(open_as: Open) -> None:
    page = open_as(WRITER)
    page.goto(f"{own_case(page)}documenten/")
    here = page.url
    assert not drop(page, "h1", ("plattegrond.pdf", "application/pdf", b"%PDF-1.4"))
    expect(page.locator("[data-files] > li")).to_have_count(0)
    assert page.url == here, "the browser does not open the file instead of the page"


def test_a_colleague_is_mentioned_by_keyboard(open_as: Open) -> None:
    page = open_as(WRITER)
    own_case(page)
    text = page.locator("#compose textarea[data-mention]")
    text.focus()
    page.keyboard.type("Kan @")
    options = page.locator(".mention-list [role=option]")
    expect(options.first).to_be_visible()
    first = options.first.get_attribute("id")
    expect(text).to_have_attribute("aria-activedescendant", first or "")
    page.keyboard.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(text).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.locator(".mention-list")).to_be_hidden()
    page.keyboard.type("Joo")
    expect(options).to_have_count(1)
    name = options.first.get_attribute("data-name") or ""
    assert name.startswith("Joost")
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"Kan @{name} ")
    expect(text).to_be_focused()
    page.keyboard.type("hier naar kijken?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline .mention").first).to_have_text(f"@{name}")
