"""What a case needs to pass the gates of its road, for tests that are about moving it."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.models import (
    Bottleneck,
    Candidate,
    Case,
    CompanyTechnology,
    ComplianceAnswer,
    ContactPerson,
    Decision,
    EligibilityReview,
    Requirement,
    ScaleUpRequest,
    SiteVisit,
    VisitStop,
)
from tests import factories


def url(name: str, case: Case, *more: object) -> str:
    """The address of a page of a case."""
    return reverse(name, args=[case.pk, *more])


def fresh(case: Case) -> Case:
    """The case as it is now."""
    return Case.objects.get(pk=case.pk)


def known(case: Case, user: User) -> Case:
    """The case as a person sees it."""
    return Case.objects.visible_to(user).for_detail(user).get(pk=case.pk)


def fill_intake(case: Case, reviewer: User) -> None:
    """Everything that the intake needs."""
    save = Actor.person(case.account_manager).save
    case = fresh(case)
    case.origin_municipality_id, case.activity, case.summary = "GM0772", "production", "Maker."
    case.jobs_new_fte, case.capex_eur, case.area_ha = 40, 12_000_000, 2
    save(case)
    save(CompanyTechnology(company=case.company, technology_id="quantum", primary=True))
    save(ContactPerson(company=case.company, name="Mia Jansen", email="mia@fotonova.test"))
    save(Bottleneck(case=case, kind="grid", description="Vol", evidence="Brief netbeheerder"))
    save(
        EligibilityReview(
            case=case,
            is_deeptech=True,
            deeptech_reason="Eigen octrooien",
            own_region_options="Drie kavels bekeken",
            verdict="accepted",
            reviewer=reviewer,
            reviewed_at=timezone.now(),
        )
    )
    request = save(ScaleUpRequest(case=case, number=1))
    save(Requirement(request=request, criterion_id="plot_area_ha", minimum=2))
    request.status, request.signed_by = "signed", "Mia Jansen"
    request.signed_on = timezone.localdate()
    save(request)


def put(case: Case, stage: str) -> None:
    """Sets the stage without its gate: for tests of what comes after."""
    row = fresh(case)
    row.stage = stage
    Actor.person(case.account_manager).save(row)


def candidate(case: Case, **values: Any) -> Candidate:
    """A site in the running, in Overijssel."""
    site = factories.site(province_id="NL-OV", municipality_id="GM0153", **values)
    row = Candidate(case=case, site=site, status="shortlist", reason="past goed")
    row.added_at = timezone.now()
    return Actor.person(case.account_manager).save(row)


def visit(case: Case, row: Candidate, observation: str = "Ruim en vlak") -> SiteVisit:
    """A visit that was done, with what was seen."""
    save = Actor.person(case.account_manager).save
    start = timezone.now() - datetime.timedelta(days=2)
    done = SiteVisit(case=case, starts_at=start, ends_at=start + datetime.timedelta(hours=2))
    done.status = "done"
    save(done)
    save(VisitStop(visit=done, candidate=row, observation=observation))
    return done


def decision(case: Case, reader: User, outcome: str = "other_region") -> Decision:
    """An approved decision."""
    now = timezone.now()
    row = Decision(case=case, status="approved", outcome=outcome, motivation="Beste kavel")
    row.proposed_by, row.proposed_at = case.account_manager, now
    row.second_reader, row.approved_at = reader, now
    return Actor.person(case.account_manager).save(row)


# An answer per compliance step that is in order for every company.
SETTLED = {
    "didam": "published",
    "state-aid": "tendered",
    "relocation": "no_relocation",
    "screening": "not_covered",
    "export": "licensed",
    "conflict": "reasoned",
}


def settle(decision: Decision, by: User | None = None, **other: str) -> None:
    """Every compliance step answered that was not; `other` gives other answers by kind."""
    actor = Actor.person(by) if by else Actor.system()
    given = set(decision.compliance.values_list("kind", flat=True))
    for kind, answer in (SETTLED | other).items():
        if kind in given:
            continue
        row = ComplianceAnswer(decision=decision, kind=kind, answer=answer, reason="Nagegaan")
        row.on_date, row.answered_at, row.answered_by = timezone.localdate(), timezone.now(), by
        actor.save(row)
