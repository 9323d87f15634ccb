"""What visits showed: the findings beside each stop, and per site across all visits of a case.

Everything is asked through `visible_to`, so each viewer gets the findings that person may read.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from cases.disclosure import organisation_as_known
from cases.models import Case, VisitFinding, VisitPhoto, VisitStop
from sites.answers import show
from sites.models import Site

TopicKey = tuple[str, str]  # criterion, aspect


@dataclass(frozen=True)
class Seen:
    """One finding as the viewer reads it; who noted it is left out where a rival would show."""

    finding: VisitFinding
    who: str

    @property
    def value(self) -> str:
        """What was seen, in words; empty without a value."""
        row = self.finding
        if row.criterion is None or not row.has_value:
            return ""
        return show(row.criterion, row.number, row.text)


@dataclass(frozen=True)
class Summary:
    """One topic at one site: every finding, oldest visit first."""

    seen: list[Seen] = field(default_factory=list)

    @property
    def scores(self) -> list[int]:
        """The scores that were given."""
        return [s.finding.score for s in self.seen if s.finding.score is not None]

    @property
    def mean(self) -> float | None:
        """The mean score, None without any."""
        return fmean(self.scores) if self.scores else None

    @property
    def low(self) -> int | None:
        """The lowest score."""
        return min(self.scores, default=None)

    @property
    def high(self) -> int | None:
        """The highest score."""
        return max(self.scores, default=None)

    @property
    def apart(self) -> bool:
        """Whether observers differ by two points or more: something to talk about."""
        return bool(self.scores) and max(self.scores) - min(self.scores) >= 2

    @property
    def values(self) -> list[str]:
        """The values that were seen, each once."""
        return list(dict.fromkeys(s.value for s in self.seen if s.value))


@dataclass(frozen=True)
class SiteFindings:
    """One site with its summary per topic, and the impressions of its stops."""

    site: Site
    topics: dict[TopicKey, Summary]
    stops: list[VisitStop]

    @property
    def impression(self) -> float | None:
        """The mean impression of the visits, None without any."""
        scores = [stop.score for stop in self.stops if stop.score is not None]
        return fmean(scores) if scores else None


def visible_findings(case: Case, user: User) -> "QuerySet[VisitFinding]":
    """Findings of a case that the person may read, with what a page shows of them."""
    rows = VisitFinding.objects.visible_to(user).filter(stop__visit__case=case)
    return rows.select_related(
        "criterion", "author", "organisation", "stop__visit", "stop__candidate__site"
    ).order_by("stop__visit__starts_at", "noted_at", "pk")


def findings_by_site(case: Case, user: User) -> dict[uuid.UUID, SiteFindings]:
    """Per visited site what the person may read of it, by name. Two queries.

    `case` comes from `with_knowledge`.
    """
    found: dict[uuid.UUID, SiteFindings] = {}
    for stop in _stops(case, user):
        site = stop.candidate.site
        found.setdefault(site.pk, SiteFindings(site, {}, [])).stops.append(stop)
    for row in visible_findings(case, user):
        here = found.get(row.stop.candidate.site_id)
        if here is not None:
            key = (row.criterion_id or "", row.aspect)
            here.topics.setdefault(key, Summary()).seen.append(seen_by(case, user, row))
    return {key: row for key, row in found.items() if row.topics or row.impression is not None}


def _stops(case: Case, user: User) -> Iterable[VisitStop]:
    rows = VisitStop.objects.visible_to(user).filter(visit__case=case)
    return rows.select_related("candidate__site__municipality", "visit").order_by(
        "candidate__site__name", "visit__starts_at"
    )


def show_findings(page: Any, stops: Sequence[VisitStop]) -> None:
    """Gives each stop `seen` and `shown_photos`, as far as the viewer may. Two queries.

    `page` is the opened page of the case; the stops are those the viewer sees.
    """
    rows = visible_findings(page.case, page.user)
    photos = VisitPhoto.objects.visible_to(page.user).select_related("organisation")
    prefetch_related_objects(stops, Prefetch("photos", photos, to_attr="shown_photos"))
    by_stop: dict[uuid.UUID, list[Seen]] = defaultdict(list)
    for row in rows.filter(stop__in=stops).order_by(
        "criterion__position", "aspect", "noted_at", "pk"
    ):
        by_stop[row.stop_id].append(seen_by(page.case, page.user, row))
    for stop in stops:
        stop.seen = by_stop[stop.pk]  # type: ignore[attr-defined]


def seen_by(case: Case, user: User, row: VisitFinding) -> Seen:
    """A finding as the viewer reads it. `case` comes from `with_knowledge`."""
    known = organisation_as_known(case, user, row.organisation_id, row.organisation.name)
    return Seen(row, known.name if known.hidden else f"{row.author} ({known.name})")


@dataclass(frozen=True)
class Line:
    """One topic across the sites, in the order of the columns; None where nothing was noted."""

    label: str
    soft: bool
    cells: list[Summary | None]


@dataclass(frozen=True)
class Table:
    """Visited sites beside each other."""

    sites: list[SiteFindings]
    lines: list[Line]


def compared(case: Case, user: User) -> Table:
    """The visited sites with every topic that somebody noted: criteria first, then soft aspects.

    `case` comes from `with_knowledge`.
    """
    sites = list(findings_by_site(case, user).values())
    firsts = {key: s.seen[0].finding for site in sites for key, s in site.topics.items()}
    order = {value: n for n, value in enumerate(VisitFinding.Aspect.values)}

    def place(key: TopicKey) -> tuple[bool, int, str]:
        criterion = firsts[key].criterion
        return key[1] != "", criterion.position if criterion else order[key[1]], key[0]

    lines = [
        Line(firsts[key].topic, key[1] != "", [site.topics.get(key) for site in sites])
        for key in sorted(firsts, key=place)
    ]
    return Table(sites, lines)
