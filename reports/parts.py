"""What a dashboard is put together from, and what its codes are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from regions.models import KeyTechnology, Province


@dataclass(frozen=True)
class Tile:
    """One large number with what stands beside it."""

    label: str
    value: str
    note: str
    definition: str


@dataclass(frozen=True)
class Line:
    """One row of a table; `total` sets it apart."""

    label: str
    cells: Sequence[str]
    total: bool = False


@dataclass(frozen=True)
class Section:
    """A figure: its words, a chart or none, and the same numbers as a table."""

    code: str
    title: str
    definition: str
    head: Sequence[str]
    lines: Sequence[Line]
    chart: SafeString | None = None
    empty: str = ""


@dataclass(frozen=True)
class Names:
    """What codes are called in the reader's language."""

    technologies: dict[str, str] = field(default_factory=dict)
    provinces: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Names":
        """Two queries."""
        return cls(
            {row.code: str(row) for row in KeyTechnology.objects.all()},
            {row.code: str(row) for row in Province.objects.all()},
        )

    def route(self, part: str) -> str:
        """From province to province: `NL-NB>NL-GR` in words. No arrow: our fonts have none."""
        origin, _sign, destination = part.partition(">")
        return _("%(origin)s to %(destination)s") % {
            "origin": self.provinces.get(origin, _("unknown")),
            "destination": self.provinces.get(destination, destination),
        }
