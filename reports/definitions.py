"""One definition per figure: its name, the sentence that explains it, and its unit.

Every dashboard, csv and PDF takes the words from here; `reports.figures` computes the numbers and
names them by the same codes. A cell is `code` or `code:part`, such as `stock:matching`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNITS = {
    "cases": _("cases"),
    "fte": _("fte"),
    "eur": _("euros"),
    "ha": _("hectares"),
    "mw": _("megawatts"),
    "days": _("days"),
    "times": _("times"),
    "percent": _("percent"),
    "answers": _("invitations"),
    "score": _("score from 1 to 5"),
}
MOVES = _("the moves of cases")
FACTS = _("the history of the facts of cases")
DECISIONS = _("the history of decisions")
REPORTED = _("the history of realised figures")

VERSION = 4  # raise when a definition changes: figures of an older version are made again


@dataclass(frozen=True)
class Figure:
    """A figure: `unit` is one of UNITS; `source` is what it is counted from."""

    code: str
    label: "_StrPromise"
    definition: "_StrPromise"
    unit: str = "cases"
    source: "_StrPromise" = MOVES


def _filled(words: "_StrPromise", figure: "_StrPromise") -> "_StrPromise":
    return lazy(lambda: str(words) % {"figure": figure}, str)()  # type: ignore[return-value]


def _results() -> Iterator[Figure]:
    """What was expected and what came, one and three years after the decision."""
    labels = {
        "jobs_new": (_("New jobs"), "fte"),
        "jobs_retained": (_("Retained jobs"), "fte"),
        "capex": (_("Investment"), "eur"),
        "ha": (_("Land"), "ha"),
    }
    words = {
        ("expected", 1): _("%(figure)s, expected by cases measured after one year"),
        ("expected", 3): _("%(figure)s, expected by cases measured after three years"),
        ("realised", 1): _("%(figure)s, realised after one year"),
        ("realised", 3): _("%(figure)s, realised after three years"),
    }
    meaning = {
        "expected": _("What the cases whose results were reported expected, as known then."),
        "realised": _(
            "What was reported of these cases: jobs, investment and land in use on the day of "
            "measuring. Each case counts once."
        ),
    }
    for (what, years), label in words.items():
        for name, (figure, unit) in labels.items():
            shown = _filled(label, figure)
            yield Figure(f"{what}{years}_{name}", shown, meaning[what], unit, REPORTED)


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
        "duration",
        _("Spread of lead times"),
        _(
            "How often cases left a stage after so many days, in the four quarters up to the "
            "reference date: the lead times of which the median and P80 are given. A case that "
            "left a stage twice counts twice. An interval begins with its first day and ends "
            "before its last. With and without the time on hold."
        ),
        "times",
    ),
    Figure(
        "jobs_new",
        _("New jobs"),
        _("Jobs that running cases expect to add over three years, as known then."),
        "fte",
        FACTS,
    ),
    Figure(
        "jobs_retained",
        _("Retained jobs"),
        _("Jobs that running cases expect to keep over three years, as known then."),
        "fte",
        FACTS,
    ),
    Figure(
        "capex",
        _("Investment"),
        _("Investment that running cases expect, as known on the reference date."),
        "eur",
        FACTS,
    ),
    Figure(
        "ha", _("Land asked"), _("Hectares that running cases ask for, as known then."), "ha", FACTS
    ),
    Figure(
        "mw",
        _("Power asked"),
        _("Megawatts that running cases ask for, as known then."),
        "mw",
        FACTS,
    ),
    Figure(
        "technology",
        _("Technologies"),
        _(
            "Running cases by the first key technology of the company, as known on the reference "
            "date. Each case counts once."
        ),
        source=FACTS,
    ),
    Figure(
        "bottleneck",
        _("Bottlenecks"),
        _(
            "Running cases with at least one bottleneck of this kind at the current location. A "
            "case can have several, so the numbers do not add up to the total."
        ),
        source=FACTS,
    ),
    Figure(
        "state",
        _("State of the cases"),
        _(
            "Running cases by the colour that the account manager gave them in the newest monthly "
            "update that was written by the end of the reference date, of one of the three months "
            "up to it. A case without such an update is told as such."
        ),
        source=_("the history of monthly updates"),
    ),
    Figure(
        "route",
        _("From where to where"),
        _(
            "Cases with an approved decision for a site: the province of the current location "
            "and that of the preferred site, as known on the reference date."
        ),
        source=DECISIONS,
    ),
    Figure(
        "won",
        _("Places found"),
        _(
            "Cases with an approved decision for a site at the end of the reference date, since "
            "the beginning, whether they run or are closed."
        ),
        source=DECISIONS,
    ),
    Figure(
        "won_jobs_new",
        _("New jobs, place found"),
        _("Jobs that cases with an approved decision for a site expect to add over three years."),
        "fte",
        DECISIONS,
    ),
    Figure(
        "won_jobs_retained",
        _("Retained jobs, place found"),
        _("Jobs that cases with an approved decision for a site expect to keep over three years."),
        "fte",
        DECISIONS,
    ),
    Figure(
        "won_capex",
        _("Investment, place found"),
        _("Investment that cases with an approved decision for a site expect."),
        "eur",
        DECISIONS,
    ),
    Figure(
        "won_ha",
        _("Land found"),
        _("Hectares that cases with an approved decision for a site asked for."),
        "ha",
        DECISIONS,
    ),
    Figure(
        "won_mw",
        _("Power found"),
        _("Megawatts that cases with an approved decision for a site asked for."),
        "mw",
        DECISIONS,
    ),
    Figure(
        "measured",
        _("Results reported"),
        _(
            "Cases of which the results one year, or three years, after the decision were known "
            "on the reference date. Each case counts once, however many organisations share in it."
        ),
        source=REPORTED,
    ),
    *_results(),
    Figure(
        "scored",
        _("Companies that gave a score"),
        _(
            "Closed cases of which the company gave a score for how it was helped, as known on "
            "the reference date, since the beginning. After a case is opened again its score no "
            "longer counts."
        ),
        source=FACTS,
    ),
    Figure(
        "satisfaction",
        _("Satisfaction of companies"),
        _(
            "The average score, from 1 (poor) to 5 (excellent), that companies gave for how they "
            "were helped when their case was closed, over the cases that were closed on the "
            "reference date."
        ),
        "score",
        FACTS,
    ),
    Figure(
        "together",
        _("Worked on together"),
        _(
            "Running cases on which two or more organisations worked at the end of the reference "
            "date. An organisation that only looks on does not count."
        ),
        source=_("the history of participants"),
    ),
    Figure(
        "calls",
        _("Answers of regions"),
        _(
            "Regions that were asked for locations, and that answered or declined, in the four "
            "quarters up to the reference date. The response time runs from the question to the "
            "answer: the median, and the number of days within which 80 percent answered (P80). "
            "Questions that were taken back do not count."
        ),
        "answers",
        _("the history of calls for locations"),
    ),
)

FIGURES: dict[str, Figure] = {figure.code: figure for figure in _FIGURES}

# On dashboards only, for who sees the cases behind it: in no report and not in the open data.
BEHIND_CLOSED_DOORS = frozenset({"duration"})

OWN_AREA = _(
    "The own area of a province holds the cases of companies that are now located there, the cases "
    "of organisations that work for that province, and the cases with an approved decision for a "
    "site there. One case can belong to several provinces, so provinces do not add up to the "
    "national total."
)
OWN_CASES = _(
    "The figures of an organisation are those of the cases of which it was the origin on the "
    "reference date. Cases in which it only takes part, as a region that was asked or where the "
    "company may go, count for their own origin. Each case has one origin, so the organisations "
    "add up to the national total. Only members of the organisation see these figures; they see "
    "every number, also small ones, because they see the cases behind them."
)
BESIDE = _(
    "The column of the country is the same as on the dashboard of the country: x means that a "
    "number is not shown there, because few cases stand behind it."
)
DISCLOSURE = _(
    "Numbers of cases below %(threshold)s are not shown, to protect companies. Where such a number "
    "could be computed from others, those are left out as well; that also holds between quarters "
    "and between a province and the country. Zero is shown, unless that tells too much beside "
    "other quarters. Amounts are left out with the number of cases behind them, or when one case "
    "makes up the most of it, and are rounded: jobs to tens, investment to whole millions, land "
    "and power to whole units."
)
