"""What readers of provinces take along, alone or together, gives no small number away."""

import datetime
import random

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import Bottleneck, CompanyTechnology, StageTransition
from reports.actions.figures import make_missing
from reports.models import FigureSnapshot
from tests import factories
from tests.conftest import SignIn
from tests.reports.attacker import Attack, Loot, take_dashboards, take_neutrality, take_open_data
from tests.reports.story import ROAD, TECHNOLOGIES, Life, report_months

HOMES = {"bom": ["GM0772", "GM0855"], "oost": ["GM0153"], "nom": ["GM0014"], "liof": ["GM0935"]}
GOALS = ["NL-NB", "NL-NB", "NL-GR", "NL-OV", "NL-LI"]
ALONE = {"bom": "NL-NB", "liof": "NL-LI"}  # who serve one province, and nobody else serves it


def programme(seed: int, cases: int = 34) -> None:
    """Six quarters of a small programme: most cases of one region, some of others."""
    chance = random.Random(seed)
    people = {code: factories.person(Organisation.objects.get(code=code)) for code in HOMES}
    factories.person()  # reads decisions a second time
    for number in range(cases):
        code = chance.choice(["bom", "bom", "bom", "oost", "nom", "liof"])
        opened = timezone.now() - datetime.timedelta(days=chance.randint(40, 520))
        life = Life(
            people[code],
            opened,
            origin_municipality_id=chance.choice(HOMES[code]),
            jobs_new_fte=chance.choice([None, 20, 35, 80]),
            jobs_retained_fte=chance.choice([None, 10, 60]),
            capex_eur=chance.choice([None, 4_000_000, 12_000_000]),
            area_ha=chance.randint(1, 6),
        )
        first = CompanyTechnology(company=life.case.company, primary=True)
        first.technology_id = chance.choice(TECHNOLOGIES)
        life.save(first, at=opened)
        kind = chance.choice(["grid", "space", "grid"])
        life.save(Bottleneck(case=life.case, kind=kind, description="vol"), at=opened)
        _live(chance, life)
        report_months(random.Random(number), life)


def _live(chance: random.Random, life: Life) -> None:
    if chance.random() < 0.4:
        life.work_with("oost" if life.case.origin.code != "oost" else "bom", 20, 90)
    if chance.random() < 0.7:
        said = {"hf": (chance.choice(["answered", "answered", "declined"]), 9.0)}
        if chance.random() < 0.5:
            said["liof"] = ("answered", 25.0)
        life.ask(said, chance.randint(1, 40))
    for target in ROAD[1 : chance.choice([1, 2, 3, 4, 4, 4])]:
        if chance.random() < 0.2:
            life.move(chance.randint(1, 9), "hold")
            life.move(chance.randint(1, 30), "resume")
        life.move(chance.randint(5, 70), "forward", target)
        if target == "visits" and chance.random() < 0.15:
            life.move(chance.randint(1, 20), "back", "intake")
            break
    _end(chance, life)


def _end(chance: random.Random, life: Life) -> None:
    if life.case.stage == "decision" and chance.random() < 0.8:
        life.decide(chance.choice(GOALS))
        life.move(chance.randint(5, 40), "close", "closed")
    elif chance.random() < 0.25:
        life.move(chance.randint(5, 40), "close", "closed")
        if chance.random() < 0.4:
            life.move(chance.randint(5, 60), "reopen", "matching")
    if chance.random() < 0.1:
        life.know(15, jobs_new_fte=300, origin_municipality_id="GM0014")


def reader_of(*codes: str) -> User:
    """Who reads the dashboards of these provinces."""
    user = factories.person(Organisation.objects.get(code=codes[0]), Role.READER)
    for code in codes[1:]:
        organisation = Organisation.objects.get(code=code)
        Membership(user=user, organisation=organisation, role=Role.READER).save()
    return user


def loot_of(sign_in: SignIn, *provinces: str) -> Loot:
    """Everything that who reads these provinces can take along."""
    loot = Loot()
    client = sign_in(reader_of(*(f"prov-{code.lower()[3:]}" for code in provinces)))
    take_dashboards(loot, client, provinces)
    regions = {Organisation.objects.get(code=c).name: area for c, area in ALONE.items()}
    take_neutrality(loot, client, {name: a for name, a in regions.items() if a in provinces})
    return loot


@pytest.mark.parametrize(
    ("seed", "provinces"),
    [(1, ("NL-NB", "NL-GR")), (2, ("NL-NB", "NL-LI")), (3, ("NL-OV", "NL-GE"))],
)
def test_two_provinces_together_find_no_small_number(
    db: None, sign_in: SignIn, settings: Settings, seed: int, provinces: tuple[str, ...]
) -> None:
    settings.OPEN_DATA = True
    programme(seed)
    make_missing()
    loot = loot_of(sign_in, *provinces)
    hidden = {key: {n for n, v in cells.items() if v is None} for key, cells in loot.cells.items()}
    take_open_data(loot, Client())
    for key, names in hidden.items():  # it fills no gap of the dashboards
        assert names == {name for name, value in loot.cells[key].items() if value is None}
    assert len(loot.days) >= 4
    shown = [n for cells in loot.cells.values() for n in cells.values() if n]
    assert len(shown) > 60  # hiding everything would be easy
    assert Attack(loot, settings.SMALL_NUMBER_THRESHOLD).findings() == []


def test_with_protection_off_the_same_reader_finds_them(
    db: None, sign_in: SignIn, settings: Settings
) -> None:
    programme(1)
    least, settings.SMALL_NUMBER_THRESHOLD = settings.SMALL_NUMBER_THRESHOLD, 1
    make_missing()
    found = Attack(loot_of(sign_in, "NL-NB", "NL-GR"), least).findings()
    assert len(found) > 100
    assert any("came calls" in line for line in found)
    assert any("both" in line for line in found)
    kinds = set(StageTransition.objects.values_list("kind", flat=True))
    assert kinds == {"opened", "forward", "back", "hold", "resume", "close", "reopen"}


def test_hiding_only_what_is_small_is_not_enough(
    db: None, sign_in: SignIn, settings: Settings
) -> None:
    """The reader is good enough to notice when nothing is hidden beside the small numbers."""
    programme(1)
    make_missing()
    least = settings.SMALL_NUMBER_THRESHOLD
    for row in FigureSnapshot.objects.all():
        small = {name for name, value in row.values.items() if 0 < value < least}
        row.hidden = sorted(small.intersection(row.hidden))
        row.save()
    loot = loot_of(sign_in, "NL-NB", "NL-GR")
    assert not any(n and n < least for cells in loot.cells.values() for n in cells.values())
    assert len(Attack(loot, least).findings()) > 20
