"""The figures of every area on a reference date, as they were known then.

`compute_all` answers whole and unprotected numbers; nobody outside this app gets them in hand
before `reports.disclosure` has said which of them may be shown, or, of an organisation, before
`reports.permissions` has said that the reader sees every case behind them.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Organisation
from cases.models import Bottleneck, CaseStage, MonthlyUpdate, Outcome, RealisedFigure
from regions.models import KeyTechnology, Province
from reports import figure_sql
from reports.figure_sql import NATIONAL, OF_ORGANISATION
from reports.periods import moment_after, previous

Values = dict[str, int | float]

STAGES = [stage for stage in CaseStage if stage != CaseStage.CLOSED]
ROAD = "road"
STEPS = (14, 30, 60, 90, 180, 365)  # days at which another interval of lead times begins
LASTED = ("lasted", "worked")  # with the time on hold, and without
STATES = (*MonthlyUpdate.Colour.values, "none")
YEARS = tuple(RealisedFigure.Moment.values)  # after the decision
COMPARED = ("expected", "realised")
REALISED = ("jobs_new", "jobs_retained", "capex", "ha")
ANSWERS = ("asked", "answered", "declined", "late")
ALWAYS = (
    ["open", "on_hold", "closed", "inflow", "outflow", "reopened", "won", "together"]
    + [f"stock:{stage}" for stage in STAGES]
    + [f"{name}:{stage}" for name in ("entered", "reached") for stage in STAGES]
    + [f"came:{name}:{stage}" for name in ("entered", "reached") for stage in STAGES]
    + [f"{name}{part}" for name in ("calls:", "came:calls:") for part in ANSWERS]
    + [f"outcome:{outcome}" for outcome in Outcome]
    + [f"bottleneck:{kind}" for kind in Bottleneck.Kind]
    + [f"state:{state}" for state in STATES]
    + ["jobs_new", "jobs_retained", "capex", "ha", "mw"]
    + ["won_jobs_new", "won_jobs_retained", "won_capex", "won_ha", "won_mw", "scored"]
    + [f"measured:{years}" for years in YEARS]
    + [f"{what}{years}_{name}" for what in COMPARED for years in YEARS for name in REALISED]
)


@dataclass(frozen=True)
class Computed:
    """Cell → value, per area (`NL` or a province) and per organisation, by its key.

    Kept apart: areas are protected together before anybody reads them, figures of an organisation
    are read whole, by who sees its cases.
    """

    areas: dict[str, Values]
    organisations: dict[int, Values]


def compute(day: datetime.date, technology: str = "") -> dict[str, Values]:
    """Area (`NL` or a province) → cell → value, at the end of `day`, a quarter end."""
    return compute_all(day, technology).areas


@transaction.atomic
def compute_all(day: datetime.date, technology: str = "") -> Computed:
    """The figures of every area and organisation at the end of `day`, a quarter end.

    Counts of cases are whole; lead times are days; capex is euros, land hectares, power megawatts.
    `technology` narrows to cases whose company has that key technology first.
    """
    values: dict[str, Any] = {
        "day": day,
        "technology": technology,
        "end": moment_after(day),
        "before": previous(day),
        "quarter": moment_after(previous(day)),
        "year": moment_after(previous(day, 4)),
        "steps": [days * 86_400 for days in STEPS],
    }
    technologies = ["", *KeyTechnology.objects.values_list("code", flat=True)]
    always = [*ALWAYS, *(f"technology:{code}" for code in technologies)]
    areas: dict[str, Values] = defaultdict(lambda: dict.fromkeys(always, 0))
    organisations = Organisation.objects.filter(kind__in=Organisation.CASE_KINDS)
    own = [f"{OF_ORGANISATION}{key}" for key in organisations.values_list("pk", flat=True)]
    for code in (NATIONAL, *Province.objects.values_list("code", flat=True), *own):
        areas[code] = dict.fromkeys(always, 0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS figure_facts, figure_areas")
        for statement in (figure_sql.FACTS, figure_sql.AREAS, figure_sql.INDEXES):
            cursor.execute(statement, values if "%(" in statement else None)
        for statement in figure_sql.STATEMENTS:
            cursor.execute(statement, values if "%(" in statement else None)
            for area, name, value in cursor.fetchall():
                areas[area][name] = _plain(areas[area].get(name, 0) + _plain(value or 0))
    return _apart(areas)


def _apart(areas: Mapping[str, Values]) -> Computed:
    """Splits what the statements answered by the names of the areas."""
    found = Computed({}, {})
    for area, values in areas.items():
        if area.startswith(OF_ORGANISATION):
            found.organisations[int(area.removeprefix(OF_ORGANISATION))] = values
        else:
            found.areas[area] = values
    return found


def _plain(value: int | float | Decimal) -> int | float:
    """A number that JSON keeps as it is: whole where it is whole, else three decimals."""
    number = float(value)
    return int(number) if number.is_integer() else round(number, 3)


def first_day() -> datetime.date | None:
    """The day of the first move of any case; None when there are no cases yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at) FROM cases_stagetransition")
        moment = cursor.fetchone()[0]
    return timezone.localdate(moment) if moment else None
