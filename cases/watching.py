"""Why a site fits a parked case that it did not fit before: the register then beside that of now.

News is a site that is new, or a must that it failed when the case was parked and that something
recorded since then takes away: a newer fact, a fact withdrawn, a changed column, a plot. A fact
that only became too old is no news, although the site may fit again by it.
"""

import datetime
import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

import numpy as np

from cases.matching.board import Board, whole_board
from cases.matching.distance import kilometres
from cases.matching.engine import DISTANCE, Ask, Column, Verdict, judge, scaled
from cases.matching.reading import Reading, Value
from cases.matching.register import read_value
from cases.models import Case, Requirement, ScaleUpRequest, WatchHit
from sites.answers import STAND_IN, fresh_since
from sites.models import Criterion, Plot, Site, SiteFact

Cause = WatchHit.Cause
LONGEST = 300  # what WatchHit.detail holds
SHORTENED = 80  # letters of a source or a value in words

# Space that plots give before the site's own figures are renewed: from which plots, and whether
# they add up or the largest counts.
PLOTS: dict[str, tuple[frozenset[str], bool]] = {
    "plot_area_ha": (frozenset({Plot.Status.AVAILABLE_NOW, Plot.Status.AVAILABLE_LATER}), False),
    "available_ha": (frozenset({Plot.Status.AVAILABLE_NOW}), True),
}


@dataclass(frozen=True)
class Change:
    """What changed on one criterion. `before` and `after` as recorded: a number in the unit of
    the criterion, or words; empty is unknown. Without a criterion the site itself is new."""

    criterion: str = ""
    before: str = ""
    after: str = ""
    source: str = ""
    as_of: str = ""
    plot: str = ""
    more: int = 0  # other musts that changed as well

    def packed(self) -> str:
        """As WatchHit.detail keeps it: the words are made when somebody reads it."""
        short = {
            name: value[:SHORTENED] if isinstance(value, str) else value
            for name, value in asdict(self).items()
            if value
        }
        for name in ("source", "after", "before"):  # the least needed goes first
            packed = json.dumps(short, ensure_ascii=False, separators=(",", ":"))
            if len(packed) <= LONGEST:
                break
            short.pop(name, None)
        return packed

    @classmethod
    def unpacked(cls, detail: str) -> "Change":
        """From WatchHit.detail."""
        return cls(**json.loads(detail or "{}"))


@dataclass(frozen=True)
class News:
    """A site that fits, and why now."""

    site_id: uuid.UUID
    cause: str
    change: Change


@dataclass(frozen=True)
class Known:
    """A value as it was recorded."""

    number: float | None
    text: str
    counts: bool = True  # not stale

    def plain(self) -> str:
        """The value as Change keeps it."""
        return self.text if self.number is None else f"{self.number:.4f}".rstrip("0").rstrip(".")


def board_of(case: Case) -> Board | None:
    """The match of a case on what the company signed, over every site; None when nothing is."""
    board = whole_board(case)
    signed = board is not None and board.request.status == ScaleUpRequest.Status.SIGNED
    return board if signed else None


def fitting(board: Board) -> set[uuid.UUID]:
    """The sites that fit, or may fit as far as is known."""
    return {board.places[match.place].id for match in board.ranking.passing}


def changed_since(moment: datetime.datetime) -> set[uuid.UUID]:
    """Sites on which anything was recorded after a moment, of themselves, their facts or plots."""
    after = {"history_date__gt": moment}
    found = set(Site.history.filter(**after).values_list("id", flat=True))
    for model in (SiteFact, Plot):
        found |= set(model.history.filter(**after).values_list("site_id", flat=True))
    return found


def newest_change() -> datetime.datetime | None:
    """When something was last recorded about any site; three looks at the end of an index."""
    newest = [
        model.history.order_by("-history_date").values_list("history_date", flat=True).first()
        for model in (Site, SiteFact, Plot)
    ]
    return max((moment for moment in newest if moment is not None), default=None)


def news_of(board: Board, known: Collection[uuid.UUID], since: datetime.datetime) -> Iterator[News]:
    """What fits now and did not when the case was parked, because of something recorded since."""
    changed = changed_since(since) - set(known)
    now = fitting(board)
    fresh = sorted(changed & now)
    past = Past(fresh, [r.criterion for r in board.requirements], since)
    for site in fresh:
        found = _news(board, past, site)
        if found is not None:
            yield found
    yield from _plot_news(board, changed - now, since)


def _news(board: Board, past: "Past", site: uuid.UUID) -> News | None:
    """Why a site that fits now did not then; None when only time went by."""
    if past.is_new(site):
        year = past.present.get(site)
        return News(site, Cause.SITE, Change(after=str(year or "")))
    entry = board.entry_of(site)
    if entry is None:
        return None
    solved = []
    rows = zip(board.requirements, board.asks, board.lines(entry.match), strict=True)
    for requirement, ask, line in rows:
        before = past.known(site, requirement)
        if not ask.must or before is None or not before.counts:
            continue
        same = line.reading is not None and _as_known(line.reading).plain() == before.plain()
        if same or not _fails(ask, requirement.criterion, before):
            continue
        solved.append(_change(requirement, before, line.reading))
    if not solved:
        return None
    first, *others = solved
    return News(site, Cause.FACT, Change(**asdict(first) | {"more": len(others)}))


def _change(requirement: Requirement, before: Known, now: Reading | None) -> Change:
    usable = now is not None and now.usable
    return Change(
        criterion=requirement.criterion_id,
        before=before.plain(),
        after=_as_known(now).plain() if now is not None and usable else "",
        source=now.source if now is not None and usable else "",
        as_of=f"{now.as_of:%Y-%m-%d}" if now is not None and usable and now.as_of else "",
    )


def _as_known(reading: Reading) -> Known:
    return Known(reading.number, reading.text)


def _fails(ask: Ask, criterion: Criterion, known: Known) -> bool:
    """Whether this value knocked the site out."""
    value: Value | None = known.number
    if criterion.kind != DISTANCE:
        value = read_value(criterion, known.number, known.text)
    return value is not None and judge(ask, _column(value))[0] == Verdict.FAIL


def _column(value: Value) -> Column:
    """One value as the engine takes it."""
    if isinstance(value, frozenset):
        return Column(np.array([True]), np.array([0]), (value,))
    number = int(value) if isinstance(value, bool) else scaled(value)
    return Column(np.array([True]), np.array([number]))


class Past:
    """A few sites as they stood in the register at a moment."""

    def __init__(
        self,
        sites: Sequence[uuid.UUID],
        criteria: Sequence[Criterion],
        moment: datetime.datetime,
    ) -> None:
        self.moment = moment
        rows = Site.history.filter(id__in=sites, history_date__lte=moment)
        rows = rows.order_by("id", "-history_date", "-history_id").distinct("id")
        self.rows = {row.id: row for row in rows}
        self.present = dict(Site.objects.filter(pk__in=sites).values_list("pk", "reference_year"))
        self.facts = self._facts(sites, {criterion.pk for criterion in criteria})

    def _facts(
        self, sites: Sequence[uuid.UUID], codes: Iterable[str]
    ) -> dict[tuple[uuid.UUID, str], SiteFact]:
        """The newest fact per site and criterion; a fact is added or withdrawn, never edited."""
        then = SiteFact.history.filter(site_id__in=sites, history_date__lte=self.moment)
        gone = then.filter(history_type="-").values("id")
        stood = then.filter(criterion_id__in=codes, history_type="+").exclude(id__in=gone)
        newest = stood.order_by("site_id", "criterion_id", "-as_of", "-created_at")
        rows = newest.distinct("site_id", "criterion_id")
        return {(row.site_id, row.criterion_id): row for row in rows}

    def is_new(self, site: uuid.UUID) -> bool:
        """Whether the site was not in use in the register then."""
        row = self.rows.get(site)
        return row is None or row.history_type == "-" or row.withdrawn

    def known(self, site: uuid.UUID, requirement: Requirement) -> Known | None:
        """What was known on the criterion of a requirement; None when nothing was."""
        criterion, row = requirement.criterion, self.rows[site]
        if criterion.kind == DISTANCE:
            return self._distance(row, requirement)
        fact = self.facts.get((site, criterion.pk))
        if fact is not None:
            day = self.moment.date()
            stale = fact.as_of < fresh_since(day, criterion.fresh_months) or (
                fact.valid_until is not None and fact.valid_until < day
            )
            number = float(fact.number) if fact.number is not None else None
            return Known(number, fact.text, not stale)
        return self._column(row, criterion.site_field)

    def _column(self, row: Site, field: str) -> Known | None:
        raw = getattr(row, field) if field else None
        if raw is None and field in STAND_IN:
            raw = getattr(row, STAND_IN[field])
        if raw is None or raw == "":
            return None
        if isinstance(raw, bool):
            return Known(None, "yes" if raw else "no")
        return Known(None, raw) if isinstance(raw, str) else Known(float(raw), "")

    def _distance(self, row: Site, requirement: Requirement) -> Known | None:
        near = requirement.near_latitude, requirement.near_longitude
        if row.latitude is None or row.longitude is None or near[0] is None or near[1] is None:
            return None
        here = np.array([row.latitude]), np.array([row.longitude])
        return Known(int(kilometres(*here, (near[0], near[1]))[0]) / 10_000, "")


def _plot_news(
    board: Board, sites: Collection[uuid.UUID], since: datetime.datetime
) -> Iterator[News]:
    """Sites that only lack space by their own figures, while their plots have it since then."""
    after = Plot.history.filter(history_date__gt=since, site_id__in=sites)
    touched = set(after.values_list("site_id", flat=True))
    plots: dict[uuid.UUID, list[Plot]] = {}
    for plot in Plot._default_manager.filter(site_id__in=touched).order_by("-area_m2", "name"):
        plots.setdefault(plot.site_id, []).append(plot)
    for site, rows in sorted(plots.items()):
        changes = _space(board, site, rows)
        if changes:
            first, *others = changes
            change = Change(**asdict(first) | {"more": len(others)})
            yield News(site, Cause.PLOT, change)


def _space(board: Board, site: uuid.UUID, plots: Sequence[Plot]) -> list[Change]:
    """A change per failed must when plots meet every one of them, else nothing."""
    entry = board.entry_of(site)
    if entry is None:
        return []
    lines, changes = board.lines(entry.match), []
    for position in entry.match.failed:
        requirement, ask = board.requirements[position], board.asks[position]
        suits, together = PLOTS.get(requirement.criterion_id, (frozenset(), False))
        chosen = [plot for plot in plots if plot.status in suits]
        areas = [plot.area_ha for plot in chosen]
        area = (sum(areas) if together else max(areas)) if areas else Decimal(0)
        if not areas or ask.limit is None or area < Decimal(str(ask.limit)):
            return []
        reading = lines[position].reading
        changes.append(
            Change(
                criterion=requirement.criterion_id,
                before=_as_known(reading).plain() if reading else "",
                after=Known(float(area), "").plain(),
                plot=", ".join(plot.name for plot in chosen) if together else chosen[0].name,
            )
        )
    return changes
