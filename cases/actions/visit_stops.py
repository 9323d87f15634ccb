"""The sites of a visit: in which order, on which day, at what time, and who receives there."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import Organisation
from cases.disclosure import names_company, plain
from cases.hosting import compares, hosts_at
from cases.models import Candidate, Case, CaseParticipant, SiteVisit, VisitStop
from cases.rivals import regions_named

KEPT = ("position", "day", "arrives_at", "leaves_at", "host_id", "reception")


@dataclass(frozen=True)
class Halt:
    """A site as it is planned. Without a host the host of the visit receives there."""

    candidate: Candidate
    day: int = 1
    arrives_at: datetime.time | None = None
    leaves_at: datetime.time | None = None
    host: Organisation | None = None
    reception: str = ""


def guard(case: Case, text: str) -> None:
    """Raises Refused when a text that hosts read names the company."""
    if names_company(text, case.company):
        raise Refused(_("The host reads this: leave out the name of the company."))


def hosts_of(visit: SiteVisit) -> set[int]:
    """Keys of the organisations that host the visit, whole or at a site."""
    keys = set(VisitStop._default_manager.filter(visit=visit).values_list("host_id", flat=True))
    return {key for key in (*keys, visit.host_id) if key is not None}


def set_stops(
    actor: Actor, case: Case, visit: SiteVisit, planned: Sequence[Candidate | Halt]
) -> None:
    """Makes the stops equal to the list: by day, and in its order within a day. What was noted is
    never thrown away. Raises Refused for what cannot be planned so."""
    halts = sorted(map(_halt, planned), key=lambda halt: halt.day)
    _check(case, visit, halts)
    rows = VisitStop._default_manager.filter(visit=visit)
    present = {stop.candidate_id: stop for stop in rows}
    _take_off(actor, present, {halt.candidate.pk for halt in halts})
    for position, halt in enumerate(halts, start=1):
        _put(actor, visit, halt, position, present)


def guard_rivals(case: Case, visit: SiteVisit, text: str, readers: Iterable[int | None]) -> None:
    """Raises Refused when a host that reads the text, a region in the running, would read of
    another region, or of a site where another receives or that lies outside its area."""
    if not text.strip():
        return
    rows = VisitStop._default_manager.filter(visit=visit)
    stops = list(rows.select_related("candidate__site__municipality"))
    places = hosts_at(case, [stop.candidate.site for stop in stops])
    for reader in _in_the_running(case, readers):
        key = reader.organisation_id
        foreign = [
            stop.candidate.site.name
            for stop in stops
            if (stop.host_id or visit.host_id) != key
            or not places[stop.candidate.site_id].allows(key)
        ]
        named = [name for name in foreign if f" {plain(name)} " in f" {plain(text)} "]
        named += regions_named(text, case, key) if foreign else []
        if named:
            raise Refused(
                _("%(host)s reads this: “%(text)s”. Leave out: %(names)s.")
                % {"host": reader.organisation.name, "text": text, "names": ", ".join(named)}
            )


def guard_stops(case: Case, visit: SiteVisit) -> None:
    """The same for what each host reads of its own sites, and the host of the visit of it all."""
    for text in (visit.meeting_point, visit.programme):
        guard_rivals(case, visit, text, [visit.host_id])
    for stop in VisitStop._default_manager.filter(visit=visit).exclude(reception=""):
        guard_rivals(case, visit, stop.reception, [stop.host_id or visit.host_id])


def _in_the_running(case: Case, organisations: Iterable[int | None]) -> list[CaseParticipant]:
    rows = CaseParticipant._default_manager.filter(
        case=case, organisation_id__in=set(organisations), ended_at__isnull=True
    )
    return [row for row in rows.select_related("organisation") if not compares(row)]


def _halt(planned: Candidate | Halt) -> Halt:
    return planned if isinstance(planned, Halt) else Halt(planned)


def _check(case: Case, visit: SiteVisit, halts: list[Halt]) -> None:
    if not halts:
        raise Refused(_("Choose at least one site to visit."))
    if any(halt.candidate.case_id != visit.case_id for halt in halts):
        raise Refused(_("Only sites on the lists of this case are visited."))
    places = hosts_at(case, [halt.candidate.site for halt in halts])
    for halt in halts:
        guard(case, halt.reception)
        if not 1 <= halt.day <= visit.days:
            raise Refused(days_sentence(visit.days))
        if halt.arrives_at and halt.leaves_at and halt.leaves_at <= halt.arrives_at:
            raise Refused(_("The departure lies after the arrival."))
        site = halt.candidate.site
        if halt.host is not None and not places[site.pk].allows(halt.host.pk):
            raise Refused(
                _("%(host)s does not take part in the case, or %(site)s lies outside its area.")
                % {"host": halt.host.name, "site": site.name}
            )


def days_sentence(days: int) -> str:
    """Which days a stop can be on."""
    return ngettext(
        "The visit takes one day: every site is visited on day 1.",
        "The visit takes %(days)d days: choose day 1 to %(days)d.",
        days,
    ) % {"days": days}


def _take_off(actor: Actor, present: dict[uuid.UUID, VisitStop], wanted: set[uuid.UUID]) -> None:
    for key, stop in present.items():
        if key in wanted:
            continue
        if stop.observation or stop.findings.exists() or stop.photos.exists():
            raise Refused(_("What was seen at a site is noted already; that site stays."))
        actor.delete(stop)


def _put(
    actor: Actor,
    visit: SiteVisit,
    halt: Halt,
    position: int,
    present: dict[uuid.UUID, VisitStop],
) -> None:
    candidate = halt.candidate
    stop = present.get(candidate.pk) or VisitStop(visit=visit, candidate=candidate)
    before = [getattr(stop, name) for name in KEPT]
    stop.position, stop.day = position, halt.day
    stop.arrives_at, stop.leaves_at = halt.arrives_at, halt.leaves_at
    stop.host, stop.reception = halt.host, halt.reception.strip()
    if stop._state.adding or before != [getattr(stop, name) for name in KEPT]:
        actor.save(stop)
