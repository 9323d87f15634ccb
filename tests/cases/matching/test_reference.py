"""The reference set: the whole match against numbers that were reckoned by hand.

The files in `reference/` hold what is asked, what is known of twenty sites, and every number that
must come out, with the arithmetic; how they were reckoned stands in reference/README.md. Nothing
in them comes from the engine. Everything goes through the database, as a page does it.
"""

import calendar
import csv
import datetime
import random
import uuid
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation

from accounts.actor import Actor
from cases.matching.board import Board, board_for, whole_board
from cases.matching.columns import forget
from cases.matching.engine import Verdict
from cases.matching.freeze import fingerprint, frozen
from cases.matching.opinion import closeness
from cases.matching.trial import Trial
from cases.models import ScaleUpRequest
from regions.models import Region
from sites.models import Criterion, Site, SiteFact
from tests import factories
from tests.cases.matching.helpers import ask, fact, seen

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "reference"
POINT = {"near_label": "Eindhoven", "near_latitude": 51.44, "near_longitude": 5.47}
VERDICTS = {"pass": Verdict.PASS, "fail": Verdict.FAIL, "unknown": Verdict.UNKNOWN}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a file of the reference set."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(joined: str) -> list[str]:
    return joined.split("|") if joined else []


def number(text: str) -> int | None:
    return int(text) if text else None


def ago(age: str) -> datetime.date:
    """The day that lies so long ago: 30 days, 6 months, 6 months 1 day."""
    day, words = timezone.localdate(), age.split()
    for count, unit in zip(words[::2], words[1::2], strict=True):
        if unit.startswith("day"):
            day -= datetime.timedelta(days=int(count))
        else:
            year, month = divmod(day.year * 12 + day.month - 1 - int(count), 12)
            last = calendar.monthrange(year, month + 1)[1]
            day = day.replace(year=year, month=month + 1, day=min(day.day, last))
    return day


# --- Into the database ---------------------------------------------------------------------------


def make_site(row: Row, regions: dict[str, str]) -> Site:
    values: dict[str, Any] = {name: text for name, text in row.items() if text}
    values["region_id"] = values.pop("region")
    values["id"] = uuid.uuid5(uuid.NAMESPACE_URL, row["name"])
    values["province_id"] = regions[values["region_id"]]
    for name in ("withdrawn", "has_quay"):
        if name in values:
            values[name] = values[name] == "yes"
    return factories.site(**{"latitude": None, "longitude": None, "municipality_id": None} | values)


def make_fact(row: Row, sites: dict[str, Site]) -> SiteFact:
    as_of, said = ago(row["age"]), row["value"]
    lasts = number(row["valid_days"])
    is_number = said.replace(".", "", 1).isdigit() and row["criterion"] != "env_category"
    return Actor.system().save(
        SiteFact(
            site=sites[row["site"]],
            criterion_id=row["criterion"],
            number=said if is_number else None,
            text="" if is_number else said,
            source=row["source"],
            as_of=as_of,
            valid_until=None if lasts is None else as_of + datetime.timedelta(days=lasts),
        )
    )


def fill(world: SimpleNamespace, chance: random.Random | None = None) -> SimpleNamespace:
    """The reference set on the world's case; in another order when there is a `chance`."""
    world.request = Actor.system().save(
        ScaleUpRequest(
            case=world.case,
            number=1,
            status="signed",
            signed_by="M. Jansen",
            signed_on=timezone.localdate(),
        )
    )
    asked, places, facts = rows("requirements"), rows("sites"), rows("facts")
    for table in (asked, places, facts):
        if chance:
            chance.shuffle(table)
    for row in asked:
        values: dict[str, Any] = {name: text for name, text in row.items() if text}
        point = POINT if row["criterion"] == "place_km" else {}
        ask(world.request, values.pop("criterion"), **values, **point)
    regions = dict(Region.objects.values_list("code", "province_id"))
    world.places = {row["name"]: make_site(row, regions) for row in places}
    for row in facts:
        make_fact(row, world.places)
    return world


@pytest.fixture
def reference(world: SimpleNamespace) -> SimpleNamespace:
    """The world with the reference set in it."""
    return fill(world)


@pytest.fixture
def found(reference: SimpleNamespace) -> Board:
    """The match as the account manager gets it."""
    return match_of(reference)


def match_of(world: SimpleNamespace, trial: Trial | None = None) -> Board:
    board = board_for(world.manager, seen(world.manager, world.case), trial or Trial())
    assert board is not None
    return board


def names(board: Board, matches: Any) -> list[str]:
    return [board.places[match.place].name for match in matches]


# --- Number by number ----------------------------------------------------------------------------


def test_the_set_is_of_size_and_holds_every_kind_with_unknown_and_stale() -> None:
    cells, asked = rows("cells"), {row["criterion"] for row in rows("requirements")}
    assert len({cell["site"] for cell in cells}) >= 12
    assert len(asked) >= 10
    kinds = Criterion.objects.filter(code__in=asked).values_list("kind", flat=True)
    assert set(kinds) == set(Criterion.Kind.values)
    assert len(cells) == len({cell["site"] for cell in cells}) * len(asked)
    assert {cell["from"] for cell in cells} == {
        *("fact", "register", "map", "stale", "unreadable", "nothing", "no coordinates"),
    }


def test_every_cell_has_its_verdict_and_desirability(found: Board) -> None:
    expected = {(row["site"], row["criterion"]): row for row in rows("cells")}
    met = {}
    for match in [*found.ranking.passing, *found.ranking.out]:
        for line in found.lines(match):
            met[found.places[match.place].name, line.ask.code] = line
    assert met.keys() == expected.keys()
    for cell, row in expected.items():
        line = met[cell]
        assert line.verdict == VERDICTS[row["verdict"]], cell
        assert line.desirability == number(row["desirability"]), cell
        assert (line.reading is not None and line.reading.stale) == (row["from"] == "stale"), cell
        said = line.reading.number if line.reading else None
        if said is not None and row["value"].replace(".", "", 1).isdigit():
            assert said == float(row["value"]), cell


def test_every_site_has_its_score_coverage_and_place_in_the_order(found: Board) -> None:
    codes, outcome = [ask.code for ask in found.asks], found.ranking.outcome
    for part, matches in (("fits", found.ranking.passing), ("out", found.ranking.out)):
        expected = [row for row in rows("ranking") if row["list"] == part]
        assert names(found, matches) == [row["site"] for row in expected]
        for match, row in zip(matches, expected, strict=True):
            assert match.score == number(row["score"]), row["site"]
            assert match.coverage == number(row["coverage"]), row["site"]
            assert {codes[n] for n in match.failed} == set(split(row["failed"])), row["site"]
            assert {codes[n] for n in match.unknown} == set(split(row["unknown"])), row["site"]
            assert outcome.judged[match.place] == int(row["judged"]), row["site"]
            assert outcome.known[match.place] == int(row["known"]), row["site"]
            assert outcome.earned[match.place] == round(float(row["earned"]) * 1_000_000)


def test_topsis_gives_each_site_its_closeness_and_another_order(found: Board) -> None:
    expected, order = rows("topsis"), found.ranking.passing.order
    near = closeness(found.ranking.outcome, order).tolist()
    met = {found.places[place].name: n for place, n in zip(order, near, strict=True)}
    assert met == {row["site"]: number(row["closeness"] or "-1") for row in expected}
    positions = found.second_opinion()
    second = [found.entry_of(key).place.name for key in sorted(positions, key=positions.get)]
    assert second == [row["site"] for row in expected]
    assert second != names(found, found.ranking.passing)


def test_sensitivity_says_which_change_of_which_weight_flips_first_place(found: Board) -> None:
    flips = {
        flip.code: (
            flip.less.name,
            flip.more.name,
            flip.smallest,
            flip.instead.name if flip.instead else "",
        )
        for flip in found.sensitivity()
    }
    assert flips == {
        row["criterion"]: (
            row["first_at_20_less"],
            row["first_at_20_more"],
            number(row["smallest_percent"]),
            row["then_first"],
        )
        for row in rows("sensitivity")
    }
    for flip in found.sensitivity():
        assert flip.flips == ({flip.less.name, flip.more.name} != {"Alphen"}), flip.code


def test_each_must_says_what_comes_back_and_trying_it_brings_that_back(
    reference: SimpleNamespace, found: Board
) -> None:
    expected: dict[str, list[Row]] = {}
    for row in rows("loosenings"):
        expected.setdefault(row["criterion"], []).append(row)
    assert {row.code for row in found.loosenings()} == expected.keys()
    before = set(names(found, found.ranking.passing))
    for loosening in found.loosenings():
        steps = expected[loosening.code]
        assert loosening.returns == int(steps[0]["returns"])
        limits = [(float(row["limit"]), int(row["back"])) for row in steps if row["limit"]]
        assert list(loosening.curve) == limits
        assert (loosening.next_limit, loosening.next_gain) == (limits[0] if limits else (None, 0))
        off = match_of(reference, Trial(levels={loosening.code: "off"}))
        back = set(names(off, off.ranking.passing)) - before
        assert back == set(split(steps[-1]["sites"]))
        for row in steps:
            if row["limit"]:
                tried = match_of(reference, Trial(limits={loosening.code: float(row["limit"])}))
                back = set(names(tried, tried.ranking.passing)) - before
                assert back == set(split(row["sites"])), row


def test_regions_are_ranked_from_their_best_sites(found: Board) -> None:
    ranked = [
        (r.position, r.code, r.fitting, r.sites, r.best, r.mean, r.coverage)
        for r in found.regions()
    ]
    numbers = ("fitting", "sites", "best", "mean", "coverage")
    assert ranked == [
        (int(row["position"]), row["region"], *(number(row[name]) for name in numbers))
        for row in rows("regions")
    ]


# --- The same input, the same hash ---------------------------------------------------------------


def hash_of(world: SimpleNamespace) -> str:
    return fingerprint(frozen(match_of(world)))


def test_page_and_command_line_freeze_the_same_numbers(reference: SimpleNamespace) -> None:
    payload, whole = frozen(match_of(reference)), whole_board(reference.case)
    assert whole is not None
    assert fingerprint(frozen(whole)) == fingerprint(payload)
    assert {site["name"]: (site["score"], site["coverage"]) for site in payload["sites"]} == {
        row["site"]: (number(row["score"]), number(row["coverage"])) for row in rows("ranking")
    }
    second = {site["name"]: site["topsis"] for site in payload["sites"] if site["topsis"]}
    assert second == {row["site"]: int(row["position"]) for row in rows("topsis")}


def test_the_order_in_which_everything_was_written_does_not_change_the_hash(
    world: SimpleNamespace,
) -> None:
    hashes = set()
    for chance in (None, random.Random(1), random.Random(2)):
        with transaction.atomic():
            fill(world, chance)
            forget()
            hashes.add(hash_of(world))
            with translation.override("en"):
                hashes.add(hash_of(world))  # from what is kept, for another reader
            transaction.set_rollback(True)
    assert len(hashes) == 1


def confirm(world: SimpleNamespace) -> None:
    """The same value from the same source, known a day later."""
    fact(world.places["Born"], "tenure", "buy|rent", days=19, source="Gemeente")


def quote(world: SimpleNamespace) -> None:
    """The same value on the same day, from somebody else."""
    changed(SiteFact.objects.get(site=world.places["Born"], criterion="tenure"), source="ROM")


def rename(world: SimpleNamespace) -> None:
    changed(world.places["Born"], name="Born-Noord")


def withdraw(world: SimpleNamespace) -> None:
    changed(world.places["Lelystad"], withdrawn=True)


def changed(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Actor.system().save(row)


@pytest.mark.parametrize("change", [confirm, quote, rename, withdraw])
def test_whatever_the_match_leans_on_changes_the_hash(
    reference: SimpleNamespace, change: Callable[[SimpleNamespace], None]
) -> None:
    before = hash_of(reference)
    assert hash_of(reference) == before
    change(reference)
    assert hash_of(reference) != before


def test_another_weight_or_limit_changes_the_hash(found: Board, reference: SimpleNamespace) -> None:
    tried = [Trial(), Trial(weights={"tenure": 7}), Trial(limits={"power_mw": 9.9})]
    hashes = [fingerprint(frozen(match_of(reference, trial))) for trial in tried]
    assert hashes[0] == fingerprint(frozen(found))
    assert len(set(hashes)) == len(tried)
