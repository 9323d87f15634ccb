"""What charts are drawn on: an SVG with a title and a description, and the colours of the house.

Presentation attributes only, so that the strict content security policy lets them through.
"""

from dataclasses import dataclass, field
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The colours of theme.css; a PDF cannot read those.
SERIES = ("#0b4f8a", "#c24e00", "#2c7d43", "#7b5aa6", "#9a6b00")
FUNNEL = ("#0b4f8a", "#336b9e", "#5988b2", "#80a5c4")
HEAT = ("#d3e1ec", "#a9c3d9", "#336b9e", "#0b4f8a")  # few to many; on the last two words are white
INK, SOFT, LINE = "#1b2733", "#52606d", "#dfe5ec"
TRACK = "#e4ebf2"
EMPTY = "#f3f6f9"
WIDTH = 560


@dataclass
class Canvas:
    """Collects shapes; `title` and `text` are read out."""

    height: float
    title: str
    text: str
    width: float = WIDTH
    shapes: list[SafeString] = field(default_factory=list)

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self.shapes.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}"/>',
                *(plain(n) for n in (x, y, max(width, 0), max(height, 0))),
                fill,
            )
        )

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """The place of a number that is not shown: an outline in dashes."""
        self.shapes.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="none" stroke="{}"'
                ' stroke-width="1" stroke-dasharray="3 3"/>',
                *(plain(n) for n in (x, y, max(width, 0), max(height, 0))),
                SOFT,
            )
        )

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.shapes.append(
            format_html(
                '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="#fff" stroke-width="1.5"/>',
                *(plain(n) for n in (x, y, radius)),
                fill,
            )
        )

    def path(self, outline: str, fill: str, stroke: str = "none", width: float = 1) -> None:
        """Any shape; `outline` as SVG writes it."""
        self.shapes.append(
            format_html(
                '<path d="{}" fill="{}" stroke="{}" stroke-width="{}"/>',
                *(outline, fill, stroke, plain(width)),
            )
        )

    def words(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        fill: str = INK,
        size: float = 12,
        weight: int = 400,
    ) -> None:
        if not text:
            return
        self.shapes.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}" fill="{}" font-size="{}"'
                ' font-weight="{}">{}</text>',
                plain(x),
                plain(y),
                anchor,
                fill,
                plain(size),
                weight,
                text,
            )
        )

    def line(self, y: float, left: float) -> None:
        self.shapes.append(
            format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>',
                *(plain(n) for n in (left, y, WIDTH, y)),
                LINE,
            )
        )

    def svg(self) -> SafeString:
        key = f"chart-{crc32((self.title + self.text).encode()):08x}"
        return format_html(
            '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d"'
            " font-family=\"'Source Sans 3', sans-serif\""
            ' xmlns="http://www.w3.org/2000/svg">'
            '<title id="{}-t">{}</title>'
            '<desc id="{}-d">{}</desc>{}</svg>',
            *(plain(self.width), plain(self.height), key, key, key, self.title, key, self.text),
            format_html_join("", "{}", ((shape,) for shape in self.shapes)),
        )


def plain(number: float) -> str:
    """A coordinate as SVG writes it, whatever the language."""
    return f"{number:.1f}".removesuffix(".0")
