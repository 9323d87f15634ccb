"""A case with signed requirements, sites in two provinces, and a rival region."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Case, ScaleUpRequest
from regions.models import ServiceArea
from tests import factories
from tests.cases.matching.helpers import ask, fact, listed


@pytest.fixture
def board(world: SimpleNamespace) -> SimpleNamespace:
    """The world, with a request for 10 MW (must) and a plot of 4 to 8 ha (wish).

    ROM Elders serves Groningen, ROM Rivaal Limburg; both know the anonymous profile only.
    """
    save = Actor.system().save
    rival_rom = factories.organisation(name="ROM Rivaal", code="rivaal")
    rival = factories.person(rival_rom, name="Rob Rivaal")
    for organisation, province in ((world.away, "NL-GR"), (rival_rom, "NL-LI")):
        factories.join(world.case, organisation)
        save(ServiceArea(organisation=organisation, province_id=province))
    request = save(
        ScaleUpRequest(
            case=world.case,
            number=1,
            status="signed",
            signed_by="M. Jansen",
            signed_on=timezone.localdate(),
        )
    )
    ask(request, "power_mw", level="must", minimum=10, weight=20)
    ask(request, "plot_area_ha", level="wish", minimum=4, target=8, weight=30)
    north = {"province_id": "NL-GR", "municipality_id": "GM0014"}
    south = {"province_id": "NL-LI", "municipality_id": "GM0935"}
    sites = SimpleNamespace(
        strong=factories.site(name="Sterk Noord", largest_available_ha=8, **north),
        weak=factories.site(name="Zwak Noord", largest_available_ha=5, **north),
        rival=factories.site(name="Rivaal Zuid", largest_available_ha=6, **south),
        short=factories.site(name="Tekort Zuid", largest_available_ha=9, **south),
    )
    for site, power in ((sites.strong, 20), (sites.weak, 12), (sites.rival, 15), (sites.short, 4)):
        fact(site, "power_mw", power)
    return SimpleNamespace(**vars(world), sites=sites, request=request, rival_user=rival)


@pytest.fixture
def room(board: SimpleNamespace) -> SimpleNamespace:
    """The case in the stage of the decision, with two sites on the short list."""
    board.first = listed(board, board.sites.strong, "shortlist")
    board.second = listed(board, board.sites.rival, "shortlist")
    board.long = listed(board, board.sites.weak)
    case = Case.objects.get(pk=board.case.pk)
    case.stage = "decision"
    Actor.system().save(case)
    board.case = case
    return board
