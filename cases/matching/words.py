"""The match in words: what is asked, what is known, from whom and when, and what follows."""

import copy
import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cases.matching.blocks import AMOUNTS
from cases.matching.engine import (
    AT_LEAST,
    AT_MOST,
    BOOLEAN,
    DISTANCE,
    ORDINAL,
    RANGE,
    WHOLE,
    Ask,
    Verdict,
)
from cases.matching.reading import MAP, REGISTER, Line, Reading
from cases.matching.register import YES, ask_of, codes_of
from cases.matching.trial import OFF, Trial, move_limit
from cases.models import Requirement
from sites.answers import show
from sites.labels import option_label
from sites.models import Criterion


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
    if reading.source == MAP and reading.as_of is None:
        return _("measured on the map, as the crow flies")
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
        if criterion.kind == ORDINAL:
            return _("%(step)s or higher") % {"step": words}
        return words
    parts = []
    bound = _bound_words(requirement)
    if bound:
        parts.append(bound)
    target = requirement.target
    if target is not None and target not in _ends(requirement):
        pattern = _("preferably %(amount)s") if parts else _("ideally %(amount)s")
        parts.append(pattern % {"amount": amount(criterion, float(target))})
    if criterion.kind == DISTANCE and requirement.near_label:
        place = {"distance": ", ".join(parts), "place": requirement.near_label}
        return _("%(distance)s from %(place)s") % place
    return ", ".join(parts)


def _ends(requirement: Requirement) -> list[Decimal]:
    """The numbers that bound it: of a range both."""
    kind = requirement.criterion.kind
    low = None if kind in (AT_MOST, DISTANCE) else requirement.minimum
    high = requirement.maximum if kind in (AT_MOST, DISTANCE, RANGE) else None
    return [end for end in (low, high) if end is not None]


def _bound_words(requirement: Requirement) -> str:
    """At least, at most or between; empty without a bound."""
    criterion = requirement.criterion
    ends = [amount(criterion, float(end)) for end in _ends(requirement)]
    if len(ends) == 2:
        return _("between %(low)s and %(high)s") % {"low": ends[0], "high": ends[1]}
    if not ends:
        return ""
    above = criterion.kind in (AT_MOST, DISTANCE) or (
        criterion.kind == RANGE and requirement.minimum is None
    )
    pattern = _("at most %(amount)s") if above else _("at least %(amount)s")
    return pattern % {"amount": ends[0]}


def limit_words(requirement: Requirement, ask: Ask) -> str:
    """The limit of a must, as it stands in the reason of a knock-out."""
    criterion = requirement.criterion
    if requirement.text or ask.limit is None or ask.kind == DISTANCE:
        return need_words(requirement)
    shown = amount(criterion, ask.limit)
    return _("at most %(amount)s") % {"amount": shown} if ask.kind == AT_MOST else shown


def moved_words(requirement: Requirement, limit: float) -> str:
    """The limit of a must when it is moved, as a trial counts it: 8 MW, 3.2 or higher."""
    moved = copy.copy(requirement)
    move_limit(moved, limit)
    return limit_words(moved, ask_of(moved))


def trial_words(trial: Trial, requirements: Sequence[Requirement]) -> list[str]:
    """What is tried, a sentence per difference with what is asked."""
    said = []
    for code, row in zip(codes_of(requirements), requirements, strict=True):
        name = str(row.criterion)
        level = trial.levels.get(code)
        if level == OFF:
            said.append(_("%(name)s: does not count") % {"name": name})
            continue
        if level is not None:
            is_must = level == Requirement.Weightiness.MUST
            pattern = _("%(name)s: must, not wish") if is_must else _("%(name)s: wish, not must")
            said.append(pattern % {"name": name})
        if code in trial.limits:
            values = {
                "name": name,
                "new": moved_words(row, trial.limits[code]),
                "old": limit_words(row, ask_of(row)),
            }
            said.append(_("%(name)s: %(new)s instead of %(old)s") % values)
        if code in trial.weights:
            values = {"name": name, "new": str(trial.weights[code]), "old": str(row.weight)}
            said.append(_("%(name)s: weight %(new)s instead of %(old)s") % values)
    return said


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
