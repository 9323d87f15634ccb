"""What is known about a site per criterion: the newest fact, else the register's own column."""

import calendar
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from sites.labels import option_label, unit_label
from sites.models import Criterion, Site, SiteFact
from sites.register.plan import OWNED

# A column that stands in for another one that is empty: the register's own, indicative figure.
STAND_IN = {"available_now_ha": "indicative_available_ha"}


@dataclass(frozen=True)
class Answer:
    """One criterion of one site. Without a value it is unknown, which is never a zero."""

    criterion: Criterion
    number: Decimal | None = None
    text: str = ""
    source: str = ""
    as_of: datetime.date | None = None
    year: int | None = None
    stale: bool = False
    fact: SiteFact | None = None

    @property
    def known(self) -> bool:
        """Whether anything was stated, fresh or not."""
        return self.number is not None or self.text != ""

    @property
    def shown(self) -> str:
        """The value in words, with its unit."""
        return show(self.criterion, self.number, self.text)


def show(criterion: Criterion, number: Decimal | None, text: str) -> str:
    """A value of a criterion as people write it."""
    if criterion.kind == Criterion.Kind.BOOLEAN:
        yes = number != 0 if number is not None else text == "yes"
        return pgettext("answer", "yes") if yes else pgettext("answer", "no")
    if number is None:
        return ", ".join(option_label(part) for part in text.split("|"))
    if criterion.unit == "jaartal":
        return str(int(number))
    plain = number.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    shown = number_format(number, decimals, use_l10n=True, force_grouping=True)
    return f"{shown}\u00a0{unit_label(criterion.unit)}" if criterion.unit else str(shown)


def fresh_since(day: datetime.date, months: int) -> datetime.date:
    """The oldest date of a fact that still counts on `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def is_stale(fact: SiteFact, day: datetime.date) -> bool:
    """Whether a fact counts as unknown on `day`: too old for its criterion, or expired."""
    too_old = fact.as_of < fresh_since(day, fact.criterion.fresh_months)
    return too_old or (fact.valid_until is not None and fact.valid_until < day)


def answers_of(site: Site) -> list[Answer]:
    """An answer for every criterion in use, in their order. Two queries."""
    return answers_for([site], list(Criterion.objects.filter(active=True)))[site.pk]


def answers_for(
    sites: Sequence[Site], criteria: Sequence[Criterion]
) -> dict[uuid.UUID, list[Answer]]:
    """Per site an answer for each of the criteria, in their order. One query."""
    day = timezone.localdate()
    facts = {
        (fact.site_id, fact.criterion_id): fact
        for fact in SiteFact.objects.filter(site__in=sites, criterion__in=criteria)
        .newest()
        .select_related("criterion", "organisation")
    }
    return {
        site.pk: [
            _from_fact(criterion, facts[site.pk, criterion.pk], day)
            if (site.pk, criterion.pk) in facts
            else _from_column(criterion, site)
            for criterion in criteria
        ]
        for site in sites
    }


def _from_fact(criterion: Criterion, fact: SiteFact, day: datetime.date) -> Answer:
    return Answer(
        criterion,
        fact.number,
        fact.text,
        fact.source,
        fact.as_of,
        fact.as_of.year,
        is_stale(fact, day),
        fact,
    )


def _from_column(criterion: Criterion, site: Site) -> Answer:
    column = criterion.site_field
    value: Any = getattr(site, column) if column else None
    if value is None and column in STAND_IN:
        column = STAND_IN[column]
        value = getattr(site, column)
    if value is None or value == "":
        return Answer(criterion)
    from_register = column in OWNED and bool(site.rin_number)
    source = site.source if from_register else gettext("Stated by who serves the area")
    year = site.reference_year if from_register else None
    if isinstance(value, str):
        return Answer(criterion, None, value, source, year=year)
    return Answer(criterion, Decimal(value), "", source, year=year)
