"""One row of the list of cases, as its viewer may know it; the page and the export both use it."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases.disclosure import visible_fields
from cases.models import Case, CaseStage, MonthlyUpdate
from cases.monthly import is_overdue, month_name


@dataclass(frozen=True)
class MonthCell:
    """The newest monthly update that the viewer may read, and whether one is still asked.

    `colour` is empty when there is none, or none for this viewer.
    """

    colour: str
    month: datetime.date | None
    due: bool
    overdue: bool

    @classmethod
    def of(cls, case: Case) -> "MonthCell":
        """From a case read with `with_monthly_update(user)`."""
        asks: bool = case.asks_update  # type: ignore[attr-defined]
        late = asks and is_overdue(timezone.localdate())
        return cls(case.update_colour or "", case.update_month, asks and not late, late)  # type: ignore[attr-defined]

    @property
    def words(self) -> str:
        """The colour in words."""
        return str(MonthlyUpdate.Colour(self.colour).label) if self.colour else ""

    @property
    def name(self) -> str:
        """The month as people write it."""
        return month_name(self.month) if self.month else ""


@dataclass(frozen=True)
class CaseRow:
    """What a row shows. What the viewer may not know is empty here, whatever the template does.

    `jobs` in fte over three years, `capex_eur` in euros, `area_ha` in ha, `power_mw` in MW.
    """

    case: Case
    name: str
    knows_company: bool
    anonymous: bool
    sector: str
    technology: str
    activity: str
    municipality: str
    province: str
    late: bool
    silent: bool
    fits_again: bool
    waits_on: str
    update: MonthCell

    @classmethod
    def of(cls, case: Case) -> "CaseRow":
        """From a case read with `for_list(user)`."""
        knows_sector = case.knows_sector  # type: ignore[attr-defined]
        place = case.origin_municipality if "origin_municipality" in visible_fields(case) else None
        return cls(
            case=case,
            name=case.shown_name,
            knows_company=case.knows_identity,  # type: ignore[attr-defined]
            anonymous=not knows_sector,
            sector=case.company.sector if knows_sector else "",
            technology=_technology(case) if knows_sector else "",
            activity=case.get_activity_display() if knows_sector else "",
            municipality=place.name if place else "",
            province=str(place.province) if place else "",
            late=case.is_open and _passed(case.next_due_on),  # type: ignore[attr-defined]
            silent=_is_silent(case),
            fits_again=case.fits_again,  # type: ignore[attr-defined]
            waits_on=_waits_on(case),
            update=MonthCell.of(case),
        )

    @property
    def about(self) -> str:
        """Sector and technology in one line."""
        return " · ".join(word for word in (self.sector, self.technology) if word)

    @property
    def origin(self) -> str:
        """The origin organisation, by the short name between brackets when it has one."""
        name = str(self.case.origin.name)
        short = re.search(r"\(([^()]+)\)$", name)
        return short.group(1) if short else name

    @property
    def position(self) -> int:
        """Filled blocks of the stage bar, of four; a closed case has them all."""
        return min(CaseStage(self.case.stage).position + 1, 4)

    @property
    def jobs(self) -> int | None:
        """New and retained together."""
        return self.case.jobs_fte

    @property
    def capex_eur(self) -> Decimal | None:
        """Investment asked."""
        return self.case.capex_eur

    @property
    def hold_is_due(self) -> bool:
        """Whether the day to look again at a case on hold has come."""
        return self.case.on_hold and _passed(self.case.hold_review_on, or_today=True)


def _technology(case: Case) -> str:
    primary: list[Any] = case.company.primary_technologies  # type: ignore[attr-defined]
    return str(primary[0].technology) if primary else ""


def _passed(day: datetime.date | None, *, or_today: bool = False) -> bool:
    today = timezone.localdate()
    return day is not None and (day < today or (or_today and day == today))


def _is_silent(case: Case) -> bool:
    limit = datetime.timedelta(days=settings.SILENT_AFTER_DAYS)
    return case.is_open and not case.on_hold and case.last_activity_at < timezone.now() - limit


def _waits_on(case: Case) -> str:
    hidden = not case.is_open or "waiting_on" not in visible_fields(case)
    if hidden or case.waiting_on == Case.WaitingOn.US:
        return ""
    return str(case.get_waiting_on_display())
