"""The neutrality report: how each region was treated, beside what is usual in the country.

Per serving organisation, for a quarter or for a year up to and including a quarter. `facts_of`
answers whole numbers; nobody gets them in hand before `hidden_of` has said which may be shown.
"""

import datetime
import hashlib
import json
import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from cases.models import CallInvitation
from cases.working_days import working_days_between
from reports import neutrality_sql as sql
from reports.periods import moment_after, previous
from reports.suppression import Relation, Table, is_small, protect, total_of

CALLS = ("asked", "answered", "declined", "late")
SITES = ("fitted", "none", "long", "short", "visited", "chosen", "dropped")
DECLINES = tuple(f"decline:{reason}" for reason in CallInvitation.Decline)
KEPT = 24 * 3600  # seconds that what was worked out is kept
KEPT_RUN = 30 * KEPT  # a frozen match never changes


@dataclass(frozen=True)
class Facts:
    """What happened: organisation → figure → a number per quarter of the year so far.

    `few` holds (organisation, cell) with enough events that come from too few cases; `days` the
    answers: organisation → (quarter, working days, case).
    """

    numbers: Mapping[int, Mapping[str, Sequence[int]]]
    few: frozenset[tuple[int, str]] = frozenset()
    days: Mapping[int, Sequence[tuple[int, int, uuid.UUID]]] = field(default_factory=dict)


def cell(figure: str, quarter: int, whole_year: bool) -> str:
    """The name of a number: of one quarter, or of the year up to and including it."""
    return f"{figure}<{quarter}" if whole_year and quarter > 1 else f"{figure}@{quarter}"


def quarter_of(day: datetime.date) -> int:
    """1 to 4, of a quarter end."""
    return (day.month - 1) // 3 + 1


def facts_of(day: datetime.date) -> Facts:
    """Everything in the year of a quarter end, up to that quarter. Whole and unprotected."""
    quarters = quarter_of(day)
    first = datetime.date(day.year, 1, 1)
    period: dict[str, Any] = {
        "start": moment_after(previous(day, quarters)),
        "end": moment_after(day),
        "zone": settings.TIME_ZONE,
        "first": first,
        "last": day,
    }
    rows: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * quarters))
    for (organisation,) in _ask(sql.ORGANISATIONS, period):
        rows[organisation]["asked"] = [0] * quarters
    few, days = _add_calls(rows, _ask(sql.INVITATIONS, period), quarters)
    for figure, statement in sql.SITES.items():
        for organisation, quarter, number in _ask(statement, period):
            rows[organisation][figure][quarter - 1] += number
    for run, quarter in _ask(sql.FIRST_RUNS, period):
        for organisation, figures in outcome_of(run).items():
            for figure in figures:
                rows[organisation][figure][quarter - 1] += 1
    return Facts({key: dict(row) for key, row in rows.items()}, few, days)


def _ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _add_calls(
    rows: dict[int, dict[str, list[int]]], found: Iterable[tuple[Any, ...]], quarters: int
) -> tuple[frozenset[tuple[int, str]], dict[int, list[tuple[int, int, uuid.UUID]]]]:
    """Adds what was asked and answered. Several calls of one case are several events, and point
    to one company."""
    behind: dict[tuple[int, str], set[uuid.UUID]] = defaultdict(set)
    events: Counter[tuple[int, str]] = Counter()
    days: dict[int, list[tuple[int, int, uuid.UUID]]] = defaultdict(list)
    for organisation, figure, quarter, case, asked, at in found:
        rows[organisation][figure][quarter - 1] += 1
        names = {cell(figure, upto, True) for upto in range(quarter, quarters + 1)}
        for name in names | {cell(figure, quarter, False)}:
            events[organisation, name] += 1
            behind[organisation, name].add(case)
        if figure in ("answered", "declined"):
            taken = working_days_between(timezone.localdate(asked), timezone.localdate(at))
            days[organisation].append((quarter, taken, case))
    least = settings.SMALL_NUMBER_THRESHOLD
    few = {key for key, cases in behind.items() if len(cases) < least <= events[key]}
    return frozenset(few), dict(days)


def outcome_of(run: uuid.UUID) -> dict[int, list[str]]:
    """The figures to which a frozen match adds one, per organisation with a site in it: whether a
    site fitted, or might, and on which musts at least one was knocked out."""
    key = f"neutrality-run:{run}"
    known: dict[int, list[str]] | None = cache.get(key)
    if known is None:
        failed: dict[int, set[str]] = defaultdict(set)
        fits: set[int] = set()
        for organisation, criteria in _ask(sql.RUN_SITES, {"run": run, "zone": settings.TIME_ZONE}):
            failed[organisation].update(criteria)
            if not criteria:
                fits.add(organisation)
        known = {
            organisation: [
                "fitted" if organisation in fits else "none",
                *[f"out:{criterion}" for criterion in sorted(criteria)],
            ]
            for organisation, criteria in failed.items()
        }
        cache.set(key, known, KEPT_RUN)
    return known


def hidden_of(facts: Facts) -> dict[int, frozenset[str]]:
    """Organisation → cells that are not shown to who may not see the cases behind them."""
    threshold = settings.SMALL_NUMBER_THRESHOLD
    told = [
        sorted((k, sorted(row.items())) for k, row in facts.numbers.items()),
        sorted(facts.few),
        threshold,
    ]
    key = "neutrality:" + hashlib.sha256(json.dumps(told).encode()).hexdigest()
    known: dict[int, frozenset[str]] | None = cache.get(key)
    if known is None:
        known = {
            organisation: _hidden_row(
                row, {name for owner, name in facts.few if owner == organisation}, threshold
            )
            for organisation, row in facts.numbers.items()
        }
        cache.set(key, known, KEPT)
    return known


def _hidden_row(row: Mapping[str, Sequence[int]], few: set[str], threshold: int) -> frozenset[str]:
    """Figures that hang together are judged together; quarters in order, as in the dashboards:
    what was shown stays shown, what was hidden stays hidden."""
    declines = [name for name in row if name.startswith("decline:")]
    failures = [name for name in row if name.startswith("out:")]
    groups = [
        [name for name in ("answered", "declined", "late") if name in row] + declines,
        [name for name in ("fitted", "none") if name in row] + failures,
        *[[name] for name in row if name in ("asked", *SITES[2:])],
    ]
    hidden: set[str] = set()
    for group in groups:
        settled: set[str] = set()
        for quarter in range(1, len(next(iter(row.values()))) + 1):
            table = _table(row, group, quarter, settled, hidden | few)
            hidden |= protect(table, threshold) - settled
            settled |= table.values.keys() - table.virtual
    return frozenset(hidden)


def _table(
    row: Mapping[str, Sequence[int]],
    group: Sequence[str],
    quarters: int,
    settled: set[str],
    hidden: set[str],
) -> Table:
    """The cells of a group up to a quarter. The year up to it is given up last."""
    values: dict[str, int] = {}
    relations: list[Relation] = []
    virtual: set[str] = set()
    for quarter in range(1, quarters + 1):
        for figure in group:
            values[cell(figure, quarter, False)] = row[figure][quarter - 1]
            values[cell(figure, quarter, True)] = sum(row[figure][:quarter])
            if quarter > 1:
                parts = [cell(figure, quarter - 1, True), cell(figure, quarter, False)]
                relations.append(total_of(cell(figure, quarter, True), parts))
        for year in {False, quarter > 1}:
            names = {figure: cell(figure, quarter, year) for figure in group}
            relations += _relations(names, values, virtual)
    return Table(
        values,
        relations,
        frozenset(virtual),
        frozenset(settled),
        frozenset(hidden & values.keys()),
        dear=frozenset(name for name in values if name.endswith(f"<{quarters}")),
    )


def _relations(
    names: Mapping[str, str], values: dict[str, int], virtual: set[str]
) -> list[Relation]:
    """Within one period: declined is the sum of its reasons, late is a part of what came, and
    what was knocked out on one must a part of what was matched."""
    found = []
    reasons = [name for figure, name in names.items() if figure.startswith("decline:")]
    if reasons:
        found.append(total_of(names["declined"], reasons))
    for figure, name in names.items():
        if figure != "late" and not figure.startswith("out:"):
            continue
        wholes = ("answered", "declined") if figure == "late" else ("fitted", "none")
        whole = [names[part] for part in wholes if part in names]
        rest = f"not {name}"
        values[rest] = sum(values[part] for part in whole) - values[name]
        virtual.add(rest)
        found.append(Relation({**dict.fromkeys(whole, 1), name: -1, rest: -1}))
    return found


def median_of(numbers: Iterable[tuple[int, bool]], threshold: int, protected: bool) -> float | None:
    """The median of (number, hidden); None when it may not be shown.

    To a protected reader it is shown when there are enough organisations, when it is not small
    itself, and when the numbers in the middle may be shown: else it would give one away.
    """
    ordered = sorted(numbers)
    if not ordered:
        return None
    middle = statistics.median(number for number, _hidden in ordered)
    if not protected:
        return middle
    size = len(ordered)
    around = {ordered[(size - 1) // 2][0], ordered[size // 2][0]}
    shown = {number for number, hidden in ordered if not hidden}
    safe = size >= threshold and around <= shown and not 0 < middle < threshold
    return middle if safe else None


def median_days(
    answers: Iterable[tuple[int, int, uuid.UUID]], quarter: int, whole_year: bool, protected: bool
) -> float | None:
    """Working days from asking to answering; None without answers, or with too few behind it."""
    taken = [row for row in answers if row[0] == quarter or (whole_year and row[0] < quarter)]
    cases = {case for _quarter, _days, case in taken}
    if not taken or (protected and is_small(len(cases), settings.SMALL_NUMBER_THRESHOLD)):
        return None
    return statistics.median(days for _quarter, days, _case in taken)
