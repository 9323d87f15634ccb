"""What every page draws the same way: icons, badges, the stage bar, numbers and dates.

Filters for numbers take the unit of the database (hectares, euros, megawatts, fte) and answer
in the notation of the chosen language. A missing value is never a zero or a blank: it says that
it is unknown.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

register = template.Library()

Number = int | float | Decimal
SPRITE = "icons.svg"
NBSP = "\u00a0"
TONES = {
    "secondary",
    "blue",
    "green",
    "yellow",
    "orange",
    "red",
    "purple",
    "danger",
    "dark",
}


@cache
def icon_names() -> frozenset[str]:
    """The names in our sprite; empty when the static files are served from elsewhere."""
    path = finders.find(SPRITE)
    if not isinstance(path, str):
        return frozenset()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of our sprite. Decorative, unless `label` says what it means.

    Raises ValueError for a name that the sprite does not have, rather than drawing nothing.
    """
    known = icon_names()
    if known and name not in known:
        raise ValueError(f"There is no icon {name!r}; add it to config/local/vendor_icons.py.")
    meaning = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        meaning,
        static(SPRITE),
        name,
    )


@register.simple_tag
def badge(text: Any, tone: str = "secondary", symbol: str = "") -> SafeString:
    """A small label: secondary, blue, green, yellow, orange, red, purple (light), danger or dark
    (solid, for what cannot wait). The words carry the meaning, the colour only repeats it."""
    if tone not in TONES:
        raise ValueError(f"There is no badge tone {tone!r}: {', '.join(sorted(TONES))}.")
    picture = icon(symbol, css="icon-badge") if symbol else ""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, picture, text)


@register.simple_tag
def stagebar(position: int, total: int = 4, text: Any = "") -> SafeString:
    """The small bar of a list row: the first `position` of `total` blocks are filled.

    The words beside it say the same; without words it is only decoration.
    """
    blocks = format_html_join(
        "",
        "<i{}></i>",
        ((SafeString(' class="on"') if n < position else "",) for n in range(total)),
    )
    bar = format_html('<span class="stagebar" aria-hidden="true">{}</span>', blocks)
    return format_html('<span class="text-nowrap">{} {}</span>', bar, text) if text else bar


@register.simple_tag
def scorebar(score: Number | None, maximum: Number = 100) -> SafeString:
    """A score with a bar, as on a ranked list; `score` and `maximum` in the same unit."""
    if score is None:
        return SafeString(unknown(None))
    shown = _amount(score, 0, "%(number)s")
    label = gettext("Score %(score)s of %(maximum)s") % {
        "score": shown,
        "maximum": number_format(maximum, 0),
    }
    return format_html(
        '<span class="text-nowrap"><progress class="score" value="{}" max="{}" aria-label="{}">'
        '</progress> <span class="num">{}</span></span>',
        str(score),
        str(maximum),
        label,
        shown,
    )


@register.filter
def unknown(value: Any, question: str = "") -> Any:
    """The value itself, or "unknown"; with the argument "ask" it adds that a question helps."""
    if value not in (None, "", [], ()):
        return value
    words = gettext("unknown — ask") if question == "ask" else gettext("unknown")
    return format_html('<span class="unknown">{}</span>', words)


def _amount(value: Number | str | None, decimals: int, pattern: str) -> Any:
    if value is None or value == "":
        return unknown(None)
    # Django cuts the digits off; people expect them to be rounded.
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    shown = number_format(rounded, decimals, use_l10n=True, force_grouping=True)
    return (pattern % {"number": shown}).replace(" ", NBSP)


@register.filter
def ha(value: Number | None) -> Any:
    """Hectares with one decimal: 24,0 ha."""
    return _amount(value, 1, "%(number)s ha")


@register.filter
def eur_mln(value: Number | None) -> Any:
    """Euros as millions with one decimal: € 185,0 mln. Input in euros."""
    if value is None or value == "":
        return unknown(None)
    return _amount(Decimal(str(value)) / 1_000_000, 1, gettext("€ %(number)s mln"))


@register.filter
def eur(value: Number | None) -> Any:
    """Whole euros: € 1.250."""
    return _amount(value, 0, "€ %(number)s")


@register.filter
def fte(value: Number | None) -> Any:
    """Jobs in full-time equivalents, without decimals: 420 fte."""
    return _amount(value, 0, "%(number)s fte")


@register.filter
def mw(value: Number | None) -> Any:
    """Megawatts, with a decimal only when there is one: 40 MW, 2,5 MW."""
    whole = value is None or value == "" or Decimal(str(value)) % 1 == 0
    return _amount(value, 0 if whole else 1, "%(number)s MW")


@register.filter
def number(value: Number | None, decimals: int = 0) -> Any:
    """A bare number with the separators of the language: 1.240 or, with 1, 1.240,5."""
    return _amount(value, decimals, "%(number)s")


@register.filter
def percent(value: Number | None, decimals: int = 0) -> Any:
    """A percentage from a value between 0 and 100: 62%."""
    return _amount(value, decimals, "%(number)s%%")


def _local(value: dt.date | dt.datetime) -> tuple[dt.date, dt.datetime | None]:
    if isinstance(value, dt.datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return moment.date(), moment
    return value, None


def _day_words(day: dt.date) -> str:
    today = timezone.localdate()
    near = {
        0: gettext("today"),
        -1: gettext("yesterday"),
        1: gettext("tomorrow"),
    }.get((day - today).days)
    if near:
        return near
    words = date_format(day, "j M" if day.year == today.year else "j M Y")
    # Dutch writes months small; Django's short months are always capitalised.
    return words.lower() if get_language() == "nl" else words


def _time_tag(words: str, day: dt.date, moment: dt.datetime | None) -> SafeString:
    exact = date_format(day, "l j F Y")
    if moment:
        exact = f"{exact}, {date_format(moment, 'H:i')}"
    return format_html(
        '<time class="text-nowrap" datetime="{}" title="{}">{}</time>',
        (moment or day).isoformat(),
        exact,
        words,
    )


@register.filter
def day(value: dt.date | dt.datetime | None) -> SafeString | str:
    """A date as people write it (today, 22 nov, 22 nov 2025), the exact date in the tooltip."""
    if not value:
        return ""
    date, moment = _local(value)
    return _time_tag(_day_words(date), date, moment)


@register.filter
def moment(value: dt.datetime | None) -> SafeString | str:
    """Day and time as people write them: today 10:42, 20 nov 09:12."""
    if not value:
        return ""
    date, exact = _local(value)
    words = f"{_day_words(date)} {date_format(exact, 'H:i')}" if exact else _day_words(date)
    return _time_tag(words, date, exact)


@register.filter
def ago(value: dt.date | dt.datetime | None) -> SafeString | str:
    """How long since, short enough for a column: today, yesterday, 3 days, 2 weeks."""
    if not value:
        return ""
    date, exact = _local(value)
    days = (timezone.localdate() - date).days
    if days < 2:
        words = _day_words(date)
    elif days < 14:
        words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    elif days < 70:
        weeks = days // 7
        words = ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks}
    else:
        months = days // 30
        words = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return _time_tag(words, date, exact)


@register.filter
def initials(name: Any) -> str:
    """Two letters for an avatar, from a person's or an organisation's name."""
    words = str(name).split()
    main = [word for word in words if word[:1].isupper()] or words
    return "".join(word[0] for word in (main[:1] + main[1:][-1:])).upper()


@register.filter
def yesno_words(value: bool | None) -> Any:
    """Yes, no, or unknown for a fact that nobody established."""
    if value is None:
        return unknown(None)
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


@register.filter
def is_single_checkbox(field: BoundField) -> bool:
    """Whether the label belongs behind the box instead of above it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def page_window(page: Any, around: int = 2) -> Sequence[int | str]:
    """The page numbers to show around a Django page, with "…" where numbers are left out."""
    last = page.paginator.num_pages
    shown = sorted(
        {
            1,
            last,
            *range(max(1, page.number - around), min(last, page.number + around) + 1),
        }
    )
    window: list[int | str] = []
    for earlier, number_ in zip([0, *shown], shown, strict=False):
        if number_ - earlier > 1:
            window.append("…")
        window.append(number_)
    return window
