"""Terms in working days, against a calendar on paper."""

import datetime

import pytest

from cases.working_days import add_working_days, is_working_day, working_days_between

Day = datetime.date


@pytest.mark.parametrize(
    "day",
    [
        Day(2026, 1, 1),
        Day(2026, 4, 3),  # Good Friday
        Day(2026, 4, 6),  # Easter Monday
        Day(2026, 4, 27),
        Day(2026, 5, 5),  # also outside the jubilee years
        Day(2025, 5, 5),
        Day(2026, 5, 14),  # Ascension Day
        Day(2026, 5, 25),  # Whit Monday
        Day(2026, 12, 25),
        Day(2028, 12, 26),
        Day(2026, 11, 21),  # a Saturday
        Day(2026, 11, 22),
    ],
)
def test_day_on_which_no_term_runs(day: datetime.date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        Day(2026, 5, 15),  # the Friday after Ascension Day
        Day(2026, 12, 24),
        Day(2025, 4, 28),  # King's Day was kept on Saturday the 26th
        Day(2026, 12, 31),
    ],
)
def test_day_on_which_a_term_runs(day: datetime.date) -> None:
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (Day(2026, 11, 23), 1, Day(2026, 11, 24)),
        (Day(2026, 11, 23), 10, Day(2026, 12, 7)),
        (Day(2026, 11, 20), 1, Day(2026, 11, 23)),  # over a weekend
        (Day(2026, 11, 21), 1, Day(2026, 11, 23)),  # from a Saturday
        (Day(2026, 12, 24), 1, Day(2026, 12, 28)),  # Christmas on Friday and Saturday
        (Day(2026, 12, 30), 2, Day(2027, 1, 4)),  # into another year
        (Day(2026, 4, 2), 1, Day(2026, 4, 7)),  # Easter
        (Day(2026, 5, 4), 1, Day(2026, 5, 6)),
        (Day(2026, 12, 7), -2, Day(2026, 12, 3)),
        (Day(2026, 12, 28), -1, Day(2026, 12, 24)),
        (Day(2026, 11, 22), 0, Day(2026, 11, 22)),
    ],
)
def test_working_days_are_added_and_counted_back(
    start: datetime.date, count: int, end: datetime.date
) -> None:
    assert add_working_days(start, count) == end
    if is_working_day(start) and count >= 0:
        assert working_days_between(start, end) == count


def test_days_left_are_counted_from_tomorrow() -> None:
    monday = Day(2026, 11, 23)
    assert working_days_between(monday, monday) == 0
    assert working_days_between(monday, Day(2026, 11, 24)) == 1
    assert working_days_between(monday, Day(2026, 11, 29)) == 4
    assert working_days_between(Day(2026, 11, 27), monday) == -4
