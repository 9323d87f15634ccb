"""Figures as known on a reference date, against a calculation by hand over the raw rows."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from cases.models import (
    Bottleneck,
    CallInvitation,
    Case,
    CaseParticipant,
    CompanyTechnology,
    Decision,
    RealisedFigure,
    StageTransition,
)
from reports import periods
from reports.actions.figures import make_missing, missing_dates, wanted_dates
from reports.figures import compute, compute_all
from reports.models import FigureSnapshot
from tests.reports.by_hand import ByHand
from tests.reports.story import tell

MEASURED = ("lead:", "lasted:", "worked:", "calls:", "came:calls:")
LEADS = ("n", "median", "p80", "active_median", "active_p80")


@pytest.fixture
def lives(db: None) -> list[object]:
    return list(tell())


def by_hand(day: datetime.date) -> ByHand:
    return ByHand(day, periods.previous(day), periods.previous(day, 4))


@pytest.mark.parametrize("back", [0, 1, 3])
def test_figures_equal_a_calculation_by_hand(lives: list[object], back: int) -> None:
    day = periods.previous(periods.last_ended(), back)
    found, theirs = compute_all(day), by_hand(day)
    own = {f"org:{key}": values for key, values in found.organisations.items()}
    origins = set(Case.objects.values_list("origin_id", flat=True))
    assert len(origins) == 2
    ours = found.areas | own
    for area in ("NL", "NL-NB", "NL-GR", "NL-NH", "NL-ZE", *(f"org:{key}" for key in origins)):
        expected = theirs.figures(area)
        got = {
            name: value
            for name, value in ours[area].items()
            if not name.startswith(MEASURED) and name.rpartition(":")[2] not in ("n", "max")
        }
        score = got.pop("satisfaction", 0)
        assert score == pytest.approx(expected.pop("satisfaction"), abs=0.001)
        assert {n: v for n, v in got.items() if v} == {n: v for n, v in expected.items() if v}
        measured = theirs.leads(area) | theirs.calls(area)
        for name, value in measured.items():
            assert ours[area][name] == pytest.approx(value, abs=0.002), (area, name)
        told = {n for n, value in ours[area].items() if n.startswith(MEASURED) and value}
        assert told == {name for name, value in measured.items() if value}


def test_the_story_holds_what_it_is_about(lives: list[object]) -> None:
    kinds = set(StageTransition.objects.values_list("kind", flat=True))
    assert kinds == {"opened", "forward", "back", "hold", "resume", "close", "reopen"}
    figures = compute(periods.last_ended())["NL"]
    assert all(figures[f"state:{state}"] for state in ("green", "amber", "red", "none"))
    assert figures["open"] > 5
    assert figures["closed"] > 2
    assert any(name.startswith("route:") for name in figures)
    assert 0 < figures["together"] < figures["open"]
    assert 0 < figures["won"] < figures["closed"] + figures["open"]
    assert figures["calls:asked"] >= figures["calls:answered"] > figures["calls:declined"] > 0
    assert figures["calls:late"] > 0
    assert figures["measured:1"] > figures["measured:3"] > 0
    assert figures["realised1_jobs_new"] != figures["expected1_jobs_new"] > 0
    assert 1 < figures["satisfaction"] < 5
    assert 0 < figures["scored"] <= figures["closed"]


def test_what_is_entered_later_does_not_change_the_past(lives: list[object]) -> None:
    day = periods.previous(periods.last_ended())
    before = compute(day)
    for case in Case.objects.all():
        case.jobs_new_fte, case.origin_municipality_id = 999, "GM0014"
        Actor.system().save(case)
    assert compute(day) == before


def test_what_happens_later_does_not_change_three_dates_in_the_past(lives: list[Any]) -> None:
    """Cases go back, are held and closed, decisions are opened again, regions leave."""
    days = [periods.previous(periods.last_ended(), back) for back in range(3)]
    before = [compute(day) for day in days]
    for life in lives:
        if life.moment > timezone.now():
            continue
        life.moment = timezone.now()
        stage = life.case.stage
        if stage == "closed":
            life.move(0, "reopen", "intake")
        elif stage == "intake":
            life.move(0, "hold")
        else:
            life.move(0, "back", "intake")
            life.move(0, "close", "closed")
    for row in (*Decision.objects.all(), *CaseParticipant.objects.exclude(role="origin")):
        if isinstance(row, Decision):
            row.status = "draft"
        else:
            row.ended_at = timezone.now()
        Actor.system().save(row)
    for row in RealisedFigure.objects.all():
        row.jobs_new_fte, row.capex_eur = 900, 1
        Actor.system().save(row)
    for row in (*Bottleneck.objects.all(), *CompanyTechnology.objects.all()):
        Actor.system().delete(row)
    for invitation in CallInvitation.objects.all():
        invitation.status = "withdrawn"
        Actor.system().save(invitation)
    assert [compute(day) for day in days] == before
    assert [by_hand(day).figures("NL")["won"] for day in days] == [b["NL"]["won"] for b in before]


def test_one_quarter_follows_from_the_one_before(lives: list[object]) -> None:
    day = periods.last_ended()
    old, new = compute(periods.previous(day))["NL"], compute(day)["NL"]
    assert new["open"] == old["open"] + new["inflow"] - new["outflow"]
    assert new["closed"] == old["closed"] + new["outflow"] - new["reopened"]


def test_a_technology_narrows_to_its_cases(lives: list[object]) -> None:
    day = periods.last_ended()
    whole, narrow = compute(day)["NL"], compute(day, "quantum")["NL"]
    assert narrow["open"] == whole["technology:quantum"] > 0
    assert narrow["stock:intake"] <= whole["stock:intake"]


def test_a_case_without_an_old_history_row_counts_by_its_first(lives: list[object]) -> None:
    """Registered today, opened last year: the first row is the best there is."""
    day = periods.last_ended()
    before = compute(day)["NL"]["open"]
    case = Case.objects.filter(stage="intake").first()
    assert case is not None
    opened = case.created_at
    case.pk, case.reference, case.code_name = None, "1999-0001", "Project Later"
    Actor.system().save(case)
    Actor.system().save(StageTransition(case=case, kind="opened", to_stage="intake", at=opened))
    assert compute(day)["NL"]["open"] == before + 1


def test_statements_do_not_grow_with_cases(db: None) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            compute(periods.last_ended())
        return len(queries)

    none = statements()
    tell(8)
    assert statements() == none


def test_figures_are_made_once_for_every_quarter_since_the_first_case(
    lives: list[object],
) -> None:
    assert make_missing() == len(wanted_dates()) >= 4
    assert missing_dates() == []
    assert make_missing() == 0
    assert FigureSnapshot.objects.count() == 13 * len(wanted_dates())


def test_another_threshold_makes_the_figures_anew(lives: list[object], settings: object) -> None:
    make_missing()
    settings.SMALL_NUMBER_THRESHOLD = 5
    assert missing_dates() == wanted_dates()
    make_missing()
    row = FigureSnapshot.objects.get(area="NL", reference_date=periods.last_ended())
    assert all(
        name in row.hidden
        for name in row.values
        if name.startswith("stock:") and 0 < row.values[name] < 5
    )


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31)),
        (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31)),
        (datetime.date(2024, 2, 29), datetime.date(2024, 3, 31)),
    ],
)
def test_quarters_end_on_their_last_day(day: datetime.date, end: datetime.date) -> None:
    assert periods.quarter_end(day) == end
    assert periods.parse(periods.code(end)) == end
    assert periods.previous(end, 4) == datetime.date(end.year - 1, end.month, end.day)


@pytest.mark.parametrize("text", ["", "2026", "2026-q5", "0000-q1", "2026-q1x"])
def test_no_quarter_is_no_quarter(text: str) -> None:
    assert periods.parse(text) is None
