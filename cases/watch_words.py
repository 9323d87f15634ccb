"""Hits of the site watch in words, in the language of who reads them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.matching import words
from cases.matching.reading import REGISTER, Reading
from cases.matching.register import read_value
from cases.models import WatchHit
from cases.watching import Change
from sites.models import Criterion


@dataclass(frozen=True)
class HitRow:
    """A site that fits again, and the sentence that says why."""

    hit: WatchHit
    sentence: str


def rows_of(hits: Iterable[WatchHit]) -> list[HitRow]:
    """Hits with their sentences; one query for the criteria."""
    found = [(hit, Change.unpacked(hit.detail)) for hit in hits]
    criteria = Criterion.objects.in_bulk({change.criterion for _hit, change in found})
    return [
        HitRow(hit, sentence(hit.cause, change, criteria.get(change.criterion)))
        for hit, change in found
    ]


def sentence(cause: str, change: Change, criterion: Criterion | None) -> str:
    """Why the site fits now, in one sentence."""
    if criterion is None:
        return _new_site(change)
    values = {
        "name": str(criterion),
        "before": _value(criterion, change.before),
        "after": _value(criterion, change.after),
        "source": _source(change),
        "plot": change.plot,
    }
    if cause == WatchHit.Cause.PLOT:
        told = _("%(name)s: plot %(plot)s offers %(after)s; the site itself states %(before)s.")
    elif not change.after:
        told = _("%(name)s: no longer known; it was %(before)s.")
    elif change.source:
        told = _("%(name)s: now %(after)s, it was %(before)s (%(source)s).")
    else:
        told = _("%(name)s: now %(after)s, it was %(before)s.")
    more = change.more
    also = ngettext(
        "One other must changed as well.", "%(count)s other musts changed as well.", more
    )
    return told % values + (" " + also % {"count": more} if more else "")


def _new_site(change: Change) -> str:
    if change.after:
        return _("New in the register, with figures of %(year)s.") % {"year": change.after}
    return _("New in the register, or in use again.")


def _value(criterion: Criterion, plain: str) -> str:
    """A value as it was recorded, as people write it."""
    if not plain:
        return _("unknown")
    number: Any = None
    try:
        number = float(plain)
    except ValueError:
        return words.wording(criterion, plain)
    if criterion.kind in (Criterion.Kind.ORDINAL_MIN, Criterion.Kind.ONE_OF):
        return words.wording(criterion, plain)  # such as environmental category 4.2
    value = read_value(criterion, number, "")
    return words.value_words(criterion, Reading(value, number, "", "", None))


def _source(change: Change) -> str:
    if not change.source:
        return ""
    as_of = datetime.date.fromisoformat(change.as_of) if change.as_of else None
    if change.source == REGISTER:
        return _("source register")
    return words.source_words(Reading(None, None, "", change.source, as_of))
