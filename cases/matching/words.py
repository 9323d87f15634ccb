"""The match in words: what is asked, what is known, from whom and when, and what follows."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cases.matching.engine import (
    AT_LEAST,
    AT_MOST,
    BOOLEAN,
    WHOLE,
    Ask,
    Line,
    Reading,
    Verdict,
)
from cases.matching.register import REGISTER, YES
from cases.models import Requirement
from sites.answers import show
from sites.labels import option_label
from sites.models import Criterion

# Of these a site has an amount to give; of the others it simply is something.
AMOUNTS = {
    Criterion.Group.SPACE,
    Criterion.Group.POWER,
    Criterion.Group.WATER,
    Criterion.Group.GASES,
}


def percent(parts: int | None) -> int | None:
    """Parts per million as a whole percentage."""
    return None if parts is None else round(parts * 100 / WHOLE)


def amount(criterion: Criterion, number: float) -> str:
    """A number with the criterion's unit, in the reader's notation: 4 MW, 12,5 ha, 2028."""
    return show(criterion, Decimal(str(round(number, 4))), "")


def wording(criterion: Criterion, text: str) -> str:
    """Words of a fact or a requirement: yes and no in the reader's language, options apart."""
    if criterion.kind == BOOLEAN:
        return pgettext("answer", "yes") if text.lower() in YES else pgettext("answer", "no")
    return _(" or ").join(option_label(part.strip()) for part in text.split("|"))


def value_words(criterion: Criterion, reading: Reading | None) -> str:
    """What is known, without its source; empty when nothing is."""
    if reading is None:
        return ""
    if criterion.kind == BOOLEAN and reading.value is not None:
        return pgettext("answer", "yes") if reading.value else pgettext("answer", "no")
    if reading.number is not None:
        return amount(criterion, reading.number)
    return wording(criterion, reading.text)


def source_words(reading: Reading) -> str:
    """Where a value comes from: source and date, or the register and its year."""
    if reading.source == REGISTER and reading.as_of is None:
        if reading.year is None:
            return _("source register")
        return _("source register %(year)s") % {"year": reading.year}
    values = {"source": reading.source, "date": _day(reading.as_of)}
    return _("source %(source)s, %(date)s") % values


def _day(day: datetime.date | None) -> str:
    """1 okt 2026, or nothing; Dutch writes months small, Django's short months are capitalised."""
    if day is None:
        return ""
    words = date_format(day, "j M Y")
    return words.lower() if get_language() == "nl" else words


def need_words(requirement: Requirement) -> str:
    """What is asked: at least 10 MW, preferably 20 MW."""
    criterion = requirement.criterion
    if requirement.text:
        words = wording(criterion, requirement.text)
        if criterion.kind == Criterion.Kind.ORDINAL_MIN:
            return _("%(step)s or higher") % {"step": words}
        return words
    bound = requirement.maximum if criterion.kind == AT_MOST else requirement.minimum
    target = requirement.target
    parts = []
    if bound is not None:
        pattern = _("at most %(amount)s") if criterion.kind == AT_MOST else _("at least %(amount)s")
        parts.append(pattern % {"amount": amount(criterion, float(bound))})
    if target is not None and target != bound:
        pattern = _("preferably %(amount)s") if parts else _("ideally %(amount)s")
        parts.append(pattern % {"amount": amount(criterion, float(target))})
    return ", ".join(parts)


def limit_words(requirement: Requirement, ask: Ask) -> str:
    """The limit of a must, as it stands in the reason of a knock-out."""
    criterion = requirement.criterion
    if requirement.text or ask.limit is None:
        return need_words(requirement)
    shown = amount(criterion, ask.limit)
    return _("at most %(amount)s") % {"amount": shown} if ask.kind == AT_MOST else shown


def failure(requirement: Requirement, line: Line) -> str:
    """Why a must knocks out: the need, the value, its source and date."""
    reading = line.reading
    if reading is None:
        return ""
    criterion = requirement.criterion
    values = {
        "name": str(criterion),
        "need": limit_words(requirement, line.ask),
        "value": value_words(criterion, reading),
        "source": source_words(reading),
    }
    if line.ask.kind == AT_LEAST and criterion.group in AMOUNTS:
        return _("%(name)s: needs %(need)s; %(value)s available, %(source)s") % values
    return _("%(name)s: needs %(need)s; here %(value)s, %(source)s") % values


def question(requirement: Requirement, line: Line) -> str:
    """What to ask the region about something unknown, with the stale value when there is one."""
    reading = line.reading
    name = str(requirement.criterion)
    if reading is None:
        return _("%(name)s: not known") % {"name": name}
    values = {
        "name": name,
        "value": value_words(requirement.criterion, reading),
        "source": source_words(reading),
    }
    if reading.stale:
        return _("%(name)s: last known %(value)s, %(source)s (out of date)") % values
    return _("%(name)s: “%(value)s” cannot be compared, %(source)s") % values


def highlights(requirements: Sequence[Requirement], lines: Sequence[Line], most: int = 3) -> str:
    """The weightiest known values of a site, on one line: musts first, then by weight."""
    known = [
        (requirement, line)
        for requirement, line in zip(requirements, lines, strict=True)
        if line.verdict != Verdict.UNKNOWN
    ]
    known.sort(key=lambda pair: (not pair[1].ask.must, -pair[1].ask.weight))
    return " · ".join(
        f"{requirement.criterion} {value_words(requirement.criterion, line.reading)}"
        for requirement, line in known[:most]
    )


def default_reason(score: int | None, coverage: int) -> str:
    """Why a site was taken from the ranking: its score and coverage. Both in parts per million."""
    if score is None:
        return _("no score yet, coverage %(coverage)s%%") % {"coverage": percent(coverage)}
    values = {"score": percent(score), "coverage": percent(coverage)}
    return _("score %(score)s, coverage %(coverage)s%%") % values
