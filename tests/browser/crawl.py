"""What somebody can open, found by following the links, and what is wrong with it in a browser.

A page is fetched first, which is quick: it must answer 200, or the link that led there is dead. It
is opened in the browser when it holds an element that no page at this kind of address had before,
for whomever: the same elements with the same classes and attributes get the same judgement. So
every page of every person is read, and whatever is different for a person is looked at.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.conftest import EMAIL, Site
from tests.browser.shapes import Shapes
from tests.project.addresses import address as address_of

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND = """async rules => (await axe.run(document, {
    resultTypes: ["violations"], runOnly: {type: "tag", values: rules},
})).violations.flatMap(rule => rule.nodes.slice(0, 3).map(
    node => `${rule.id}: ${node.target} ${node.failureSummary.slice(0, 200)}`))"""
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
LOUD = {"error", "warning"}

ANONYMOUS = "anonymous"
# Who looks at cases in every state; others at one case for each level of what they may know.
THOROUGH = {"bom-am", "admin"}
BY_STATE = {
    *("case-detail", "case-intake", "case-requirements", "case-matching", "case-participants"),
    *("case-visits", "visit-detail", "case-decision"),
}
EACH = {"call-region", "progress-detail"}  # one in every state
# Where people start; everything else is found from there, and from `Crawl.beginnings`.
START = ["/", "/dossiers/", "/dashboard/", "/bedrijven/", "/locaties/", "/rapporten/"]
# What no link leads to, but a button, a key, or an address in a mail.
BUTTONS = ["/account/logout/", "/zoeken/?q=Eindhoven", "/account/2fa/webauthn/"]
FROM_OUTSIDE = (
    *("account_login", "account_signup", "account_inactive", "account_confirm_email"),
    *("account_reset_password", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "account_email_verification_sent", "accessibility"),
)
# Words in the names of what is a file, or for a machine.
FILES = {"csv", "ods", "json", "ics", "export", "download", "record", "data", "check"}
FILES |= {"healthz", "readyz", "zip", "photo", "version", "bell", "counts"}
SEEDS = """
import json
from django.utils import timezone
from accounts.models import User
from cases.followup import to_measure
from cases.models import Case, Decision, LocationCall, SiteVisit
from cases.querysets.case_views import without_next_action
from regions.models import Region
from regions.permissions import can_edit_region
from sites.models import Site
from sites.permissions import can_edit_site

planned = set(SiteVisit.objects.filter(status="planned").values_list("case_id", flat=True))
decided = dict(Decision.objects.values_list("case_id", "status"))

def cases(user):
    due = {row.case_id for row in to_measure(user, timezone.localdate())}
    idle = set(Case.objects.filter(without_next_action()).values_list("pk", flat=True))
    for c in Case.objects.visible_to(user).with_knowledge(user).order_by("-reference"):
        known = "identity" if c.knows_identity else "sector" if c.knows_sector else "profile"
        own = user.is_superuser or c.origin_id in user.organisation_ids
        more = c.requests.count() > 1, c.pk in planned, decided.get(c.pk), c.pk in idle, c.pk in due
        yield str(c.pk), c.stage, c.on_hold, *more, "own" if own else known

def first(rows, user, may):
    return next((str(row.pk) for row in rows if may(user, row)), None)

def calls(user):
    mine = LocationCall.objects.filter(case__origin_id__in=user.organisation_ids)
    return {c.status: (str(c.case_id), str(c.pk)) for c in mine.order_by("sent_at")}

described = Site.objects.filter(plots__isnull=False, facts__isnull=False).distinct()

print(json.dumps({
    user.email: {
        "cases": list(cases(user)),
        "calls": calls(user),
        "site": first(described.order_by("pk"), user, can_edit_site),
        "region": first(Region.objects.order_by("pk"), user, can_edit_region),
    }
    for user in User.objects.filter(email__in=EMAILS)
}))
"""
State = tuple[Any, ...]


class Crawl:
    """Everybody's pages; what was seen of one makes the next one quick."""

    def __init__(self, site: Site) -> None:
        emails = f"EMAILS = {list(EMAIL.values())}"
        told = site.manage("shell", "--no-imports", "--command", emails + SEEDS)
        self.seeds: dict[str, dict[str, Any]] = json.loads(told)
        self.seen: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.fetched = self.looked = 0

    def faults(self, key: str, page: Page) -> Iterator[str]:
        """Everything wrong with what this person opens, each with its address."""
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in LOUD else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(AXE)
        states = self.states(key)
        waiting = self.beginnings(key, states)
        kinds = {kind(address, states) for address in waiting}
        while waiting:
            address = waiting.pop(0)
            answer = page.request.get(address)
            if not answer.ok:
                yield f"{key} {address}: {answer.status}"
                continue
            if "text/html" not in answer.headers["content-type"]:
                continue
            shapes, name = Shapes(answer.text()), name_of(answer.url)
            self.fetched += 1
            self.names[key].add(name)
            for link in shapes.links:
                if (this := kind(link, states)) and this not in kinds:
                    kinds.add(this)
                    waiting.append(link)
            if new := shapes.found - self.seen[name]:
                self.seen[name] |= new
                self.looked += 1
                yield from (f"{key} {address}: {fault}" for fault in wrong(page, address))
        yield from (f"{key} console: {complaint}" for complaint in complaints)

    def states(self, key: str) -> dict[str, State]:
        """A case for every state and level that this person can meet, with that state; and the own
        cases with a call, one for each state of those."""
        found: dict[State, str] = {}
        for pk, stage, *more, level in self.seeds.get(EMAIL.get(key, ""), {}).get("cases", []):
            state = (stage, *more, level) if key in THOROUGH else (more[-1], level)
            found.setdefault(state, pk)
        states = {pk: state for state, pk in found.items()}
        for status, (pk, _call) in self.seeds.get(EMAIL.get(key, ""), {}).get("calls", {}).items():
            states.setdefault(pk, (status, "own"))
        return states

    def beginnings(self, key: str, states: dict[str, State]) -> list[str]:
        """Where this person's road begins."""
        if key == ANONYMOUS:
            return [address_of(name, {}) for name in FROM_OUTSIDE]
        seeds, found = self.seeds[EMAIL[key]], list(START)
        found += [f"/dossiers/{pk}/" for pk in states]
        found += [f"/dossiers/{pk}/uitvragen/{call}/" for pk, call in seeds["calls"].values()]
        found += [f"/locaties/{seeds['site']}/"] if seeds["site"] else []
        found += [f"/regios/{seeds['region']}/"] if seeds["region"] else []
        if key in THOROUGH:
            found += [*BUTTONS, f"/dossiers/{next(iter(states))}/notities/"]
        return found


def name_of(address: str) -> str:
    """The name of an address; "" for what is no page of ours."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    name = str(match.url_name)
    return "" if match.namespace or FILES & set(name.split("-")) else name


def kind(address: str, states: dict[str, State]) -> State:
    """What an address has in common with others, of which one is opened; () for none of them."""
    name, parts = name_of(address), urlsplit(address).path.split("/")
    if name and parts[1] == "dossiers" and len(parts[2]) == 36:
        if (state := states.get(parts[2])) is None:
            return ()
        if name not in EACH:
            return (name, *state) if name in BY_STATE else (name, state[-1])
    return (name, address) if name in EACH else (name,) if name else ()


def wrong(page: Page, address: str) -> Iterator[str]:
    """What axe finds in the page, and whether it scrolls sideways on a small phone."""
    page.goto(address)
    yield from page.evaluate(FIND, RULES)
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        yield f"{width} px wide at {PHONE['width']} px"
    page.set_viewport_size(DESK)
