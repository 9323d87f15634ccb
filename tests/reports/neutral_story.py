"""A year of calls, lists and decisions for the neutrality report, and its figures by hand."""

import datetime
import random
from collections import defaultdict
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation
from cases.matching.freeze import fingerprint
from cases.models import (
    CallInvitation,
    Candidate,
    Case,
    Decision,
    LocationCall,
    MatchRun,
    ScaleUpRequest,
    SiteVisit,
    VisitStop,
)
from reports import periods
from sites.models import Site
from tests import factories

REGIONS = {"oost": ("NL-OV", "GM0153"), "nom": ("NL-GR", "GM0014"), "liof": ("NL-LI", "GM0935")}
SPOT = ("NL-NB", "GM0772")  # BOM serves the province, Brainport this region of it
SERVED = {"NL-OV": ["oost"], "NL-GR": ["nom"], "NL-LI": ["liof"], "NL-NB": ["bom", "brainport"]}


class Story:
    """Cases, calls, lists and decisions on chosen days."""

    def __init__(self) -> None:
        self.save = Actor.system().save
        origin = Organisation.objects.get(code="hf")
        self.manager = factories.person(origin)
        self.sites = {
            code: factories.site(province_id=province, municipality_id=place)
            for code, (province, place) in {**REGIONS, "bom": SPOT}.items()
        }

    def case(self, at: datetime.datetime) -> Case:
        return factories.case(self.manager, at=at)

    def request(self, case: Case) -> ScaleUpRequest:
        values = {"signed_by": "M. Jansen", "signed_on": timezone.localdate()}
        found = ScaleUpRequest.objects.filter(case=case).first()
        return found or self.save(ScaleUpRequest(case=case, number=1, status="signed", **values))

    def call(self, case: Case, at: datetime.datetime) -> LocationCall:
        number = LocationCall.objects.filter(case=case).count() + 1
        values = {"working_days": 10, "deadline": at.date() + datetime.timedelta(14)}
        request = self.request(case)
        row = LocationCall(case=case, number=number, request=request, profile="x", sent_at=at)
        for name, value in values.items():
            setattr(row, name, value)
        return self.save(row)

    def invite(self, call: LocationCall, code: str, **values: Any) -> CallInvitation:
        organisation = Organisation.objects.get(code=code)
        values = {"asked_at": call.sent_at} | values
        return self.save(CallInvitation(call=call, organisation=organisation, **values))

    def listed(self, case: Case, site: Site, at: datetime.datetime) -> Candidate:
        row = Candidate(case=case, site=site, reason="past", added_at=at)
        return self.save(row, at=at)

    def move(self, row: Candidate, status: str, at: datetime.datetime) -> None:
        row.status = status
        self.save(row, at=at)

    def visit(self, row: Candidate, at: datetime.datetime, status: str = "done") -> None:
        ends = at + datetime.timedelta(hours=1)
        done = SiteVisit(case=row.case, starts_at=at, ends_at=ends, status=status)
        done.cancel_reason = "storm" if status == "cancelled" else ""
        visit = self.save(done)
        self.save(VisitStop(visit=visit, candidate=row))

    def choose(self, row: Candidate, at: datetime.datetime) -> None:
        decision = Decision(case=row.case, status="approved", preferred=row, motivation="Beste")
        decision.proposed_by, decision.proposed_at = self.manager, at
        decision.second_reader = self.manager.__class__.objects.exclude(pk=self.manager.pk).first()
        decision.approved_at = at
        self.save(decision, at=at)

    def run(self, case: Case, failed: dict[Site, list[int]], at: datetime.datetime) -> MatchRun:
        payload = {
            "requirements": [{"criterion": "power_mw"}, {"criterion": "plot_area_ha"}],
            "sites": [{"site": str(s.pk), "failed": where} for s, where in failed.items()],
        }
        number = MatchRun.objects.filter(case=case).count() + 1
        row = MatchRun(case=case, number=number, request=self.request(case), reason="x")
        row.engine, row.payload, row.sha256 = "2", payload, fingerprint(payload)
        row.passing = row.knocked_out = 0
        row.made_at = at
        return self.save(row, at=at)


def last_year() -> int:
    return periods.last_ended().year - 1


def on(month: int, day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(last_year(), month, day, hour, tzinfo=timezone.get_default_timezone())


def end(quarter: int) -> datetime.date:
    return periods.quarter_end(datetime.date(last_year(), quarter * 3, 1))


def at_random(story: Story, seed: int, cases: int = 14) -> None:
    """A year of calls and lists, the same for a seed."""
    dice = random.Random(seed)

    def some_day(after: datetime.datetime) -> datetime.datetime:
        return min(after + datetime.timedelta(days=dice.randint(1, 70)), on(12, 30))

    for _number in range(cases):
        case = story.case(on(1, 2))
        asked = some_day(on(1, 3))
        for _call in range(dice.choice([1, 1, 2])):
            call = story.call(case, asked)
            for code in dice.sample(sorted(REGIONS), dice.randint(1, 3)):
                answered = {"answered_at": some_day(asked), "late": dice.random() < 0.3}
                declined = answered | {"decline_reason": dice.choice(["grid", "no_site"])}
                kind = dice.choice(["answered", "declined", "waiting", "withdrawn"])
                values = {"answered": answered, "declined": declined}.get(kind, {})
                story.invite(call, code, status=kind, **values)
        sites = list(story.sites.values())
        story.run(case, {s: dice.choice([[], [0], [1], [0, 1]]) for s in sites}, some_day(asked))
        for site in dice.sample(sites, 2):
            at = some_day(asked)
            row = story.listed(case, site, at)
            for status in dice.choice([[], ["shortlist"], ["dropped"], ["shortlist", "dropped"]]):
                at = some_day(at)
                story.move(row, status, at)


def by_hand(quarter: int) -> dict[str, dict[str, list[int]]]:
    """The figures in plain loops over objects, without SQL: organisation → figure → quarters."""
    book = Book(quarter)
    for row in CallInvitation.objects.all():
        _call_by_hand(book, row)
    for case in Case.objects.all():
        for code in {code for codes in SERVED.values() for code in codes}:
            _sites_by_hand(book, case, code)
            _run_by_hand(book, case, code)
    return {code: dict(row) for code, row in book.found.items()}


class Book:
    """Events of last year, noted per quarter."""

    def __init__(self, quarter: int) -> None:
        self.quarter = quarter
        self.found: dict[str, dict[str, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0] * quarter)
        )

    def note(self, code: str, figure: str, at: datetime.datetime | None) -> None:
        """Counts an event when it lies in the year up to the quarter."""
        day = timezone.localdate(at) if at else None
        if day and day.year == last_year() and (day.month + 2) // 3 <= self.quarter:
            self.found[code][figure][(day.month + 2) // 3 - 1] += 1


def _call_by_hand(book: Book, row: CallInvitation) -> None:
    code = row.organisation.code
    book.note(code, "asked", row.asked_at)
    if row.status in ("answered", "declined"):
        book.note(code, row.status, row.answered_at)
        if row.late:
            book.note(code, "late", row.answered_at)
    if row.status == "declined":
        book.note(code, f"decline:{row.decline_reason}", row.answered_at)


def _sites_by_hand(book: Book, case: Case, code: str) -> None:
    own = [c for c in case.candidates.all() if code in SERVED[c.site.province_id]]
    book.note(code, "long", min((c.added_at for c in own), default=None))
    up = [h.history_date for c in own for h in c.history.all() if h.status == "shortlist"]
    book.note(code, "short", min(up, default=None))
    if own and all(c.status == "dropped" for c in own):
        book.note(code, "dropped", max(c.history.first().history_date for c in own))


def _run_by_hand(book: Book, case: Case, code: str) -> None:
    """Each organisation has one site in these."""
    run = case.runs.order_by("number").first()
    for row in run.payload["sites"]:
        if code not in SERVED[str(Site.objects.get(pk=row["site"]).province_id)]:
            continue
        criteria = [run.payload["requirements"][n]["criterion"] for n in row["failed"]]
        book.note(code, "none" if criteria else "fitted", run.made_at)
        for criterion in criteria:
            book.note(code, f"out:{criterion}", run.made_at)
