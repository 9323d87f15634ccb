"""Cases that lived through several quarters, as the actions would have written them."""

import datetime
import random
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.models import (
    Bottleneck,
    CallInvitation,
    Candidate,
    CaseParticipant,
    CaseStage,
    CompanyTechnology,
    Decision,
    LocationCall,
    MonthlyUpdate,
    RealisedFigure,
    ScaleUpRequest,
    StageTransition,
)
from tests import factories

ROAD = [stage.value for stage in CaseStage]
OUTCOMES = ["other_region", "own_region", "abroad", "stopped"]
TECHNOLOGIES = ["quantum", "semiconductor", "energy_materials"]
MUNICIPALITIES = ["GM0772", "GM0855", "GM0363", "GM0153"]


class Life:
    """One case and its moves, each with the moment on which it happened."""

    def __init__(self, manager: User, opened: datetime.datetime, **values: Any) -> None:
        self.save = Actor.person(manager).save
        self.moment = opened
        self.case = factories.case(manager, at=opened, **values)

    def move(self, days: float, kind: str, target: str | None = None) -> None:
        """After so many days, a move: forward, back, hold, resume, close, reopen."""
        before, case = self.moment, self.case
        self.moment = before + datetime.timedelta(days=days)
        left, to = case.stage, target or case.stage
        held = self._held_seconds()
        stayed = int((self.moment - case.stage_since).total_seconds())
        case.on_hold = kind == "hold"
        case.hold_reason = "wacht" if case.on_hold else ""
        case.hold_review_on = self.moment.date() if case.on_hold else None
        if kind == "close":
            case.outcome, case.closed_at = OUTCOMES[int(days) % 4], self.moment
            case.score = [None, 5, 4, 3, 2][int(days) % 5]
            case.scored_on = self.moment.date() if case.score else None
        elif kind == "reopen":
            case.outcome, case.closed_at, case.score, case.scored_on = "", None, None, None
        if to != left:
            case.stage, case.stage_since = to, self.moment
        self.save(case, at=self.moment)
        self.save(
            StageTransition(
                case=case,
                kind=kind,
                from_stage=left,
                to_stage=to,
                at=self.moment,
                seconds_in_stage=stayed,
                seconds_on_hold=held,
            ),
            at=self.moment,
        )

    def _held_seconds(self) -> int:
        rows = self.case.transitions.filter(at__gte=self.case.stage_since).order_by("at")
        total, since = 0.0, None
        for row in rows:
            if row.kind == "hold":
                since = row.at
            elif row.kind == "resume" and since:
                total, since = total + (row.at - since).total_seconds(), None
        return int(total + ((self.moment - since).total_seconds() if since else 0))

    def know(self, days: float, **values: Any) -> None:
        """Later, other facts are known of the case."""
        self.moment += datetime.timedelta(days=days)
        for name, value in values.items():
            setattr(self.case, name, value)
        self.save(self.case, at=self.moment)

    def decide(self, province: str) -> None:
        """An approved decision for a site in a province."""
        site = factories.site(province_id=province, municipality_id=None)
        candidate = Candidate(case=self.case, site=site, reason="past", added_at=self.moment)
        self.save(candidate, at=self.moment)
        row = Decision(
            case=self.case,
            status="approved",
            outcome="other_region",
            preferred=candidate,
            second_reader=User.objects.exclude(pk=self.case.account_manager_id).first(),
            approved_at=self.moment,
        )
        self.save(row, at=self.moment)

    def report(self, days: float, years: int, **values: Any) -> None:
        """After so many days, what came of the case: the row of the case and moment."""
        self.moment += datetime.timedelta(days=days)
        row = RealisedFigure.objects.filter(case=self.case, years=years).first()
        row = row or RealisedFigure(case=self.case, years=years)
        figures = {"jobs_new_fte": 12, "jobs_retained_fte": 40, "capex_eur": 3_000_000}
        for name, value in (figures | {"area_ha": 2, "source": "jaarverslag"} | values).items():
            setattr(row, name, value)
        row.measured_on, row.reported_at = self.moment.date(), self.moment
        self.save(row, at=self.moment)

    def work_with(self, code: str, days: float, stays: float | None = None) -> None:
        """An organisation joins the case after so many days, and leaves it when `stays` is over."""
        joined = self.case.created_at + datetime.timedelta(days=days)
        row = CaseParticipant(case=self.case, organisation=Organisation.objects.get(code=code))
        row.joined_at = joined
        self.save(row, at=joined)
        if stays is not None:
            row.ended_at = joined + datetime.timedelta(days=stays)
            self.save(row, at=row.ended_at)

    def ask(self, answers: dict[str, tuple[str, float]], days: float) -> None:
        """After so many days, a call: code of the region → its answer and when it came."""
        sent = self.case.created_at + datetime.timedelta(days=days)
        request = ScaleUpRequest(case=self.case, number=1)
        self.save(request, at=sent)
        call = LocationCall(case=self.case, number=1, request=request, profile="Een maker.")
        call.working_days, call.deadline, call.sent_at = 10, sent.date(), sent
        self.save(call, at=sent)
        for code, (status, took) in answers.items():
            region = Organisation.objects.get(code=code)
            row = CallInvitation(call=call, organisation=region, asked_at=sent)
            self.save(row, at=sent)
            row.status, row.answered_at = status, sent + datetime.timedelta(days=took)
            row.decline_reason, row.late = "grid" if status == "declined" else "", took > 20
            self.save(row, at=row.answered_at)


def tell(cases: int = 26, seed: int = 7) -> list[Life]:
    """A programme of five quarters up to now, the same every time."""
    chance = random.Random(seed)
    bom = Organisation.objects.get(code="bom")
    nom = Organisation.objects.get(code="nom")
    managers = [factories.person(bom), factories.person(nom)]
    return [_live(chance, managers[number % 2], number) for number in range(cases)]


def _live(chance: random.Random, manager: User, number: int) -> Life:
    opened = timezone.now() - datetime.timedelta(days=chance.randint(60, 430))
    life = Life(
        manager,
        opened,
        origin_municipality_id=chance.choice(MUNICIPALITIES),
        jobs_new_fte=chance.randint(5, 90),
        jobs_retained_fte=chance.choice([None, 10, 60]),
        capex_eur=chance.randint(1, 80) * 1_000_000,
        area_ha=chance.randint(1, 12),
        power_mw=chance.randint(1, 30),
    )
    technology = CompanyTechnology(
        company=life.case.company, technology_id=chance.choice(TECHNOLOGIES), primary=True
    )
    life.save(technology, at=opened)
    life.save(
        Bottleneck(case=life.case, kind=chance.choice(["grid", "space"]), description="vol"),
        at=opened,
    )
    _walk(chance, life, number)
    report_months(random.Random(number), life)
    _cooperate(random.Random(number), life)
    return life


def report_months(chance: random.Random, life: Life) -> None:
    """An update in most months; some are corrected weeks later."""
    month = (life.case.created_at.date() + datetime.timedelta(days=31)).replace(day=1)
    while month < timezone.localdate() - datetime.timedelta(days=40):
        if chance.random() < 0.6:
            after = datetime.datetime.combine(month, datetime.time(9), datetime.UTC)
            written = after + datetime.timedelta(days=33)
            row = MonthlyUpdate(case=life.case, month=month, done="x", ahead="y", reason="z")
            row.colour, row.written_at = chance.choice(["green", "amber", "red"]), written
            life.save(row, at=written)
            if chance.random() < 0.3:
                row.colour = "green"
                life.save(row, at=written + datetime.timedelta(days=chance.randint(1, 40)))
        month = (month + datetime.timedelta(days=31)).replace(day=1)


def _cooperate(chance: random.Random, life: Life) -> None:
    if chance.random() < 0.6:
        stays = chance.choice([None, 30, 90])
        life.work_with("oost", chance.randint(1, 60), stays)
    if chance.random() < 0.6:
        answers = {
            code: (chance.choice(["answered", "answered", "declined"]), chance.randint(1, 60))
            for code in ("oost", "liof", "hf")[: chance.randint(1, 3)]
        }
        life.ask(answers, chance.randint(1, 40))


def _walk(chance: random.Random, life: Life, number: int) -> None:
    for target in ROAD[1:4][: chance.randint(0, 3)]:
        if chance.random() < 0.3:
            life.move(chance.randint(1, 9), "hold")
            life.move(chance.randint(1, 30), "resume")
        life.move(chance.randint(3, 40), "forward", target)
    if number % 5 == 0 and life.case.stage != "intake":
        life.move(chance.randint(1, 20), "back", "intake")
    if number % 3 == 0:
        if life.case.stage == "decision":
            life.decide(chance.choice(["NL-NB", "NL-GR"]))
        life.move(chance.randint(1, 20), "close", "closed")
        life.report(number % 7, 1, jobs_new_fte=number + 1)
        if number % 2:
            life.report(20, 1, capex_eur=5_000_000)  # a second report changes the first
            life.report(10, 3, jobs_retained_fte=number)
        if number % 9 == 0:
            life.move(chance.randint(1, 9), "reopen", "matching")
    if number % 4 == 0:
        life.know(15, jobs_new_fte=500, origin_municipality_id="GM0014")
