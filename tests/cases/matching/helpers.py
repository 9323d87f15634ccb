"""Small steps that several tests take."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions.matching import add_candidates, move_candidate
from cases.models import Candidate, Case, Requirement, ScaleUpRequest
from sites.models import SiteFact
from tests import factories


def ask(request: ScaleUpRequest, code: str, **values: Any) -> Requirement:
    """A requirement of a version."""
    return Actor.system().save(Requirement(request=request, criterion_id=code, **values))


def fact(site: Any, code: str, value: Any, days: int = 30, **values: Any) -> SiteFact:
    """What a source said some days ago."""
    said = {"text": value} if isinstance(value, str) else {"number": value}
    as_of = timezone.localdate() - datetime.timedelta(days=days)
    row = {"source": "Enexis", "as_of": as_of} | said | values
    return Actor.system().save(SiteFact(site=site, criterion_id=code, **row))


def listed(world: Any, site: Any, status: str = "longlist") -> Candidate:
    """A site on a list, put there by the account manager."""
    actor = factories.actor(world.manager)
    candidate = add_candidates(actor, world.case, {site: "past bij de vraag"})[0]
    if status != "longlist":
        move_candidate(actor, candidate, "longlist", status, "het sterkst")
        candidate.refresh_from_db()
    return candidate


def seen(user: Any, case: Case) -> Case:
    """The case as this person knows it."""
    row: Case = Case.objects.visible_to(user).with_knowledge(user).get(pk=case.pk)
    return row
