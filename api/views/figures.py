"""The figures of the dashboards, with the same small numbers left out."""

import datetime
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from accounts.actions import log_access
from accounts.models import AccessLog, ApiScope
from api.answers import answer
from api.caller import Bearer, caller_of
from api.problems import Problem
from api.schemas import Body
from api.schemas import Query as Asked
from reports.definitions import FIGURES
from reports.disclosure import AMOUNTS, counts
from reports.export import CODES
from reports.figures import ROAD, STAGES
from reports.reading import Reading
from reports.views.dashboard import question_of, ready_readings

IN_DAYS = {"median", "p80"}
router = Router(tags=["figures"], by_alias=True)
READ = Bearer(ApiScope.FIGURES_READ)


class FigureQuery(Asked):
    """Which area (a province, else the country) and which quarter (else the last that ended)."""

    area: str | None = Field(None, max_length=5, pattern=r"^[A-Z-]+$")
    quarter: str | None = Field(None, max_length=7, pattern=r"^\d{4}-[qQ][1-4]$")


class FigureBody(Body):
    """A number. `hidden` when it is too small to be told; then `value` is null."""

    code: str
    part: str
    measure: str
    value: float | None
    hidden: bool
    unit: str
    definition: str


class FigureList(Body):
    """The figures of an area on the last day of a quarter."""

    area: str
    reference_date: datetime.date
    computed_at: datetime.datetime | None
    items: list[FigureBody]


@router.get("/figures", auth=READ, response=FigureList, url_name="api-figures")
def figure_list(request: HttpRequest, query: Query[FigureQuery]) -> HttpResponse:
    """The figures of the country or of a province that the organisation may see."""
    caller = caller_of(request, FigureQuery.names())
    asked = question_of(request, query.area.lower() if query.area else None)
    readings = ready_readings(asked)
    if not readings.ready:
        why = _("These figures are still being made; try again in a few minutes.")
        raise Problem(409, why, headers={"Retry-After": "300"})
    area = asked.area.code
    log_access(caller.actor, AccessLog.Action.EXPORTED, "dashboard", area, detail="api")
    return answer(
        FigureList(
            area=area,
            reference_date=asked.day,
            computed_at=readings.moment,
            items=list(figures(readings.own)),
        )
    )


def figures(reading: Reading) -> Iterator[FigureBody]:
    """Every number of the dashboard: numbers of cases, amounts, lead times and calls."""
    present = reading.snapshot.values if reading.snapshot else {}
    for name in sorted(counts(present)):
        code, _colon, part = name.partition(":")
        yield _figure(code, part, "count", reading.count(name), hidden=reading.hides(name))
    for name in AMOUNTS:
        yield _figure(name, "", "amount", reading.amount(name), hidden=reading.hides(name))
    for part in (*map(str, STAGES), ROAD):
        hidden = reading.hides(f"lead:{part}")
        for measure in ("median", "p80", "active_median", "active_p80"):
            yield _figure("lead", part, measure, reading.days(part, measure), hidden=hidden)
    for measure in ("asked", "answered", "declined", "late", "median", "p80"):
        hidden = reading.hides_call(measure)
        made = _figure("calls", "", measure, reading.call(measure), hidden=hidden)
        yield made.model_copy(update={"unit": "days"}) if measure in IN_DAYS else made


def _figure(code: str, part: str, measure: str, value: float | None, *, hidden: bool) -> FigureBody:
    figure = FIGURES[CODES.get(code, code)]
    return FigureBody(
        code=code,
        part=part,
        measure=measure,
        value=value,
        hidden=hidden,
        unit="cases" if code in CODES else figure.unit,
        definition=str(figure.definition),
    )
