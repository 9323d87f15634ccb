"""Rows of plain values as the columns that the engine takes."""

from collections.abc import Sequence

import numpy as np

from cases.matching.engine import Ask, Column, Integers, Ranking, rank, scaled
from cases.matching.reading import Value

Row = Sequence[Value | None]


def column(values: Row) -> Column:
    """One column; None is unknown."""
    answers: dict[frozenset[str], int] = {}

    def coded(value: Value | None) -> int:
        if isinstance(value, frozenset):
            return answers.setdefault(value, len(answers))
        if value is None:
            return 0
        return int(value) if isinstance(value, bool) else scaled(value)

    known = np.array([value is not None for value in values], np.bool_)
    return Column(known, np.array([coded(v) for v in values], np.int64), tuple(answers))


def columns(asks: Sequence[Ask], rows: Sequence[Row]) -> list[Column]:
    """A column per ask from a row per site."""
    return [column([row[n] for row in rows]) for n in range(len(asks))]


def names(count: int) -> Integers:
    """Sites named in the order in which they stand."""
    return np.arange(count, dtype=np.int64)


def ranked(asks: Sequence[Ask], rows: Sequence[Row]) -> Ranking:
    """The ranking of rows of values."""
    return rank(asks, columns(asks, rows), names(len(rows)))
