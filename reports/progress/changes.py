"""What changed between two reports: computed from their figures, never written by hand."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.templatetags.ui import number
from reports.definitions import FIGURES
from reports.disclosure import AMOUNTS, FOUND, counts
from reports.figure_sql import NATIONAL
from reports.figures import ROAD
from reports.progress.figures import Payload, reading_of
from reports.reading import HIDDEN, Reading

STOCKS = ("open", "on_hold", "closed", "won", "together")
FLOWS = ("inflow", "outflow")  # of the period, so comparable with a period as long only


@dataclass(frozen=True)
class Change:
    """A figure in two reports: as it is shown in each, and the difference."""

    label: str
    before: str
    now: str
    difference: str


def between(
    old: Reading, new: Reading, flows: dict[str, tuple[int | None, int | None]]
) -> list[Change]:
    """The main figures in the previous report and in this one; `flows`: of either period."""
    rows = [_count(name, old.count(name), new.count(name)) for name in STOCKS[:2]]
    rows += [_count(name, *pair) for name, pair in flows.items()]
    rows += [_count(name, old.count(name), new.count(name)) for name in STOCKS[2:]]
    rows += [_amount(name, old, new) for name in FOUND]
    return [*rows, _days(old, new)]


def restated(old: Payload, new: Payload, day: datetime.date, protected: bool) -> list[Change]:
    """What is now known otherwise of the day of the previous report than it told then."""
    then = reading_of(old, NATIONAL, day, protected)
    now = reading_of(new, NATIONAL, day, protected)
    if now.snapshot is None or then.snapshot is None or old["version"] != new["version"]:
        return []
    return list(_differences(then, now, STOCKS + FLOWS))


def corrected(old: Payload, new: Payload, day: datetime.date, protected: bool) -> list[Change]:
    """The figures of the country that differ between two versions of one report."""
    then = reading_of(old, NATIONAL, day, protected)
    now = reading_of(new, NATIONAL, day, protected)
    if then.snapshot is None or now.snapshot is None:
        return []
    names = sorted(counts(then.snapshot.values) | counts(now.snapshot.values))
    plain = [name for name in names if name in FIGURES]
    rows = list(_differences(then, now, plain))
    old_values, new_values = then.snapshot.values, now.snapshot.values
    amounts = [name for name in AMOUNTS if old_values.get(name, 0) != new_values.get(name, 0)]
    return rows + [_amount(name, then, now) for name in amounts]


def _differences(then: Reading, now: Reading, names: Any) -> Iterator[Change]:
    for name in names:
        old, new = then.count(name), now.count(name)
        if old is not None and new is not None and old != new:
            yield _count(name, old, new)


def _count(name: str, old: int | None, new: int | None) -> Change:
    return Change(str(FIGURES[name].label), _shown(old), _shown(new), _signed(old, new))


def _amount(name: str, old: Reading, new: Reading) -> Change:
    before, now = old.amount(name), new.amount(name)
    difference = "–"
    if before is not None and now is not None:
        sign = "+" if now > before else "−"
        difference = "0" if now == before else sign + new.in_units(name, abs(now - before))
    label = str(FIGURES[name].label)
    return Change(label, old.show_amount(name), new.show_amount(name), difference)


def _days(old: Reading, new: Reading) -> Change:
    label = _("Lead time of the whole road, median in days")
    before, now = old.days(ROAD, "median"), new.days(ROAD, "median")
    shown = (old.show_days(ROAD, "median"), new.show_days(ROAD, "median"))
    both = before is not None and now is not None
    return Change(label, *shown, _signed(round(before), round(now)) if both else "–")  # type: ignore[arg-type]


def _shown(value: int | None) -> str:
    return HIDDEN if value is None else str(number(value))


def _signed(old: float | None, new: float | None) -> str:
    """The difference with its sign; a dash when one of the two is not shown."""
    if old is None or new is None:
        return "–"
    step = new - old
    return "0" if not step else ("+" if step > 0 else "−") + str(number(abs(step)))
