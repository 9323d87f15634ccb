"""Whether somebody or something of a planned visit is wanted elsewhere at the same time: a host,
the account manager, a guest who is a user, or a site.

It warns and never blocks. Of a visit that the viewer may not know of it tells that there is another
appointment, and nothing of it: no name, case or company, and no place.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.models import User
from cases.models import Case, SiteVisit, VisitStop
from cases.querysets.access import OPTIONS, holds
from cases.visit_days import LONGEST, days_with_sites, hours_of, stop_hours
from cases.visit_guests import named_in, stands_in

MOST = 50  # other visits that are looked at
MARGIN = datetime.timedelta(days=1)  # a site may be visited before its day begins
HOST, PERSON, SITE = "host", "person", "site"
Party = tuple[str, Any]  # one of these, with its key


@dataclass(frozen=True)
class Overlap:
    """An appointment in the same hours: who is wanted there. `visit` only if the viewer knows it;
    nobody is named when telling who would tell the place."""

    who: list[str]
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    visit: SiteVisit | None


@dataclass(frozen=True)
class _Busy:
    """Somebody or something that a visit takes, from when to when; at a stop, or all day."""

    party: Party
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    stop: uuid.UUID | None = None


@dataclass(frozen=True)
class _Sight:
    """What the viewer knows of the other visits: their keys, cases compared, and stops."""

    visits: set[uuid.UUID]
    compared: set[uuid.UUID]
    stops: set[uuid.UUID]
    organisations: set[int]

    def knows(self, visit: SiteVisit, busy: _Busy) -> bool:
        """Whether the viewer may know that this visit takes this party."""
        if visit.case_id in self.compared:
            return True
        if busy.stop is not None:
            return busy.stop in self.stops
        return busy.party[0] == HOST and busy.party[1] in self.organisations & {visit.host_id}


def overlaps(user: User, visit: Any) -> list[Overlap]:
    """The same hours elsewhere, as far as this viewer may be told. The visit comes from
    `seen_visits`, for somebody who sees all of it. As many queries for many visits as for one."""
    if visit.status != SiteVisit.Status.PLANNED or visit.ends_at <= timezone.now():
        return []
    people = {row.pk: row for row in _people(visit)}
    mine = list(_busy(visit, visit.shown_stops, people.values()))
    names = _names(visit, people.values())
    others = _others(visit, {busy.party for busy in mine}, people.values())
    if not others:
        return []
    sight, found = _sight(user, others), []
    for other in others:
        both = _both(mine, _busy(other, other.every_stop, _named(other, people)))
        found += [_told(other, rows, sight, names) for rows in _per_day(both)]
    return sorted(found, key=lambda row: row.starts_at)


def _people(visit: SiteVisit) -> list[User]:
    """The account manager, and the guests who are users, by mail address or by their whole name."""
    manager = Q(pk=visit.case.account_manager_id)
    return list(User.objects.people().filter(manager | named_in(visit.guests), is_active=True))


def _named(visit: SiteVisit, people: dict[Any, User]) -> list[User]:
    """Which of these people come along on another visit."""
    return [
        user
        for user in people.values()
        if user.pk == visit.case.account_manager_id or stands_in(user, visit.guests)
    ]


def _busy(visit: SiteVisit, stops: Sequence[VisitStop], people: Iterable[User]) -> Iterator[_Busy]:
    all_day: list[Party] = [(PERSON, user.pk) for user in people]
    if visit.host_id is not None:
        all_day.append((HOST, visit.host_id))
    for day in days_with_sites(visit, stops):
        for party in all_day:
            yield _Busy(party, *hours_of(visit, day))
    for stop in stops:
        hours = stop_hours(visit, stop)
        yield _Busy((SITE, stop.candidate.site_id), *hours, stop.pk)
        if stop.host_id is not None:
            yield _Busy((HOST, stop.host_id), *hours, stop.pk)


def _names(visit: SiteVisit, people: Iterable[User]) -> dict[Party, str]:
    names: dict[Party, str] = {(PERSON, user.pk): user.name for user in people}
    for stop in visit.shown_stops:  # type: ignore[attr-defined]
        names[(SITE, stop.candidate.site_id)] = str(stop.candidate.site)
        if stop.host is not None:
            names[(HOST, stop.host_id)] = stop.host.name
    if visit.host is not None:
        names[(HOST, visit.host_id)] = visit.host.name
    return names


def _others(visit: SiteVisit, parties: set[Party], people: Iterable[User]) -> list[Any]:
    """Planned visits in the same days that take one of these parties, with `every_stop`."""
    keys = {kind: [key for found, key in parties if found == kind] for kind in (HOST, PERSON, SITE)}
    stops = VisitStop._default_manager.filter(visit_id=OuterRef("pk")).filter(
        Q(host_id__in=keys[HOST]) | Q(candidate__site_id__in=keys[SITE])
    )
    wanted = Q(host_id__in=keys[HOST]) | Q(case__account_manager_id__in=keys[PERSON])
    for user in people:
        wanted |= Q(guests__icontains=user.name) | Q(guests__icontains=user.email)
    every = VisitStop._default_manager.select_related("candidate").order_by("day", "position")
    rows = SiteVisit._default_manager.filter(
        wanted | Q(Exists(stops)),
        status=SiteVisit.Status.PLANNED,
        starts_at__range=(visit.starts_at - LONGEST, visit.ends_at + MARGIN),
        ends_at__gt=visit.starts_at - MARGIN,
    )
    return list(
        rows.exclude(pk=visit.pk)
        .select_related("case")
        .prefetch_related(Prefetch("stops", every, to_attr="every_stop"))
        .order_by("starts_at", "pk")[:MOST]
    )


def _sight(user: User, others: Sequence[SiteVisit]) -> _Sight:
    keys = [visit.pk for visit in others]
    compared = Case.objects.filter(holds(user, OPTIONS), pk__in=[v.case_id for v in others])
    stops = VisitStop.objects.visible_to(user).filter(visit_id__in=keys)
    visits = SiteVisit.objects.visible_to(user).filter(pk__in=keys)
    return _Sight(
        set(visits.values_list("pk", flat=True)),
        set(compared.values_list("pk", flat=True)),
        set(stops.values_list("pk", flat=True)),
        set(user.organisation_ids),
    )


def _both(mine: Sequence[_Busy], theirs: Iterable[_Busy]) -> Iterator[_Busy]:
    """What two visits take in the same hours: those hours, and the stop of the other one."""
    for busy in theirs:
        for own in mine:
            starts_at = max(own.starts_at, busy.starts_at)
            ends_at = min(own.ends_at, busy.ends_at)
            if own.party == busy.party and starts_at < ends_at:
                yield _Busy(own.party, starts_at, ends_at, busy.stop)


def _per_day(both: Iterable[_Busy]) -> Iterable[list[_Busy]]:
    found: dict[datetime.date, list[_Busy]] = {}
    for busy in both:
        found.setdefault(timezone.localdate(busy.starts_at), []).append(busy)
    return found.values()


def _told(
    other: SiteVisit, both: Sequence[_Busy], sight: _Sight, names: dict[Party, str]
) -> Overlap:
    known = [busy for busy in both if sight.knows(other, busy)]
    told = known or both
    parties = dict.fromkeys(busy.party for busy in told)
    who = [names[party] for party in parties if known or party[0] != SITE]
    return Overlap(
        who,
        min(busy.starts_at for busy in told),
        max(busy.ends_at for busy in told),
        other if known and other.pk in sight.visits else None,
    )
