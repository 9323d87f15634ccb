"""A visit day on a phone of 390 px wide: planned, noted with the connection cut in the middle,
reviewed, and matched again; then a visit of two days. Nothing that was typed is lost, and the host
never meets the name."""

import datetime
import io

from django.utils import timezone
from PIL import Image
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
    sign_requirements,
    submit,
)

COMPANY, KVK = "Helderglans Katalyse B.V.", "68033327"
CONTACT = "Hillegonda Ruiterkamp"
SECRETS = (COMPANY, "Helderglans", CONTACT, KVK)
ACCOUNT_MANAGER, MANAGER, HOST = "bom-am", "bom-manager", "oost-am"
ASKED: tuple[dict[str, str], ...] = (
    {"criterion": "plot_area_ha", "level": "must", "minimum": "2"},
    {"criterion": "rail_distance_m", "level": "wish", "minimum": "300", "weight": "60"},
)
PHONE = (390, 844)
RAIL = "c-rail_distance_m"


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#6f8f72").save(target, "JPEG")
    return target.getvalue()


def choose_and_freeze(page: Page, case: str) -> None:
    """Two sites in Overijssel on the long list, one of them on the short list, and the match kept
    as it was before the visit."""
    page.goto(f"{case}matching/?province=NL-OV")
    for number in range(2):
        page.locator("main [name=site]").nth(number).check()
    page.locator("main .match-why summary").click()
    fill(page, reason="Past bij de eisen")
    press(page, "Op de groslijst")
    page.goto(f"{case}matching/?province=NL-OV")
    follow(page, page.locator("main .match-line a").first)
    fill(page, status="shortlist", reason="Beste ontsluiting")
    submit(page)
    page.goto(f"{case}matching/vastleggen/")
    fill(page, reason="Voor het bezoek")
    submit(page)


def plan(page: Page, case: str) -> str:
    """The host is invited as soon as it is planned; returns the address of the visit."""
    page.goto(f"{case}bezoeken/nieuw/")
    day = timezone.localdate() - datetime.timedelta(days=1)
    page.locator("main [name=host]").select_option(label="Oost NL")
    page.evaluate("htmx.config.defaultSettleDelay = 500")  # typing goes on while the days arrive
    fill(page, starts_at=f"{day}T10:00", ends_at=f"{day}T12:00", guests=CONTACT)
    page.locator("#visit-days.htmx-settling").wait_for()
    page.locator("main .visit-choose input").first.fill("1")
    submit(page)
    return page.url


def plan_two_days(page: Page, case: str) -> str:
    """The days come while the moments are filled in; each gets its hours and a site. Returns the
    address of the visit."""
    page.goto(f"{case}bezoeken/nieuw/")
    first = timezone.localdate() + datetime.timedelta(days=7)
    last = first + datetime.timedelta(days=1)
    fill(page, starts_at=f"{first}T10:00", ends_at=f"{last}T15:30")
    sites = page.locator("main .visit-choose li")
    days = page.locator("main .visit-hours")
    expect(days).to_have_count(2)
    fill(page, **{"closes-1": "16:45", "opens-2": "09:15"})
    for number in range(2):
        sites.nth(number).locator(".visit-order").fill("1")
        sites.nth(number).locator(".visit-day-choice").select_option(str(number + 1))
    submit(page)
    when = page.locator("main dl.facts-one")
    for hours in ("10:00 – 16:45", "09:15 – 15:30"):
        expect(when).to_contain_text(hours)
    stops = page.locator("main ol.visit-stops")
    assert [day.locator(".visit-line").count() for day in stops.all()] == [1, 1]
    return page.url


def state(page: Page, word: str) -> None:
    expect(page.locator(f"main [data-keep-state={word}]")).to_be_visible()


def open_topic(page: Page, key: str) -> None:
    topic = page.locator("main details.visit-topic").filter(has=page.locator(f"[name^='{key}-']"))
    if topic.get_attribute("open") is None:
        topic.locator("summary").click()


def observe(page: Page, visit: str) -> None:
    """The connection goes in the middle; what was typed waits, survives a new page, and arrives."""
    page.goto(visit)
    follow(page, page.locator("main .visit-note a").first)
    form = page.url
    open_topic(page, RAIL)
    fill(page, **{f"{RAIL}-value": "450", f"{RAIL}-remark": "Zelf afgepast op de kaart"})
    page.context.set_offline(True)
    state(page, "offline")
    open_topic(page, "a-politics")
    fill(page, **{"a-politics-score": "4", "observation": "Ruime kavel.", "score": "4"})
    page.locator("#id_photos").set_input_files(
        {"name": "Helderglans.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    fill(page, caption="Kavel", visibility="all")
    page.locator("main .form-actions button").click()
    state(page, "pending")
    expect(page).to_have_url(form)
    page.context.set_offline(False)  # and it goes by itself
    expect(page).to_have_url(visit)
    expect(page.locator("#messages")).to_contain_text("Genoteerd")
    for words in ("Zelf afgepast op de kaart", "Ruime kavel.", "Kavel"):
        expect(page.locator("main")).to_contain_text(words)
    image = page.locator("main .visit-photos img")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('keep:'))") == []


def come_back(page: Page, visit: str) -> None:
    """What was typed and never sent is there again on a new page; thrown away, it goes."""
    follow(page, page.locator("main .visit-note a").first)
    open_topic(page, "a-team")
    fill(page, **{"a-team-remark": "Nog niet verstuurd"})
    page.goto("/")
    page.goto(visit)
    follow(page, page.locator("main .visit-note a").first)
    state(page, "restored")
    expect(page.locator("main [name=a-team-remark]")).to_have_value("Nog niet verstuurd")
    page.locator("[data-keep-forget]").click()
    expect(page.locator("main [name=a-team-remark]")).to_have_value("")


def signed_out_meanwhile(page: Page, visit: str) -> None:
    """A session that ended does not cost a word: signed in again, the same page is sent."""
    page.goto(visit)
    follow(page, page.locator("main .visit-note a").first)
    open_topic(page, "a-neighbours")
    fill(page, **{"a-neighbours-remark": "Stille buren"})
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("main .form-actions button").click()
    state(page, "session")
    page.context.add_cookies(cookies)
    page.locator("[data-keep-send]").click()
    expect(page).to_have_url(visit)
    expect(page.locator("main")).to_contain_text("Stille buren")


def review(page: Page, visit: str) -> None:
    """The value becomes a fact, and the match shows what it did."""
    page.goto(visit)
    press(page, "Bevindingen beoordelen")
    row = page.locator("main .visit-verdict").filter(has_text="450")
    row.locator("[name$=-verdict]").select_option("accept")
    press(page, "Deze oordelen uitvoeren")
    expect(page.locator("main .visit-verdict").filter(has_text="450")).to_contain_text(
        "Overgenomen als feit"
    )
    press(page, "Match opnieuw")
    expect(page.locator("#vergelijking")).to_be_visible()


def fits_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_visit_day_with_the_connection_cut(open_as: Open) -> None:
    manager = open_as(ACCOUNT_MANAGER)
    case = open_case(manager, COMPANY, KVK)
    complete_company(manager, case, CONTACT, "h.ruiterkamp@helderglans.example")
    complete_intake(manager, case)
    sign_requirements(manager, case, CONTACT, *ASKED)
    judge(open_as(MANAGER), case)
    move_forward(manager, case)
    invite(manager, case, "Oost NL")
    choose_and_freeze(manager, case)
    visit = plan(manager, case)

    phone = open_as(ACCOUNT_MANAGER, *PHONE)
    observe(phone, visit)
    come_back(phone, visit)
    signed_out_meanwhile(phone, visit)
    review(phone, visit)
    for part in ("", "beoordelen/", "../vergelijken/"):
        phone.goto(f"{visit}{part}")
        fits_the_screen(phone)

    phone.goto(plan_two_days(phone, case))
    fits_the_screen(phone)

    host = open_as(HOST, *PHONE)
    for part in ("", "beoordelen/", "../vergelijken/"):
        answer = host.goto(f"{visit}{part}")
        assert answer is not None
        assert answer.status == 200
        text = host.content()
        assert "Zelf afgepast op de kaart" in text
        for secret in (*SECRETS, "Stille buren"):
            assert secret not in text, (secret, part)
    host.goto(visit)
    follow(host, host.locator("main .visit-note a").first)
    assert not any(secret in host.content() for secret in SECRETS)
    fits_the_screen(host)
