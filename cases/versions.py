"""What still rests on an older version of the requirements than the one that holds now."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from cases.comparison import Difference, compare
from cases.models import (
    Candidate,
    Case,
    LocationCall,
    MatchRun,
    Requirement,
    ScaleUpRequest,
)

Status = ScaleUpRequest.Status


@dataclass
class Basis:
    """The version that holds, the one before, and what was made with an older one.

    `lists` are the numbers of the versions with which sites were listed, `runs` and `calls` pairs
    of a number and its version. `weights` are the differences in weight with the version before.
    """

    current: ScaleUpRequest
    before: ScaleUpRequest
    lists: list[int] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    calls: list[tuple[int, int]] = field(default_factory=list)
    weights: list[Difference] = field(default_factory=list)

    @property
    def behind(self) -> bool:
        """Whether anything is to be looked at again."""
        return bool(self.lists or self.runs or self.calls)


def basis_of(user: User, case: Case, version: ScaleUpRequest | None) -> Basis | None:
    """For a signed version that follows another; None for a first one or a draft. A region in the
    running is told of its own sites and calls only."""
    if version is None or version.status != Status.SIGNED or version.number == 1:
        return None
    versions = ScaleUpRequest.objects.visible_to(user).filter(case=case, number__lt=version.number)
    before = versions.order_by("-number").first()
    if before is None:
        return None
    basis = Basis(version, before, weights=_weights(user, before, version))
    basis.lists = _lists(user, case, version)
    runs = MatchRun.objects.visible_to(user).filter(case=case).order_by("-number")
    newest = runs.values_list("number", "request__number").first()
    basis.runs = [newest] if newest and newest[1] < version.number else []
    calls = LocationCall.objects.visible_to(user).filter(case=case, status="sent")
    older = calls.filter(request__number__lt=version.number).order_by("number")
    basis.calls = list(older.values_list("number", "request__number"))
    return basis


def _weights(user: User, before: ScaleUpRequest, now: ScaleUpRequest) -> list[Difference]:
    rows = Requirement.objects.visible_to(user).filter(request__in=[before, now])
    found: dict[Any, list[Requirement]] = {before.pk: [], now.pk: []}
    for row in rows.select_related("criterion", "block"):
        found[row.request_id].append(row)
    return [d for d in compare(found[before.pk], found[now.pk]) if d.weights]


def _lists(user: User, case: Case, version: ScaleUpRequest) -> list[int]:
    """Versions that held when the sites still in the running were put on a list."""
    signed: dict[int, datetime.datetime] = {}
    past = ScaleUpRequest.history.filter(case_id=case.pk, status=Status.SIGNED)
    for number, moment in past.order_by("history_id").values_list("number", "history_date"):
        signed.setdefault(number, moment)
    since = signed.get(version.number)
    if since is None:
        return []
    rows = Candidate.objects.visible_to(user).filter(case=case, added_at__lt=since)
    moments = rows.exclude(status=Candidate.Status.DROPPED).values_list("added_at", flat=True)
    held = {max((n for n, at in signed.items() if at <= moment), default=0) for moment in moments}
    return sorted(held - {0, version.number})
