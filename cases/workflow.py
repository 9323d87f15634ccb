"""The gates of the road, as data: what each stage needs before the case may go on.

One list drives the check on the move, the checklist on the case page and the ticks of the stage
bar. A requirement is a sentence, a condition over `GateFacts`, and the page that satisfies it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cases.compliance import unsettled
from cases.models import (
    Candidate,
    Case,
    CaseStage,
    Decision,
    EligibilityReview,
    LocationCall,
    ScaleUpRequest,
    SiteVisit,
)


@dataclass(frozen=True)
class GateFacts:
    """What the gates look at; read once per case in a constant number of queries."""

    case: Case
    bottlenecks: int
    evidenced: int
    eligibility: EligibilityReview | None
    technologies: int
    contacts: int
    signed_request: ScaleUpRequest | None
    musts: int
    open_calls: int
    longlist: int
    shortlist: int
    visits_done: int
    visits_planned: int
    unobserved_stops: int
    decision: Decision | None
    open_tasks: int
    compliance_open: int


@dataclass(frozen=True)
class Need:
    """One thing a stage needs. `url` names the page (with the case's key) that satisfies it."""

    code: str
    stage: str
    label: StrOrPromise
    met: Callable[[GateFacts], bool]
    url: str


@dataclass(frozen=True)
class Tick:
    """A need with its state, for the checklist."""

    need: Need
    met: bool


def _known(*fields: str) -> Callable[[GateFacts], bool]:
    return lambda facts: all(getattr(facts.case, field) not in (None, "") for field in fields)


def _review(facts: GateFacts) -> EligibilityReview:
    return facts.eligibility or EligibilityReview()


def _approved(decision: Decision) -> bool:
    return decision.status == Decision.Status.APPROVED


NEEDS: tuple[Need, ...] = (
    Need(
        "key-facts",
        CaseStage.INTAKE,
        _("Jobs, investment and land or power asked"),
        lambda f: (
            f.case.jobs_fte is not None
            and f.case.capex_eur is not None
            and (f.case.area_ha is not None or f.case.power_mw is not None)
        ),
        "case-edit",
    ),
    Need(
        "profile",
        CaseStage.INTAKE,
        _("Anonymous profile for the regions"),
        _known("summary"),
        "case-edit",
    ),
    Need(
        "location",
        CaseStage.INTAKE,
        _("Current location and activity"),
        _known("origin_municipality_id", "activity"),
        "case-edit",
    ),
    Need(
        "technology",
        CaseStage.INTAKE,
        _("A key technology of the company"),
        lambda f: f.technologies > 0,
        "case-company",
    ),
    Need(
        "contact",
        CaseStage.INTAKE,
        _("A contact person at the company"),
        lambda f: f.contacts > 0,
        "case-company",
    ),
    Need(
        "bottleneck",
        CaseStage.INTAKE,
        _("Why not here: at least one bottleneck with evidence"),
        lambda f: f.evidenced > 0,
        "case-intake",
    ),
    Need(
        "own-region",
        CaseStage.INTAKE,
        _("Options tried in the own region"),
        lambda f: _review(f).own_region_options != "",
        "case-intake",
    ),
    Need(
        "deeptech",
        CaseStage.INTAKE,
        _("Deeptech: yes, with the reason"),
        lambda f: _review(f).is_deeptech is True and _review(f).deeptech_reason != "",
        "case-intake",
    ),
    Need(
        "verdict",
        CaseStage.INTAKE,
        _("Entry condition accepted by a reviewer"),
        lambda f: _review(f).verdict == EligibilityReview.Verdict.ACCEPTED,
        "case-intake",
    ),
    Need(
        "signed-request",
        CaseStage.INTAKE,
        _("Requirements signed off by the company, with at least one must"),
        lambda f: f.signed_request is not None and f.musts > 0,
        "case-requirements",
    ),
    Need(
        "calls",
        CaseStage.MATCHING,
        _("No call for locations still open"),
        lambda f: f.open_calls == 0,
        "case-calls",
    ),
    Need(
        "longlist",
        CaseStage.MATCHING,
        _("Sites on the long list"),
        lambda f: f.longlist + f.shortlist > 0,
        "case-matching",
    ),
    Need(
        "shortlist",
        CaseStage.MATCHING,
        _("At least one site on the short list, with the reason"),
        lambda f: f.shortlist > 0,
        "case-matching",
    ),
    Need(
        "visit",
        CaseStage.VISITS,
        _("At least one visit done"),
        lambda f: f.visits_done > 0,
        "case-visits",
    ),
    Need(
        "observations",
        CaseStage.VISITS,
        _("What was seen is noted for every site visited"),
        lambda f: f.visits_done > 0 and f.unobserved_stops == 0,
        "case-visits",
    ),
    Need(
        "no-open-visits",
        CaseStage.VISITS,
        _("No visit still planned"),
        lambda f: f.visits_planned == 0,
        "case-visits",
    ),
    Need(
        "decision",
        CaseStage.DECISION,
        _("Decision with outcome and motivation"),
        lambda f: f.decision is not None and f.decision.status != Decision.Status.DRAFT,
        "case-decision",
    ),
    Need(
        "compliance",
        CaseStage.DECISION,
        _("Compliance steps settled, as far as this decision needs them"),
        # What is approved was complete under the rules of its day.
        lambda f: f.decision is not None and (_approved(f.decision) or f.compliance_open == 0),
        "case-decision",
    ),
    Need(
        "second-reader",
        CaseStage.DECISION,
        _("Approved by a second reader"),
        lambda f: f.decision is not None and _approved(f.decision),
        "case-decision",
    ),
)


def gather(case: Case) -> GateFacts:
    """Reads what the gates need to know of a case."""
    bottlenecks = list(case.bottlenecks.all())
    requests = list(case.requests.filter(status=ScaleUpRequest.Status.SIGNED)[:1])
    statuses = list(case.candidates.values_list("status", flat=True))
    visits = list(case.visits.values_list("status", flat=True))
    stops_open = case.visits.filter(
        status=SiteVisit.Status.DONE, stops__isnull=False, stops__observation=""
    ).count()
    decision = Decision.objects.filter(case=case).first()
    drafted = decision is not None and not _approved(decision)
    return GateFacts(
        case=case,
        bottlenecks=len(bottlenecks),
        evidenced=sum(1 for b in bottlenecks if b.evidence),
        eligibility=EligibilityReview.objects.filter(case=case).first(),
        technologies=case.company.company_technologies.count(),
        contacts=case.company.contacts.count(),
        signed_request=requests[0] if requests else None,
        musts=requests[0].requirements.filter(level="must").count() if requests else 0,
        open_calls=case.calls.filter(status=LocationCall.Status.SENT).count(),
        longlist=statuses.count(Candidate.Status.LONGLIST),
        shortlist=statuses.count(Candidate.Status.SHORTLIST),
        visits_done=visits.count(SiteVisit.Status.DONE),
        visits_planned=visits.count(SiteVisit.Status.PLANNED),
        unobserved_stops=stops_open,
        decision=decision,
        open_tasks=case.tasks.filter(done_at__isnull=True).count(),
        compliance_open=len(unsettled(decision, case.company)) if decision and drafted else 0,
    )


def checklist(facts: GateFacts, stage: str) -> list[Tick]:
    """The needs of one stage with their state, in order."""
    return [Tick(need, need.met(facts)) for need in NEEDS if need.stage == stage]


def missing(facts: GateFacts, stage: str) -> list[Need]:
    """The needs of one stage that are not met."""
    return [tick.need for tick in checklist(facts, stage) if not tick.met]


def next_stage(stage: str) -> CaseStage | None:
    """The stage after this one; None after the decision, where a case is closed with an outcome."""
    road = list(CaseStage)
    position = CaseStage(stage).position
    return road[position + 1] if position < CaseStage.DECISION.position else None


def earlier_stages(stage: str) -> list[CaseStage]:
    """Stages a case can be moved back to."""
    return [s for s in CaseStage if s.position < CaseStage(stage).position]
