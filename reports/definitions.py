"""One definition per figure: its name, the sentence that explains it, and its unit.

Every dashboard, csv and PDF takes the words from here; `reports.figures` computes the numbers and
names them by the same codes. A cell is `code` or `code:part`, such as `stock:matching`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERSION = 1  # raise when a definition changes: figures of an older version are made again


@dataclass(frozen=True)
class Figure:
    """A figure: `unit` is one of cases, fte, eur, ha, mw, days, percent."""

    code: str
    label: "_StrPromise"
    definition: "_StrPromise"
    unit: str = "cases"


_FIGURES = (
    Figure(
        "open",
        _("Running cases"),
        _("Cases that were opened and not closed at the end of the reference date."),
    ),
    Figure(
        "stock",
        _("Cases per stage"),
        _(
            "Running cases by the stage in which the last move at or before the end of the "
            "reference date left them. A case on hold stays in its stage."
        ),
    ),
    Figure(
        "on_hold",
        _("On hold"),
        _("Running cases that were on hold at the end of the reference date."),
    ),
    Figure(
        "inflow",
        _("Inflow"),
        _("Cases opened or opened again in the quarter. A case that does both counts twice."),
    ),
    Figure(
        "outflow",
        _("Outflow"),
        _("Cases closed in the quarter, whatever the outcome."),
    ),
    Figure(
        "closed",
        _("Closed cases"),
        _("Cases that were closed at the end of the reference date, since the beginning."),
    ),
    Figure(
        "outcome",
        _("Outcomes"),
        _(
            "Cases that were closed at the end of the reference date, by the outcome that was "
            "recorded then, since the beginning."
        ),
    ),
    Figure(
        "conversion",
        _("Conversion"),
        _(
            "Of the cases that came into a stage for the first time in the four quarters up to "
            "the reference date: the share that had moved on to the next stage by then. For the "
            "decision: the share that was closed from there."
        ),
        "percent",
    ),
    Figure(
        "lead",
        _("Lead time"),
        _(
            "Days that cases spent in a stage they left in the four quarters up to the reference "
            "date: the median, and the number of days within which 80 percent was done (P80). "
            "With and without the time on hold. The whole road runs from opening to closing."
        ),
        "days",
    ),
    Figure(
        "jobs_new",
        _("New jobs"),
        _("Jobs that running cases expect to add over three years, as known then."),
        "fte",
    ),
    Figure(
        "jobs_retained",
        _("Retained jobs"),
        _("Jobs that running cases expect to keep over three years, as known then."),
        "fte",
    ),
    Figure(
        "capex",
        _("Investment"),
        _("Investment that running cases expect, as known on the reference date."),
        "eur",
    ),
    Figure("ha", _("Land asked"), _("Hectares that running cases ask for, as known then."), "ha"),
    Figure("mw", _("Power asked"), _("Megawatts that running cases ask for, as known then."), "mw"),
    Figure(
        "technology",
        _("Technologies"),
        _(
            "Running cases by the first key technology of the company, as known on the reference "
            "date. Each case counts once."
        ),
    ),
    Figure(
        "bottleneck",
        _("Bottlenecks"),
        _(
            "Running cases with at least one bottleneck of this kind at the current location. A "
            "case can have several, so the numbers do not add up to the total."
        ),
    ),
    Figure(
        "route",
        _("From where to where"),
        _(
            "Cases with an approved decision for a site: the province of the current location "
            "and that of the preferred site, as known on the reference date."
        ),
    ),
)

FIGURES: dict[str, Figure] = {figure.code: figure for figure in _FIGURES}

OWN_AREA = _(
    "The own area of a province holds the cases of companies that are now located there, the cases "
    "of organisations that work for that province, and the cases with an approved decision for a "
    "site there. One case can belong to several provinces, so provinces do not add up to the "
    "national total."
)
DISCLOSURE = _(
    "Numbers of cases below %(threshold)s are not shown, to protect companies. Where such a number "
    "could be computed from others, those are left out as well; that also holds between quarters "
    "and between a province and the country. Zero is shown. Amounts are left out with the number "
    "of cases behind them, or when one case makes up the most of it, and are rounded: jobs to "
    "tens, investment to whole millions, land and power to whole units."
)
