"""Charts as SVG, drawn by the server: the same shapes on the page and in the PDF.

Presentation attributes only, so that the strict content security policy lets them through.
Every chart has a title and a description, and stands beside a table with the same numbers. A value
that may not be shown arrives here as None and is never drawn: its place is hatched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.canvas import EMPTY, FUNNEL, HEAT, INK, SERIES, SOFT, TRACK, WIDTH, Canvas


@dataclass(frozen=True)
class Bar:
    """One bar: `value` None means hidden; `note` stands behind the number."""

    label: str
    value: int | None
    note: str = ""


@dataclass(frozen=True)
class Column:
    """One column of stacked parts; `parts` follow the order of the legend."""

    label: str
    parts: Sequence[int | None]
    total: int | None = None


@dataclass(frozen=True)
class Spread:
    """How often something took how long: per entry of the legend a number per interval."""

    label: str
    series: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Track:
    """How far along something is: `share` is a percentage, None when hidden."""

    label: str
    share: int | None
    note: str = ""


def funnel(title: str, bars: Sequence[Bar], *, left: float = 110) -> SafeString:
    """Horizontal bars from broad to narrow, one shade per step."""
    return _bars(title, bars, FUNNEL, left, 34)


def bars(title: str, rows: Sequence[Bar], *, left: float = 240) -> SafeString:
    """Horizontal bars in one colour."""
    return _bars(title, rows, (SERIES[0],), left, 22)


def _bars(
    title: str, rows: Sequence[Bar], shades: Sequence[str], left: float, thick: float
) -> SafeString:
    gap = 8
    most = max([row.value or 0 for row in rows], default=0) or 1
    room = WIDTH - left - (130 if any(row.note for row in rows) else 75)
    canvas = Canvas(len(rows) * (thick + gap) or gap, title, describe(rows))
    for n, row in enumerate(rows):
        y = n * (thick + gap)
        middle = y + thick / 2 + 4
        canvas.words(left - 8, middle, shorten(row.label, left - 12), "end")
        if row.value is None:
            canvas.hatch(left, y, room * 0.18, thick)
            canvas.words(left + room * 0.18 + 8, middle, _("not shown"), fill=SOFT)
            continue
        length = room * row.value / most
        canvas.rect(left, y, max(length, 1.5 if row.value else 0), thick, shades[n % len(shades)])
        shown = number_format(row.value, 0, force_grouping=True)
        canvas.words(left + length + 8, middle, shown, weight=600)
        canvas.words(left + length + 16 + 8 * len(shown), middle, row.note, fill=SOFT, size=11)
    return canvas.svg()


def tracks(title: str, rows: Sequence[Track], *, left: float = 200) -> SafeString:
    """A track per target, filled as far as it was reached; more than all of it fills it."""
    thick, gap = 16, 12
    room = WIDTH - left - 190
    text = "; ".join(f"{row.label}: {_percent(row.share)}, {row.note}" for row in rows)
    canvas = Canvas(len(rows) * (thick + gap) or gap, title, text)
    for n, row in enumerate(rows):
        y = n * (thick + gap) + 2
        middle = y + thick / 2 + 4
        canvas.words(left - 10, middle, shorten(row.label, left - 12), "end")
        if row.share is None:
            canvas.hatch(left, y, room, thick)
        else:
            canvas.rect(left, y, room, thick, TRACK)
            filled = room * min(row.share, 100) / 100
            if filled:
                canvas.rect(left, y, filled, thick, SERIES[0])
        canvas.words(left + room + 44, middle, _percent(row.share), "end", weight=600)
        canvas.words(left + room + 54, middle, row.note, fill=SOFT, size=11)
    return canvas.svg()


def _percent(share: int | None) -> str:
    return "x" if share is None else f"{number_format(share, 0)}%"


def stacked(title: str, legend: Sequence[str], columns: Sequence[Column]) -> SafeString:
    """Stacked columns, with a legend and a scale. A part that is hidden is not drawn; when the
    total is shown, the rest up to it is an outline."""
    top, bottom, left = 34, 226, 36
    heights = [_height(column) for column in columns]
    step, most = scale_of(max(heights, default=0))
    canvas = Canvas(bottom + 24, title, _describe_columns(legend, columns))
    _legend(canvas, legend, left)
    for n in range(most // step + 1):
        y = bottom - (bottom - top) * n * step / most
        canvas.line(y, left)
        canvas.words(left - 8, y + 4, number_format(n * step, 0), "end", SOFT, 11)
    pitch = (WIDTH - left) / max(len(columns), 1)
    wide = min(pitch * 0.6, 56)
    for n, column in enumerate(columns):
        x = left + pitch * n + (pitch - wide) / 2
        _draw_column(canvas, column, x, wide, (bottom, (bottom - top) / most))
        canvas.words(x + wide / 2, bottom + 18, column.label, "middle", size=11)
    return canvas.svg()


def _draw_column(
    canvas: Canvas, column: Column, x: float, wide: float, place: tuple[float, float]
) -> None:
    bottom, unit = place
    y = bottom
    for n, part in enumerate(column.parts):
        if not part:
            continue
        y -= part * unit
        canvas.rect(x, y, wide, part * unit - 1, SERIES[n % len(SERIES)])
        if part * unit > 14:
            canvas.words(x + wide / 2, y + part * unit / 2 + 4, str(part), "middle", "#fff", 11)
    if column.total is not None and bottom - column.total * unit < y - 0.5:
        canvas.hatch(x, bottom - column.total * unit, wide, y - (bottom - column.total * unit))
        y = bottom - column.total * unit
    if column.total is not None:
        shown = number_format(column.total, 0, force_grouping=True)
        canvas.words(x + wide / 2, y - 5, shown, "middle", weight=600)


def pairs(title: str, legend: Sequence[str], columns: Sequence[Column]) -> SafeString:
    """Columns beside each other, one per entry of the legend."""
    top, bottom, left = 34, 196, 36
    step, most = scale_of(max([part or 0 for c in columns for part in c.parts], default=0))
    canvas = Canvas(bottom + 24, title, _describe_columns(legend, columns))
    _legend(canvas, legend, left)
    for n in range(most // step + 1):
        y = bottom - (bottom - top) * n * step / most
        canvas.line(y, left)
        canvas.words(left - 8, y + 4, number_format(n * step, 0), "end", SOFT, 11)
    pitch = (WIDTH - left) / max(len(columns), 1)
    wide = min(pitch * 0.36, 26)
    for n, column in enumerate(columns):
        begin = left + pitch * n + (pitch - wide * len(column.parts) - 3) / 2
        for m, part in enumerate(column.parts):
            x = begin + m * (wide + 3)
            if part is None:
                canvas.hatch(x, bottom - 14, wide, 14)
                continue
            high = (bottom - top) * part / most
            canvas.rect(x, bottom - high, wide, high, SERIES[m % len(SERIES)])
            shown = number_format(part, 0, force_grouping=True)
            canvas.words(x + wide / 2, bottom - high - 4, shown, "middle", size=10.5, weight=600)
        canvas.words(left + pitch * (n + 0.5), bottom + 18, column.label, "middle", size=11)
    return canvas.svg()


def histograms(
    title: str, legend: Sequence[str], across: Sequence[str], rows: Sequence[Spread]
) -> SafeString:
    """Beneath each other, per row columns for each interval, one per entry of the legend."""
    left, top, high = 118, 26, 62
    canvas = Canvas(top + len(rows) * high + 24, title, _describe_spreads(legend, across, rows))
    _legend(canvas, legend, left)
    pitch = (WIDTH - left) / max(len(across), 1)
    wide = min(pitch * 0.34, 24)
    for n, row in enumerate(rows):
        bottom = top + (n + 1) * high
        most = max([value for series in row.series for value in series], default=0) or 1
        canvas.line(bottom, left)
        canvas.words(left - 8, bottom - 6, shorten(row.label, left - 12), "end")
        for m, series in enumerate(row.series):
            for place in [place for place, value in enumerate(series) if value]:
                x = left + pitch * (place + 0.5) + (m - len(row.series) / 2) * (wide + 2)
                tall = (high - 26) * series[place] / most
                canvas.rect(x, bottom - tall, wide, tall, SERIES[m % len(SERIES)])
                shown = number_format(series[place], 0, force_grouping=True)
                canvas.words(x + wide / 2, bottom - tall - 4, shown, "middle", size=10.5)
    for place, label in enumerate(across):
        x = left + pitch * (place + 0.5)
        canvas.words(x, top + len(rows) * high + 18, label, "middle", SOFT, 11)
    return canvas.svg()


def _describe_spreads(legend: Sequence[str], across: Sequence[str], rows: Sequence[Spread]) -> str:
    return "; ".join(
        f"{row.label}, {words.lower()}: "
        + ", ".join(
            f"{label} {_value(value)}" for label, value in zip(across, series, strict=True) if value
        )
        for row in rows
        for words, series in zip(legend, row.series, strict=True)
    )


def grid(
    title: str, across: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]
) -> SafeString:
    """A table in shades, the darker the more: each row is a label with a value per column. Zero is
    an empty place."""
    left, top, high = 130, 22, 26
    wide = min((WIDTH - left) / max(len(across), 1), 72)
    most = max([value or 0 for _label, values in rows for value in values], default=0) or 1
    canvas = Canvas(top + len(rows) * high, title, _describe_grid(across, rows))
    for m, label in enumerate(across):
        canvas.words(left + wide * (m + 0.5), 14, label, "middle", SOFT, 11)
    for n, (label, values) in enumerate(rows):
        y = top + n * high
        canvas.words(left - 10, y + 17, shorten(label, left - 12), "end")
        for m, value in enumerate(values):
            _draw_place(canvas, value, most, (left + wide * m + 1.5, y + 1.5, wide - 3, high - 3))
    return canvas.svg()


def _draw_place(
    canvas: Canvas, value: int | None, most: int, place: tuple[float, float, float, float]
) -> None:
    x, y, wide, high = place
    if value is None:
        canvas.hatch(*place)
        canvas.words(x + wide / 2, y + high / 2 + 4, "x", "middle", SOFT)
        return
    shade = -(-value * len(HEAT) // most) - 1
    canvas.rect(*place, HEAT[shade] if value else EMPTY)
    if value:
        shown = number_format(value, 0, force_grouping=True)
        ink = "#fff" if shade > 1 else INK
        canvas.words(x + wide / 2, y + high / 2 + 4, shown, "middle", ink, weight=600)


def _describe_grid(across: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]) -> str:
    return "; ".join(
        f"{label} – {name}: {_value(value)}"
        for label, values in rows
        for name, value in zip(across, values, strict=True)
        if value != 0
    )


def _legend(canvas: Canvas, legend: Sequence[str], left: float) -> None:
    x = left
    for n, label in enumerate(legend):
        canvas.rect(x, 2, 11, 11, SERIES[n % len(SERIES)])
        canvas.words(x + 16, 12, label, size=11.5)
        x += 34 + 6.4 * len(label)


def _height(column: Column) -> int:
    return max(sum(part or 0 for part in column.parts), column.total or 0)


def scale_of(most: int) -> tuple[int, int]:
    """A round step and the end of the scale: at most six lines."""
    step = 1
    for factor in count():
        for base in (1, 2, 5):
            step = base * 10**factor
            if step * 5 >= most:
                return step, max(step, -(-most // step) * step)
    raise AssertionError  # pragma: no cover (count() does not end)


def shorten(text: str, room: float) -> str:
    """Text that fits in `room`, about 6.2 wide per letter."""
    most = int(room / 6.2)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def describe(rows: Sequence[Bar]) -> str:
    """The numbers as one sentence, for who hears the chart."""
    return "; ".join(f"{row.label}: {_value(row.value)}" for row in rows)


def _describe_columns(legend: Sequence[str], columns: Sequence[Column]) -> str:
    return "; ".join(
        f"{column.label}: "
        + ", ".join(
            f"{name} {_value(part)}" for name, part in zip(legend, column.parts, strict=True)
        )
        for column in columns
    )


def _value(value: int | None) -> str:
    return _("not shown") if value is None else number_format(value, 0, force_grouping=True)
