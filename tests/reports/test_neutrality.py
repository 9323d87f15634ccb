"""How regions were treated: every figure, once more by hand, and what stays hidden of it."""

import datetime
import random
import statistics

import pytest

from accounts.models import Organisation
from cases.working_days import is_working_day
from regions.models import ServiceArea
from reports.neutrality import Facts, cell, facts_of, hidden_of, median_of
from reports.suppression import Judge, Relation, Table
from tests import factories
from tests.reports.neutral_story import REGIONS, Story, at_random, by_hand, end, on

pytestmark = pytest.mark.django_db
OUT = ("out:power_mw",)


def numbers(quarter: int, code: str) -> dict[str, list[int]]:
    row = facts_of(end(quarter)).numbers[Organisation.objects.get(code=code).pk]
    return {name: list(values) for name, values in row.items() if any(values)}


def test_a_region_that_is_asked_answers_and_is_chosen(story: Story) -> None:
    """Every figure of one case, on the quarter in which it happened."""
    case = story.case(on(1, 5))
    call = story.call(case, on(2, 2))
    story.invite(call, "oost", status="answered", answered_at=on(2, 9), late=False)
    values = {"decline_reason": "grid", "answered_at": on(4, 1), "late": True}
    story.invite(call, "nom", status="declined", **values)
    story.invite(call, "liof", status="waiting")
    site, other = story.sites["oost"], story.sites["nom"]
    story.run(case, {site: [], other: [0, 1], story.sites["liof"]: [1]}, on(3, 1))
    story.run(case, {site: [0], other: []}, on(5, 1))  # only the first frozen match counts
    row, lost = story.listed(case, site, on(3, 2)), story.listed(case, other, on(3, 2))
    story.move(row, "shortlist", on(4, 2))
    story.move(lost, "shortlist", on(4, 2))
    story.move(lost, "dropped", on(5, 2))
    story.visit(row, on(5, 3))
    story.visit(lost, on(5, 4), "cancelled")
    story.choose(row, on(8, 1))
    assert numbers(4, "oost") == {
        "asked": [1, 0, 0, 0],
        "answered": [1, 0, 0, 0],
        "fitted": [1, 0, 0, 0],
        "long": [1, 0, 0, 0],
        "short": [0, 1, 0, 0],
        "visited": [0, 1, 0, 0],
        "chosen": [0, 0, 1, 0],
    }
    assert numbers(2, "nom") == {
        "asked": [1, 0],
        "declined": [0, 1],
        "decline:grid": [0, 1],
        "late": [0, 1],
        "none": [1, 0],
        "out:power_mw": [1, 0],
        "out:plot_area_ha": [1, 0],
        "long": [1, 0],
        "short": [0, 1],
        "dropped": [0, 1],
    }
    assert numbers(2, "liof") == {"asked": [1, 0], "none": [1, 0], "out:plot_area_ha": [1, 0]}
    assert numbers(1, "oost")["asked"] == [1], "what comes later is not in it"


def test_a_site_counts_for_everybody_who_serves_it_on_that_day(story: Story) -> None:
    case = story.case(on(1, 5))
    area = ServiceArea.objects.get(organisation__code="brainport")
    area.valid_from = on(6, 1).date()
    story.save(area)
    story.listed(case, story.sites["bom"], on(3, 1))
    assert numbers(4, "bom")["long"] == [1, 0, 0, 0]
    assert "long" not in numbers(4, "brainport")
    story.listed(story.case(on(1, 6)), story.sites["bom"], on(7, 1))
    assert numbers(4, "bom")["long"] == [1, 0, 1, 0]
    assert numbers(4, "brainport")["long"] == [0, 0, 1, 0]


def test_a_site_taken_back_from_the_drop_is_not_dropped(story: Story) -> None:
    case = story.case(on(1, 5))
    first = story.listed(case, story.sites["oost"], on(3, 1))
    second = story.listed(case, factories.site(province_id="NL-GE"), on(3, 1))
    story.move(first, "dropped", on(4, 1))
    assert "dropped" not in numbers(4, "oost"), "one of its sites is still there"
    story.move(second, "dropped", on(5, 1))
    assert numbers(4, "oost")["dropped"] == [0, 1, 0, 0]
    story.move(first, "longlist", on(6, 1))
    assert "dropped" not in numbers(4, "oost")
    story.move(first, "dropped", on(9, 1))
    assert numbers(4, "oost")["dropped"] == [0, 0, 1, 0]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_equal_those_by_hand(story: Story, seed: int) -> None:
    at_random(story, seed)
    for quarter in (4, 2):
        found = {code: numbers(quarter, code) for code in (*REGIONS, "bom", "brainport")}
        expected = {code: row for code, row in by_hand(quarter).items() if row}
        assert {code: row for code, row in found.items() if row} == expected


def test_working_days_are_counted_from_the_invitation(story: Story) -> None:
    case = story.case(on(1, 5))
    asked = on(4, 20)
    taken = []
    for days in (3, 8, 20):
        answered = asked + datetime.timedelta(days=days)
        story.invite(story.call(case, asked), "oost", status="answered", answered_at=answered)
        between = [asked.date() + datetime.timedelta(days=n) for n in range(1, days + 1)]
        taken.append(sum(map(is_working_day, between)))
    answers = facts_of(end(4)).days[Organisation.objects.get(code="oost").pk]
    assert statistics.median(row[1] for row in answers) == sorted(taken)[1]


def test_several_calls_of_one_company_are_few_cases(story: Story) -> None:
    case = story.case(on(1, 5))
    for number in range(4):
        story.invite(story.call(case, on(2, 2 + number)), "oost")
    key = Organisation.objects.get(code="oost").pk
    facts = facts_of(end(1))
    assert facts.numbers[key]["asked"] == [4]
    assert "asked@1" in hidden_of(facts)[key]


@pytest.mark.parametrize("seed", range(6))
def test_nobody_can_compute_a_small_number(seed: int) -> None:
    """Who knows every shown number of a year, and how they hang together, learns no small one."""
    dice = random.Random(seed)

    def quarters() -> list[int]:
        return [dice.choice([0, 0, 1, 2, 3, 5, 9]) for _quarter in range(4)]

    row = {"decline:grid": quarters(), "decline:policy": quarters(), "answered": quarters()}
    row["declined"] = [a + b for a, b in zip(*(row[n] for n in list(row)[:2]), strict=True)]
    both = zip(row["answered"], row["declined"], strict=True)
    row["late"] = [dice.randint(0, a + b) for a, b in both]
    row |= {"asked": quarters(), "fitted": quarters(), "none": quarters()}
    both = zip(row["fitted"], row["none"], strict=True)
    row["out:power_mw"] = [dice.randint(0, a + b) for a, b in both]
    hidden = hidden_of(Facts({1: row}))[1]
    values: dict[str, int] = {}
    relations: list[Relation] = []
    unseen: set[str] = set()
    for quarter in range(1, 5):
        for name in row:
            values[cell(name, quarter, False)] = row[name][quarter - 1]
            values[cell(name, quarter, True)] = sum(row[name][:quarter])
            if quarter > 1:
                terms = {cell(name, quarter, True): 1, cell(name, quarter, False): -1}
                relations.append(Relation(terms | {cell(name, quarter - 1, True): -1}))
        for year in (False, True):
            at = {name: cell(name, quarter, year) for name in row}
            terms = {at["declined"]: 1, at["decline:grid"]: -1, at["decline:policy"]: -1}
            relations.append(Relation(terms))
            for part, *whole in (("late", "answered", "declined"), (*OUT, "fitted", "none")):
                rest = f"rest of {at[part]}"
                values[rest] = sum(values[at[name]] for name in whole) - values[at[part]]
                unseen.add(rest)
                terms = {at[part]: -1, rest: -1}
                relations.append(Relation(terms | {at[name]: 1 for name in whole}))
    table = Table(values, relations, frozenset(unseen))
    assert {name for name in values.keys() - unseen if 0 < values[name] < 3} <= hidden
    judge = Judge(table, 3)
    assert not judge.exposures(judge.parts(hidden | unseen))


def test_a_median_gives_no_region_away() -> None:
    assert median_of([(4, False), (6, False), (9, False)], 3, True) == 6
    assert median_of([(4, False), (6, True), (9, False)], 3, True) is None, "it is the hidden one"
    assert median_of([(4, False), (9, False)], 3, True) is None, "the own row gives the other"
    assert median_of([(1, True), (2, True), (9, False)], 3, True) is None, "small itself"
    assert median_of([(0, False), (0, False), (2, True)], 3, True) == 0
    assert median_of([(4, True), (6, True)], 3, False) == 5
