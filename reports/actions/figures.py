"""Makes the figures of past quarters once, and keeps them."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases.models import Case
from reports import definitions
from reports.disclosure import Taken, decide
from reports.figure_sql import NATIONAL
from reports.figures import ROAD, STAGES, Computed, Values, compute_all, first_day
from reports.models import FigureSnapshot, OrganisationFigures
from reports.periods import KEPT, ends_between, last_ended, previous
from reports.relations import REMEMBERED

# Cases × missing quarters up to which figures are made while the reader waits: a second or some.
# Beyond it, as after a new definition, deciding what is hidden takes longer than a request may.
QUICK = 200
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('report-figures'))"


def wanted_dates(today: datetime.date | None = None) -> list[datetime.date]:
    """The quarter ends that figures are kept for: since the first case, at most five years."""
    newest = last_ended(today)
    begin = max(first_day() or newest, previous(newest, KEPT - 1))
    return list(ends_between(begin, newest)) or [newest]


def missing_dates(technology: str = "", today: datetime.date | None = None) -> list[datetime.date]:
    """The wanted dates without figures that fit today's definitions and threshold, in order.

    From the first that is missing on, all are: what is hidden in a quarter depends on those before.
    """
    present = set(
        FigureSnapshot.objects.filter(
            technology=technology,
            area=NATIONAL,
            version=definitions.VERSION,
            threshold=settings.SMALL_NUMBER_THRESHOLD,
        ).values_list("reference_date", flat=True)
    )
    wanted = wanted_dates(today)
    first = next((n for n, day in enumerate(wanted) if day not in present), len(wanted))
    return wanted[first:]


def make_missing(
    technology: str = "",
    today: datetime.date | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> int:
    """Makes what is missing, a quarter per transaction. Returns the number of quarters made."""
    made = 0
    while days := missing_dates(technology, today):
        _make(days[0], technology)
        made += 1
        say(f"{days[0]}")
    return made


def renew(days: Sequence[datetime.date], say: Callable[[int], None] = lambda _done: None) -> None:
    """Makes the figures of these quarters again from the first on that came out otherwise, as
    when a move of then was recorded late. What came out the same stays as it was shown."""
    make_missing()
    for done, day in enumerate(days, 1):
        if _kept(day) != compute_all(day):
            _forget(reference_date__gte=day)
            make_missing()
        say(done)


def _kept(day: datetime.date) -> Computed:
    kept = {"reference_date": day, "technology": ""}
    areas = FigureSnapshot.objects.filter(**kept).values_list("area", "values")
    own = OrganisationFigures.objects.filter(**kept).values_list("organisation_id", "values")
    return Computed(dict(areas), dict(own))


def _forget(**which: Any) -> None:
    """Areas and organisations go together."""
    FigureSnapshot.objects.filter(**which).delete()
    OrganisationFigures.objects.filter(**which).delete()


def can_make_now(technology: str = "") -> bool:
    """Whether there is so little to make that a reader can wait for it."""
    cases = Case.objects.all()[: QUICK + 1].count()
    return cases * len(missing_dates(technology)) <= QUICK


@transaction.atomic
def _make(day: datetime.date, technology: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)  # two at once would do the same work twice
    if day not in missing_dates(technology):
        return
    computed = compute_all(day, technology)
    decided = _decided(computed.areas, day, technology)
    _forget(reference_date__gte=day, technology=technology)
    made = {
        "reference_date": day,
        "technology": technology,
        "version": definitions.VERSION,
        "computed_at": timezone.now(),
    }
    FigureSnapshot.objects.bulk_create(
        FigureSnapshot(
            area=area,
            values=taken.values,
            hidden=sorted(taken.hidden),
            threshold=settings.SMALL_NUMBER_THRESHOLD,
            **made,
        )
        for area, taken in decided.items()
    )
    OrganisationFigures.objects.bulk_create(
        OrganisationFigures(organisation_id=key, values=values, **made)
        for key, values in computed.organisations.items()
    )


def _decided(areas: dict[str, Values], day: datetime.date, technology: str) -> dict[str, Taken]:
    """What is hidden per area. Of one technology everything: a number could be split by it until
    one company is left, so only who sees every case behind it may ask."""
    label = day.isoformat()
    if technology:
        named = frozenset({"calls", *(f"lead:{part}" for part in (*STAGES, ROAD))})
        return {area: Taken(label, row, named.union(row)) for area, row in areas.items()}
    before = _decided_before(day)
    return decide(areas, before, label, NATIONAL, settings.SMALL_NUMBER_THRESHOLD)


def _decided_before(day: datetime.date) -> dict[str, list[Taken]]:
    """Per area the quarters before, oldest first."""
    rows = FigureSnapshot.objects.filter(
        technology="", reference_date__lt=day, reference_date__gte=previous(day, REMEMBERED)
    ).order_by("reference_date")
    before: dict[str, list[Taken]] = {}
    for row in rows:
        taken = Taken(row.reference_date.isoformat(), row.values, frozenset(row.hidden))
        before.setdefault(row.area, []).append(taken)
    return before
