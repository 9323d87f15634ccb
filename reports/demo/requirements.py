"""The requirement set of a case, from the template of its kind of company."""

from decimal import Decimal
from typing import Any

from reports.demo import content
from reports.demo.content import CaseText
from sites.models import Criterion

AMOUNTS = ("minimum", "target", "maximum")


def rows_for(text: CaseText, year: int, smaller: bool = False) -> list[dict[str, Any]]:
    """Values for `save_requirement`, one per criterion. `smaller` is an earlier, smaller wish."""
    area = text.area * (0.7 if smaller else 1.0)
    criteria = Criterion.objects.in_bulk()
    rows = []
    for row in content.read("requirements")[text.kind]:
        values: dict[str, Any] = {"level": "must", "text": "", "weight": 10, "note": "", **row}
        values["criterion"] = criteria[row["criterion"]]
        for name in AMOUNTS:
            values[name] = _amount(row.get(name), area, text.power, year)
        rows.append(values)
    return rows


def _amount(value: Any, area: float, power: float, year: int) -> Decimal | None:
    """A number, or a multiple of what the company asks: "1.3 area", "+2 year"."""
    if value is None:
        return None
    if not isinstance(value, str):
        return Decimal(str(value))
    factor, of = value.split()
    if of == "year":
        return Decimal(year + int(factor))
    whole = {"area": area, "power": power}[of]
    return Decimal(str(round(float(factor) * whole, 2)))
