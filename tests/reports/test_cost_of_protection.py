"""What it costs to judge a country with many roads: work that is counted, not timed; and that
work which is spared changes no decision."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import suppression
from reports.fillings import Fillings
from reports.places import hidden_places
from reports.reader import Reader, Row, eliminate
from reports.relations import Taken
from reports.suppression import Judge, Part, Relation, Table, is_small, protection, total_of

T = 3
COUNTRY = "NL"
MANY = 20  # cases per quarter for each road there could be
MOST_LOOKS = 40  # at a cell, per road in each quarter: today 12, and without sparing 108


@contextmanager
def the_long_way() -> Iterator[None]:
    """All hidden cells judged as one, and everything concluded that can be: no work is spared."""

    def whole(judge: Judge, hidden: Iterable[str]) -> list[Part]:
        return [frozenset(name for name in hidden if name in judge.touching)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Judge, "parts", whole)
        patch.setattr(Fillings, "look_for", lambda _self, names: list(names))
        patch.setattr(Fillings, "occurs", lambda _self, _name, _value: False)
        yield


@contextmanager
def counted() -> Iterator[list[int]]:
    """How often a cell is looked at: to add and subtract relations, and to narrow it."""
    looks = [0]
    narrow_by = Reader._narrow_by

    def narrowing(reader: Reader, row: Any, rest: int, trail: Any) -> None:
        looks[0] += len(row)
        narrow_by(reader, row, rest, trail)

    def eliminating(rows: list[Row]) -> dict[str, Row]:
        looks[0] += sum(len(row) for row, _rest in rows)
        return eliminate(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "_narrow_by", narrowing)
        patch.setattr(suppression, "eliminate", eliminating)
        yield looks


def squares(number: int) -> Table:
    """As many tables as asked, that have nothing to do with each other, as one."""
    chance = random.Random(5)
    values: dict[str, int] = {}
    relations = []
    for square in range(number):
        cells = {(a, b): chance.choice([0, 1, 2, 4, 6, 9]) for a in range(4) for b in range(4)}
        values |= {f"{square}:{a}{b}": value for (a, b), value in cells.items()}
        for line in range(4):
            for kind in (0, 1):
                parts = [place for place in cells if place[kind] == line]
                total = f"{square} {kind} {line}"
                values[total] = sum(cells[place] for place in parts)
                relations.append(total_of(total, [f"{square}:{a}{b}" for a, b in parts]))
    return Table(values, relations)


def looks_per_square(number: int) -> float:
    """How often a cell is looked at to protect so many tables, for each of them."""
    with counted() as looks:
        hidden, enough = protection(squares(number), T)
    assert hidden
    assert enough
    return looks[0] / number


def country(
    provinces: int, quarters: int, seed: int = 1
) -> list[dict[str, dict[str, int | float]]]:
    """Quarter by quarter the roads between provinces on the page of every area: large provinces
    have many, small ones a few."""
    chance = random.Random(seed)
    codes = [f"NL-{chr(65 + number)}" for number in range(provinces)]
    weights = [1 / (number + 1) for number in range(provinces)]
    found: list[dict[str, dict[str, int | float]]] = []
    roads: dict[tuple[str, str], int] = {}
    for _quarter in range(quarters):
        for _case in range(MANY * provinces * provinces):
            road = tuple(chance.choices(codes, weights, k=2))
            roads[road[0], road[1]] = roads.get((road[0], road[1]), 0) + 1
        areas: dict[str, dict[str, int | float]] = {}
        for area in (COUNTRY, *codes):
            own = {road: n for road, n in roads.items() if area in (COUNTRY, *road)}
            areas[area] = {f"route:{a}>{b}": n for (a, b), n in own.items()}
            areas[area]["won"] = sum(own.values())
        found.append(areas)
    return found


def judge(quarters: list[dict[str, dict[str, int | float]]]) -> list[frozenset[str]]:
    """What is hidden of every area, the quarters in order."""
    chains: dict[str, list[Taken]] = {area: [] for area in quarters[0]}
    told = []
    for number, areas in enumerate(quarters):
        label = f"{2020 + number // 4}-{number % 4 * 3 + 3:02d}-30"
        now = {area: [*chains[area][-8:], Taken(label, areas[area])] for area in areas}
        hidden = hidden_places(now, COUNTRY, T)
        for area in areas:
            chains[area].append(Taken(label, areas[area], hidden[area]))
        told.append(frozenset(f"{area} {name}" for area in hidden for name in hidden[area]))
    return told


def looks_per_road(provinces: int) -> float:
    """How often a cell is looked at, for each cell on the page of the country."""
    quarters = country(provinces, 5)
    with counted() as looks:
        told = judge(quarters)
    assert any(told)  # something had to be hidden, else there is nothing to judge
    return looks[0] / sum(len(areas[COUNTRY]) for areas in quarters)


def test_the_work_grows_with_what_there_is_to_judge_and_no_faster() -> None:
    assert 0 < looks_per_square(24) < 1.5 * looks_per_square(6)


def test_roads_on_which_many_went_are_judged_without_reading_much() -> None:
    assert 0 < looks_per_road(4) < MOST_LOOKS


def test_without_sparing_the_same_takes_many_times_the_work() -> None:
    """The bounds above can be crossed."""
    with the_long_way():
        assert looks_per_square(24) > 3 * looks_per_square(6)
        assert looks_per_road(4) > MOST_LOOKS


def test_what_is_spared_changes_no_decision_about_places() -> None:
    for seed in range(4):
        quarters = country(4, 6, seed)
        told = judge(quarters)
        with the_long_way():
            assert judge(quarters) == told


def rows_of(table: Table, hidden: set[str]) -> list[Row]:
    return [
        (
            {n: f for n, f in relation.terms.items() if n in hidden},
            -sum(f * table.values[n] for n, f in relation.terms.items() if n not in hidden),
        )
        for relation in table.relations
    ]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Two quarters of rows and columns with what they add up to, and what was added since."""
    values: dict[str, int] = {}
    relations: list[Relation] = []
    numbers = st.lists(st.integers(0, 7), min_size=9, max_size=9)
    first, more = draw(numbers), draw(st.lists(st.integers(0, 3), min_size=9, max_size=9))
    for quarter, cells in (("x", first), ("y", [a + b for a, b in zip(first, more, strict=True)])):
        square = {f"{quarter}{n // 3}{n % 3}": value for n, value in enumerate(cells)}
        values |= square
        for line in range(3):
            for kind, place in (("row", 1), ("column", 2)):
                parts = [name for name in square if name[place] == str(line)]
                values[f"{quarter} {kind} {line}"] = sum(square[name] for name in parts)
                relations.append(total_of(f"{quarter} {kind} {line}", parts))
    steps = {f"step {n // 3}{n % 3}": value for n, value in enumerate(more)}
    for name, value in steps.items():
        values[name] = value
        relations.append(Relation({f"y{name[5:]}": 1, f"x{name[5:]}": -1, name: -1}))
    settled = frozenset(draw(st.sets(st.sampled_from([n for n in values if n[0] == "x"]))))
    small = {n for n in settled if is_small(values[n], T)}
    return Table(values, relations, frozenset(steps), settled, frozenset(small))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_what_is_spared_changes_no_decision(table: Table) -> None:
    told = protection(table, T)
    with the_long_way():
        assert protection(table, T) == told


@given(tables())
@settings(max_examples=60, deadline=None)
def test_every_way_to_fill_in_the_cells_fits_what_is_shown(table: Table) -> None:
    """Of a cell that was seen with two values, nobody concludes the value."""
    small = {n for n, value in table.values.items() if is_small(value, T)}
    hidden = {*small, *table.virtual, *(n for n in table.values if n.startswith("y"))}
    rows = [row for row in rows_of(table, hidden) if row[0]]
    low = {n: 0 if n in table.virtual else 1 for row, _rest in rows for n in row}
    solved = eliminate(rows)
    fillings = Fillings(rows, solved, low, table.values)
    fillings.look_for(low)
    reader = Reader(rows, solved, low)
    reader.suppose(sorted(low), lambda _name, _value: False)
    for name in low if fillings.possible else ():
        least, most = reader.ends(name)
        assert least <= fillings.least[name] <= fillings.most[name] <= most
