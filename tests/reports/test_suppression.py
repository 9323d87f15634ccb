"""Small numbers stay hidden from somebody who adds, subtracts and tries every possibility."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import Taken, counts
from reports.disclosure import decide as decide_areas
from reports.reader import Reader, eliminate
from reports.suppression import Relation, Table, is_small, protect, total_of

T = 3
PARTS = "abcde"
amounts = st.lists(st.integers(0, 9), min_size=2, max_size=5)


def possible(table: Table, hidden: frozenset[str]) -> Iterator[dict[str, int]]:
    """Every way to fill in the hidden cells that fits what is shown: the attacker's whole work.

    A hidden cell holds at least one; nothing in these tables exceeds the largest true value by
    more than a few.
    """
    unknown = sorted(hidden | table.virtual)
    most = max(table.values.values(), default=0) + 3
    ranges = [range(0 if name in table.virtual else 1, most + 1) for name in unknown]
    for guess in itertools.product(*ranges):
        filled = dict(table.values) | dict(zip(unknown, guess, strict=True))
        if all(
            sum(factor * filled[name] for name, factor in relation.terms.items())
            == relation.constant
            for relation in table.relations
        ):
            yield filled


def knows(table: Table, hidden: set[str], name: str) -> bool:
    """Whether a reader who narrows by all relations at once knows the value of a cell."""
    rows = []
    for relation in table.relations:
        unknown = {n: factor for n, factor in relation.terms.items() if n in hidden}
        shown = sum(f * table.values[n] for n, f in relation.terms.items() if n not in hidden)
        rows.append((unknown, relation.constant - shown))
    low = {n: 0 if n in table.virtual else 1 for row, _rest in rows for n in row}
    return name in low and Reader(rows, eliminate(rows), low).knows(name)


def table_of(values: list[int]) -> Table:
    cells = dict(zip(PARTS, values, strict=False))
    return Table({**cells, "total": sum(values)}, [total_of("total", cells)])


@given(amounts)
@settings(max_examples=150, deadline=None)
def test_no_small_cell_can_be_found_in_a_table_with_a_total(values: list[int]) -> None:
    table = table_of(values)
    hidden = protect(table, T)
    small = {name for name, value in table.values.items() if is_small(value, T)}
    assert small <= hidden
    ways = list(itertools.islice(possible(table, hidden), 5000)) if len(hidden) < 5 else []
    for name in small if ways else ():
        assert len({way[name] for way in ways}) > 1, (values, hidden, name)


@given(amounts)
@settings(max_examples=150, deadline=None)
def test_what_is_left_over_is_never_a_small_group(values: list[int]) -> None:
    table = table_of(values)
    hidden = protect(table, T)
    if "total" not in hidden:
        rest = sum(v for n, v in table.values.items() if n in hidden and n != "total")
        assert rest == 0 or rest >= T


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=100, deadline=None)
def test_rows_and_columns_together_reveal_nothing(cells: list[int]) -> None:
    a, b, c, d = cells
    values = {"a": a, "b": b, "c": c, "d": d}
    values |= {"ab": a + b, "cd": c + d, "ac": a + c, "bd": b + d, "all": sum(cells)}
    relations = [
        total_of("ab", "ab"),
        total_of("cd", "cd"),
        total_of("ac", "ac"),
        total_of("bd", "bd"),
        total_of("all", ["ab", "cd"]),
        total_of("all", ["ac", "bd"]),
    ]
    table = Table(values, relations)
    hidden = protect(table, T)
    small = [name for name in values if is_small(values[name], T)]
    assert set(small) <= hidden
    if small and len(hidden) < 6:
        ways = list(possible(table, hidden))
        for name in small:
            assert len({way[name] for way in ways}) > 1, (cells, hidden, name)


@given(amounts)
@settings(max_examples=100, deadline=None)
def test_a_whole_and_its_part_hide_the_small_rest(values: list[int]) -> None:
    """11 of 12 running cases have a bottleneck: the one that has none is not to be found."""
    part, rest = values[0], values[1]
    table = Table(
        {"whole": part + rest, "part": part, "rest": rest},
        [Relation({"whole": 1, "part": -1, "rest": -1})],
        virtual=frozenset({"rest"}),
    )
    hidden = protect(table, T)
    if is_small(rest, T) or is_small(part, T):
        ways = list(possible(table, hidden))
        small = "rest" if is_small(rest, T) else "part"
        assert len({way[small] for way in ways}) > 1


def test_with_protection_off_the_attacker_does_find_it() -> None:
    """The tests above can fail: only the small cell hidden is one subtraction away."""
    table = table_of([1, 7, 9])
    ways = list(possible(table, frozenset({"a"})))
    assert {way["a"] for way in ways} == {1}
    assert knows(table, {"a"}, "a")


def test_three_ones_are_not_given_away_by_their_sum() -> None:
    hidden = protect(table_of([1, 1, 1, 8]), T)
    assert {"a", "b", "c"} < hidden


def test_zero_is_shown_and_large_tables_stay_whole() -> None:
    assert protect(table_of([0, 0, 5, 9]), T) == frozenset()


def test_what_was_shown_before_stays_shown() -> None:
    table = Table(
        {"a": 1, "b": 7, "total": 8},
        [total_of("total", "ab")],
        settled=frozenset({"b"}),
    )
    assert protect(table, T) == {"a", "total"}


# --- Quarters, and a province within the country ----------------------------------------------

STAGES = ("intake", "matching", "visits", "decision")
months = st.lists(
    st.tuples(
        st.lists(st.integers(0, 6), min_size=4, max_size=4),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=4,
)


def quarters_of(rows: list[tuple[list[int], int]]) -> list[Taken]:
    """Quarters whose stock follows from inflow and outflow."""
    taken, before, closed = [], 0, 0
    for n, (stock, outflow) in enumerate(rows):
        now = sum(stock)
        left = max(outflow, before - now)
        closed += left
        values: dict[str, int | float] = {
            **{f"stock:{s}": v for s, v in zip(STAGES, stock, strict=True)},
            **{f"entered:{s}": 0 for s in STAGES},
            **{f"reached:{s}": 0 for s in STAGES},
            "open": now,
            "on_hold": 0,
            "inflow": now - before + left,
            "outflow": left,
            "closed": closed,
            "outcome:stopped": closed,
            "technology:quantum": now,
            "together": now // 2,
            "won": closed // 2,
            "route:NL-NB>NL-GR": closed // 2,
        }
        before = now
        taken.append(Taken(f"q{n}", values))
    return taken


def decide(quarters: list[Taken], nation: list[Taken] | None = None) -> list[Taken]:
    """The quarters with what is hidden: of a province, when the country is given as well."""
    done: dict[str, list[Taken]] = {"NL": [], "NL-NB": []}
    for n, now in enumerate(quarters):
        areas = {"NL": nation[n].values, "NL-NB": now.values} if nation else {"NL": now.values}
        before = {area: rows[-8:] for area, rows in done.items()}
        for area, taken in decide_areas(areas, before, now.label, "NL", T).items():
            done[area].append(taken)
    return done["NL-NB" if nation else "NL"]


def hidden_of(values: dict[str, int | float], before: list[Taken] | None = None) -> frozenset[str]:
    """What is hidden of the country in one quarter."""
    return decide_areas({"NL": values}, {"NL": before or []}, "q9", "NL", T)["NL"].hidden


@given(months)
@settings(max_examples=40, deadline=None)
def test_quarters_laid_side_by_side_reveal_no_small_number(
    rows: list[tuple[list[int], int]],
) -> None:
    taken = decide(quarters_of(rows))
    values: dict[str, int] = {}
    hidden: set[str] = set()
    relations = []
    for old, now in [(None, taken[0]), *itertools.pairwise(taken)]:
        at = f"@{now.label}"
        values |= {f"{name}{at}": int(now.values[name]) for name in counts(now.values)}
        hidden |= {f"{name}{at}" for name in now.hidden if name in counts(now.values)}
        relations.append(total_of(f"open{at}", [f"stock:{s}{at}" for s in STAGES]))
        relations.append(total_of(f"closed{at}", [f"outcome:stopped{at}"]))
        relations.append(total_of(f"open{at}", [f"technology:quantum{at}"]))
        relations.append(total_of(f"won{at}", [f"route:NL-NB>NL-GR{at}"]))
        if old:
            before = f"@{old.label}"
            relations += [
                Relation(
                    {f"open{at}": 1, f"open{before}": -1, f"inflow{at}": -1, f"outflow{at}": 1}
                ),
                Relation({f"closed{at}": 1, f"closed{before}": -1, f"outflow{at}": -1}),
            ]
    table = Table(values, relations)
    for name in values:
        if is_small(values[name], T):
            assert name in hidden
            assert not knows(table, hidden, name), (rows, name)


@given(months, st.lists(st.integers(0, 4), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_the_country_minus_a_province_is_no_small_number(
    rows: list[tuple[list[int], int]], others: list[int]
) -> None:
    province = quarters_of(rows)
    whole = quarters_of(
        [([a + b for a, b in zip(stock, others, strict=True)], out) for stock, out in rows]
    )
    nation = decide(whole)
    for own, country in zip(decide(province, nation), nation, strict=True):
        for name in (f"stock:{stage}" for stage in STAGES):
            rest = int(country.values[name]) - int(own.values[name])
            if is_small(rest, T):
                assert name in own.hidden | country.hidden


@pytest.mark.parametrize(
    ("n", "top", "hidden"), [(2, 10, True), (3, 19, True), (3, 10, False), (9, 4, False)]
)
def test_an_amount_needs_enough_cases_and_no_giant(n: int, top: int, hidden: bool) -> None:
    values = dict(quarters_of([([5, 5, 5, 5], 0)])[0].values)
    values |= {"jobs_new": 20, "jobs_new:n": n, "jobs_new:max": top}
    assert ("jobs_new" in hidden_of(values)) is hidden


def test_an_amount_goes_with_its_number_of_cases() -> None:
    values = dict(quarters_of([([1, 0, 0, 0], 0)])[0].values)
    values |= {"capex": 90, "capex:n": 5, "capex:max": 20}
    assert "capex" in hidden_of(values)


def test_what_was_found_goes_with_the_cases_that_found_a_place() -> None:
    """Three more places than the quarter before may be told, one more may not."""
    base = dict(quarters_of([([5, 5, 5, 5], 0)])[0].values)
    amount = {"won_capex": 90, "won_capex:n": 7, "won_capex:max": 20}
    places = [{"won": n, "route:NL-NB>NL-GR": n} for n in (6, 7, 10)]
    first, one_more, more = (base | amount | place for place in places)
    settled = Taken("q0", first, hidden_of(first))
    assert not {"won", "won_capex"} & settled.hidden
    for later, hidden in ((one_more, True), (more, False)):
        now = hidden_of(later, [settled])
        assert ({"won", "won_capex"} <= now) is hidden


def test_answers_of_regions_need_enough_cases() -> None:
    values = dict(quarters_of([([5, 5, 5, 5], 0)])[0].values)
    for cases, hidden in ((2, True), (3, False)):
        now = hidden_of(values | {"calls:n": cases, "calls:asked": 9})
        assert ("calls" in now) is hidden


def test_a_lead_time_needs_enough_cases() -> None:
    values = dict(quarters_of([([5, 5, 5, 5], 0)])[0].values)
    values |= {"lead:intake:n": 2, "lead:matching:n": 3}
    hidden = hidden_of(values)
    assert "lead:intake" in hidden
    assert "lead:matching" not in hidden
