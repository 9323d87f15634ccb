"""An ordinary morning of an account manager on my day, with the keyboard alone."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

SAID = "De directeur belt donderdag terug over de stroom."
NEXT = "Donderdag terugbellen"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrived(page: Page, selector: str) -> None:
    """The next page is there, and listens to keys."""
    expect(page.locator(selector)).to_be_visible()
    page.wait_for_load_state()


def tick_off_and_undo(page: Page) -> None:
    """The first late action: ticked off, undone, ticked off again."""
    late = page.locator("section[aria-labelledby=day-late] [data-row]")
    before = late.count()
    press(page, "j")
    first = late.first.locator("a")
    expect(first).to_be_focused()
    title = first.inner_text()
    for key, number in (("x", before - 1), ("u", before)):
        press(page, key)
        expect(late).to_have_count(number)
    press(page, "j", "x")
    expect(page.locator(".task-undo")).to_contain_text(title)
    expect(late).to_have_count(before - 1)


def open_own_case(page: Page) -> None:
    """On with J until the table of own cases, and in with Enter."""
    own = page.locator("section[aria-labelledby=day-mine] tbody a").first
    for _step in range(page.locator("[data-row]").count()):
        press(page, "j")
        if own.evaluate("link => link === document.activeElement"):
            break
    expect(own).to_be_focused()
    press(page, "Enter")
    arrived(page, "#compose")


def begin_and_finish_a_note(page: Page) -> None:
    """Begun, kept, left, found again, sent."""
    text = page.locator("#compose textarea")
    press(page, "c")
    expect(text).to_be_focused()
    page.keyboard.type(SAID)
    expect(page.locator("[data-draft-status]")).to_contain_text("concept bewaard")
    press(page, "Escape", "g", "m")
    arrived(page, "#day-late")
    open_own_case(page)
    expect(text).to_have_value(SAID)
    press(page, "c", "Control+Enter")
    expect(page.locator(".timeline")).to_contain_text(SAID)
    expect(text).to_have_value("")


def finish_everything_and_plan(page: Page) -> None:
    """Ticking off the last action asks for the next one in the same place."""
    ticks, title = page.locator("#tasks [data-tick]"), page.locator("#tasks [name=title]")
    page.evaluate("htmx.config.defaultSettleDelay = 300")  # the keys are quicker than the page
    for left in range(ticks.count(), 0, -1):
        press(page, "j", "x")
        expect(ticks).to_have_count(left - 1)
    expect(title).to_be_focused()
    page.keyboard.type(NEXT)
    press(page, "Tab", "Tab", "Tab", "Tab")
    term = page.locator("#tasks [name=term_days]")
    while not term.evaluate("field => field === document.activeElement"):
        press(page, "Tab")
    page.keyboard.type("3")
    press(page, "Enter")
    expect(page.locator("#tasks")).to_contain_text(NEXT)
    expect(ticks).to_have_count(1)


def look_up_the_keys(page: Page) -> None:
    """The list of shortcuts comes with ? and goes with Escape."""
    press(page, "Escape")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    press(page, "?")
    expect(page.locator("#shortcuts")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_morning_with_the_keyboard_alone(open_as: Open) -> None:
    page = open_as("oost-am")
    page.goto("/")
    tick_off_and_undo(page)
    open_own_case(page)
    begin_and_finish_a_note(page)
    finish_everything_and_plan(page)
    look_up_the_keys(page)
    press(page, "g", "d")
    expect(page.locator("[data-shortcut-new]").first).to_be_visible()
    assert page.url.endswith("/dossiers/")
