"""Advice on a decision: who gives it, who may read it, and on which text it was given."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from cases.models import Advice, Case, CaseParticipant, Decision, Disclosure
from cases.querysets.decision import REGIONS

_Role = CaseParticipant.Role
ADVISING = (_Role.DESTINATION, _Role.SUPPORTING)


@dataclass
class Opinion:
    """An advice as a reader sees it. `outdated`: the decision was rewritten since; `earlier`:
    the versions before it, newest first."""

    row: Advice
    outdated: bool
    late: bool
    earlier: list[Any] = field(default_factory=list)


def advisers(case: Case) -> Any:
    """Organisations whose advice can be asked: who compares the options and is not the origin,
    which writes the decision itself."""
    on_case = CaseParticipant._default_manager.filter(
        case=case, ended_at__isnull=True, role__in=ADVISING, disclosure=Disclosure.IDENTITY
    )
    return Organisation.objects.filter(pk__in=on_case.values("organisation_id")).order_by("name")


def may_advise(organisation: Organisation | None, permissions: set[str], case: Case) -> bool:
    """Whether somebody with these permissions advises for the organisation today."""
    if organisation is None or not {"contribute_case", "view_options"} <= permissions:
        return False
    return bool(advisers(case).filter(pk=organisation.pk).exists())


def sealed_from(user: User, case: Case) -> set[int]:
    """Keys of the organisations whose advice the person may not read: rivals of the own region."""
    own = set(user.organisation_ids)
    if user.is_superuser or case.origin_id in own:
        return set()
    rows = CaseParticipant._default_manager.filter(case_id=case.pk, role__in=REGIONS)
    regions = set(rows.values_list("organisation_id", flat=True))
    return regions - own if regions & own else set()


def basis_of(decision: Decision) -> str:
    """A fingerprint of the text that an advice is about: another text gives another one."""
    said = [
        decision.outcome,
        str(decision.preferred_id or ""),
        str(decision.reserve_id or ""),
        decision.motivation,
        decision.decided_on.isoformat() if decision.decided_on else "",
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def opinions(user: User, decision: Decision) -> list[Opinion]:
    """Every advice that the person may read, with its earlier versions; in two queries."""
    rows = Advice.objects.visible_to(user).filter(decision=decision)
    found = list(rows.select_related("organisation", "given_by", "asked_by"))
    now, today = basis_of(decision), timezone.localdate()
    past: dict[Any, list[Any]] = {row.pk: [] for row in found}
    if past:
        versions = Advice.history.filter(id__in=past, given_at__isnull=False)
        for version in versions.select_related("given_by").order_by("-history_id"):
            past[version.id].append(version)
    return [
        Opinion(
            row,
            outdated=bool(row.verdict) and row.basis != now,
            late=row.is_waiting and row.due_on is not None and row.due_on < today,
            earlier=_earlier(row, past[row.pk]),
        )
        for row in found
    ]


def _earlier(row: Advice, versions: list[Any]) -> list[Any]:
    """Versions that were given at another moment than the one that holds; each once."""
    shown: dict[Any, Any] = {}
    for version in versions:
        if version.given_at != row.given_at:
            shown.setdefault(version.given_at, version)
    return list(shown.values())
