"""Which days of a visit each person of it is told of: what stands in their agenda, and what has to
change there. Mail follows from it, one for each day that differs (cases.visit_mail)."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from cases.models import SiteVisit, VisitInvite
from cases.recipients import guests_of
from cases.visit_days import Appointment
from cases.visit_sight import VisitSight, sight_for, sight_left


@dataclass(frozen=True)
class Told:
    """A day that one person is to be told of: they `left` the visit, or the day is new to them."""

    user: int
    offset: int
    left: bool
    joined: bool


@transaction.atomic
def settle_invites(visit: str, version: int, hosts_before: Iterable[int]) -> list[Told]:
    """Makes the record of the agendas equal to the visit, and says who is to be told what. Nothing
    when the visit was changed again: that change has its own mail."""
    rows = SiteVisit._default_manager.select_for_update(of=("self",)).select_related("case")
    row = rows.filter(pk=visit, version=version).first()
    if row is None:
        return []
    people = guests_of(row)
    before = guests_of(row, hosts_before) if version > 1 else set()
    held: dict[int, dict[int, VisitInvite]] = {}
    for invite in VisitInvite._default_manager.filter(visit=row):
        held.setdefault(invite.person_id, {})[invite.offset] = invite
    leaving = _still_on_the_case(row, (set(held) | before) - people)
    told = []
    for key, user in sorted(User.objects.in_bulk(people | leaving).items()):
        sight = sight_left(row) if key in leaving else sight_for(row, user)
        if key in before and key not in held:
            held[key] = {0: _unrecorded(row, user, sight)}
        off = key in leaving or row.status == SiteVisit.Status.CANCELLED
        days = () if off else sight.days
        told += _settle(row, user, held.get(key, {}), days, key in leaving)
    return told


def _unrecorded(visit: SiteVisit, user: User, sight: VisitSight) -> VisitInvite:
    """What somebody has of a visit from before this record was kept: one appointment."""
    invite = VisitInvite(visit=visit, person=user, version=0)
    invite.starts_at, invite.ends_at = sight.starts_at, sight.ends_at
    return invite


def _still_on_the_case(visit: SiteVisit, users: set[int]) -> set[int]:
    """Who left the case is told nothing more of it."""
    on_case = visit.case.participants.filter(ended_at__isnull=True)
    members = Membership.objects.active().filter(
        user__in=users, organisation_id__in=on_case.values("organisation_id")
    )
    return set(members.values_list("user_id", flat=True))


def _settle(
    visit: SiteVisit,
    user: User,
    held: dict[int, VisitInvite],
    days: Iterable[Appointment],
    left: bool,
) -> list[Told]:
    now = timezone.now()
    wanted = {day.offset: day for day in days if day.ends_at > now}
    told = [
        *_asked(visit, user, held, wanted),
        *_withdrawn(visit, held, wanted.keys(), left, now),
    ]
    if wanted and not told:  # no day changed, something else about the visit did: told once
        first = min(wanted)
        _keep(held[first], visit, wanted[first])
        told.append(Told(user.pk, first, left=False, joined=False))
    return told


def _asked(
    visit: SiteVisit, user: User, held: dict[int, VisitInvite], wanted: dict[int, Appointment]
) -> Iterator[Told]:
    for offset, day in wanted.items():
        invite = held.get(offset)
        joined = invite is None or invite.withdrawn
        if invite is None:
            invite = VisitInvite(visit=visit, person=user, offset=offset)
        hours = day.starts_at, day.ends_at
        if joined or (invite.starts_at, invite.ends_at) != hours:
            _keep(invite, visit, day)
            yield Told(user.pk, offset, left=False, joined=joined)


def _keep(invite: VisitInvite, visit: SiteVisit, day: Appointment) -> None:
    invite.starts_at, invite.ends_at = day.starts_at, day.ends_at
    invite.version, invite.withdrawn = visit.version, False
    invite.save()


def _withdrawn(
    visit: SiteVisit,
    held: dict[int, VisitInvite],
    wanted: Iterable[int],
    left: bool,
    now: datetime.datetime,
) -> Iterator[Told]:
    """Days that stand in the agenda and are to come, and are no more this person's."""
    for offset in sorted(set(held) - set(wanted)):
        invite = held[offset]
        if invite.withdrawn or invite.ends_at <= now:
            continue
        invite.version, invite.withdrawn = visit.version, True
        invite.save()
        yield Told(invite.person_id, offset, left=left, joined=False)


def invite_of(visit: uuid.UUID, user: User, offset: int) -> VisitInvite | None:
    """What a person was told of a day, if anything."""
    rows = VisitInvite._default_manager.filter(visit=visit, person=user, offset=offset)
    return rows.select_related("visit__case", "person").first()
