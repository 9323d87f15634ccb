"""Amounts in the unit that people use, kept in the unit of the criterion.

Companies speak of square metres and MVA, the register of hectares and the grid operator of MW.
Apparent power becomes real power by the power factor: MW = MVA × cos φ.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

COS_PHI = Decimal("0.95")
STEP = Decimal("0.0001")  # what the database keeps


@dataclass(frozen=True)
class Unit:
    """A unit within its family: `factor` to the family's base; apparent power needs cos φ."""

    family: str
    factor: Decimal
    apparent: bool = False


UNITS = {
    "m²": Unit("area", Decimal(1)),
    "ha": Unit("area", Decimal(10_000)),
    "kW": Unit("power", Decimal(1)),
    "MW": Unit("power", Decimal(1000)),
    "kVA": Unit("power", Decimal(1), apparent=True),
    "MVA": Unit("power", Decimal(1000), apparent=True),
}


def alternatives(unit: str) -> list[str]:
    """Units in which an amount in `unit` may be entered, its own first."""
    if unit not in UNITS:
        return [unit] if unit else []
    family = UNITS[unit].family
    return [unit, *(u for u, row in UNITS.items() if row.family == family and u != unit)]


def needs_cos_phi(unit: str, entered: str) -> bool:
    """Whether one of the two is apparent power and the other is not."""
    if unit not in UNITS or entered not in UNITS:
        return False
    return UNITS[unit].apparent != UNITS[entered].apparent


def convert(amount: Decimal, entered: str, unit: str, cos_phi: Decimal = COS_PHI) -> Decimal:
    """`amount` in `entered` as an amount in `unit`, rounded to four decimals.

    Raises ValueError for units of different families.
    """
    if entered == unit:
        return amount
    source, target = UNITS.get(entered), UNITS.get(unit)
    if source is None or target is None or source.family != target.family:
        raise ValueError(f"{entered} cannot be turned into {unit}")
    result = amount * source.factor / target.factor
    if source.apparent and not target.apparent:
        result *= cos_phi
    elif target.apparent and not source.apparent:
        result /= cos_phi
    return result.quantize(STEP, ROUND_HALF_UP)


def formula(amount: Decimal, entered: str, unit: str, cos_phi: Decimal) -> str:
    """How the amount was converted: 8 MVA × cos φ 0,95 = 7,6 MW."""
    step = ""
    if needs_cos_phi(unit, entered):
        sign = "×" if UNITS[entered].apparent else "÷"
        step = f" {sign} cos φ {plain_number(cos_phi)}"
    result = convert(amount, entered, unit, cos_phi)
    return f"{plain_number(amount)} {entered}{step} = {plain_number(result)} {unit}"


def plain_number(value: Decimal) -> str:
    """A number in the notation of the language, without superfluous zeros."""
    return number_format(trimmed(value), use_l10n=True, force_grouping=True)


def trimmed(value: Decimal) -> Decimal:
    """The same number without zeros at its end."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral() else short


def choices_in(text: str) -> list[str]:
    """The options that a requirement's text holds."""
    return [part.strip() for part in text.split("|") if part.strip()]
