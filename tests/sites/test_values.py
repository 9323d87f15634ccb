"""Numbers of the register, as untidy as they are published."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.answers import fresh_since
from sites.register import values
from sites.register.values import BadValue

AREAS = st.decimals(min_value=0, max_value=99999, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("-", None),
        ("onbekend", None),
        (0, "0"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", BadValue),  # larger than any site
        ("12.345.6", BadValue),
        ("12.34,5", BadValue),
        ("1 234,5", "1234.5"),
        ("7\u00a0,5", "7.5"),
        (",5", "0.5"),
        ("1.234", "1.234"),
        ("1,234", "1.234"),
        (0.00005, "0.0001"),
        (True, BadValue),
        (float("nan"), BadValue),
        (float("inf"), BadValue),
        (Decimal("1e999999"), BadValue),
        ("1e3", BadValue),
        ("1_0", BadValue),
        (-1, BadValue),
        ("-0,1", BadValue),
        (100_000, BadValue),
        ("acht", BadValue),
        ([1], BadValue),
        ({"a": 1}, BadValue),
    ],
)
def test_number(written: object, meant: object) -> None:
    if meant is BadValue:
        with pytest.raises(BadValue):
            values.number(written)
    else:
        assert values.number(written) == (None if meant is None else Decimal(str(meant)))


@given(AREAS)
def test_dutch_and_english_notation_say_the_same(area: Decimal) -> None:
    english = f"{area:,.4f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    plain = f"{area:.4f}"
    assert values.number(dutch) == values.number(plain) == values.number(area) == area
    assert values.number(english) == area


@given(st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.none()))
def test_anything_is_read_or_refused(written: object) -> None:
    try:
        found = values.number(written)
    except BadValue as error:
        refused: BadValue | None = error
        found = None
    else:
        refused = None
    assert refused is None or "\x00" not in refused.value
    assert found is None or 0 <= found <= values.LARGEST


@given(st.text(max_size=200))
def test_text_fits_in_the_database(written: str) -> None:
    kept = values.text(written)
    kept.encode()
    assert "\x00" not in kept
    assert kept == kept.strip()


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 120))
def test_freshness_counts_in_months(day: datetime.date, months: int) -> None:
    since = fresh_since(day, months)
    assert (day.year - since.year) * 12 + day.month - since.month == months
    assert since.day <= day.day
    assert since <= day
