"""Terms in working days, as the Dutch government counts them.

Not counted are Saturday, Sunday and the days of article 3 of the General Extension of Time Limits
Act (Algemene termijnenwet): New Year's Day, Easter Monday, King's Day, 5 May, Ascension Day, Whit
Monday and both Christmas Days, and Good Friday, which its second paragraph puts on a par with them.
So 5 May is free every year, not only in the jubilee years of many agreements. Days that a single
organisation or a royal decree adds, such as the Friday after Ascension Day, do count.
"""

import datetime
from functools import cache

import holidays

_ONE = datetime.timedelta(days=1)
_SATURDAY = 5


@cache
def holidays_in(year: int) -> frozenset[datetime.date]:
    """The days of a year on which no term runs, weekends apart."""
    # "Optional" is where the package keeps 5 May outside the jubilee years.
    days = holidays.country_holidays("NL", years=year, categories=("public", "optional"))
    return frozenset(days)


def is_working_day(day: datetime.date) -> bool:
    """Whether a term runs on this day."""
    return day.weekday() < _SATURDAY and day not in holidays_in(day.year)


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The working day that lies `count` working days after `day`; before it when negative.

    `day` itself is not counted. With 0 it is the day itself, working day or not.
    """
    step = _ONE if count > 0 else -_ONE
    for _number in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before it.

    So 0 is the same day, and what is due tomorrow has 1 working day left.
    """
    if end < start:
        return -working_days_between(end, start)
    days = (start + _ONE * number for number in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day))
