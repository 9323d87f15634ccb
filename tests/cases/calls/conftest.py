"""A case with signed requirements and three regions: one fits, one is not sure, one is hopeless."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.models.organisation import Role
from cases.models import Case, ScaleUpRequest
from regions.models import ServiceArea
from tests import factories
from tests.cases.calls.helpers import region
from tests.cases.matching.helpers import ask, fact


def _sites() -> SimpleNamespace:
    north = {"province_id": "NL-GR", "municipality_id": "GM0014"}
    south = {"province_id": "NL-LI", "municipality_id": "GM0935"}
    zeeland = {"province_id": "NL-ZE", "municipality_id": "GM0687"}
    return SimpleNamespace(
        strong=factories.site(name="Sterk Noord", largest_available_ha=8, **north),
        dark=factories.site(name="Donker Noord", largest_available_ha=6, **north),
        rival=factories.site(name="Rivaal Zuid", largest_available_ha=6, **south),
        short=factories.site(name="Tekort Zeeland", largest_available_ha=9, **zeeland),
    )


@pytest.fixture
def asking(world: SimpleNamespace) -> SimpleNamespace:
    """The world; 10 MW is a must, a plot of 4 to 8 ha and vibration class VC-C are wishes.

    ROM Elders (Groningen) has a site that fits and one of which the power is not known, ROM Rivaal
    (Limburg) one that fits, ROM Niets (Zeeland) only one that fails.
    """
    save = Actor.system().save
    case = Case.objects.get(pk=world.case.pk)
    case.stage, case.summary = "matching", "Een maker van optische chips zoekt ruimte."
    save(case)
    request = ScaleUpRequest(case=case, number=1, status="signed", signed_by="M. Jansen")
    request.signed_on = timezone.localdate()
    save(request)
    ask(request, "power_mw", level="must", minimum=10, weight=20)
    ask(request, "plot_area_ha", level="wish", minimum=4, target=8, weight=30)
    ask(request, "vibration_class", level="wish", text="VC-C", weight=10)
    save(ServiceArea(organisation=world.away, province_id="NL-GR"))
    rival_rom, rival = region("ROM Rivaal", "rivaal", "NL-LI", "Rob Rivaal")
    nothing_rom, nothing = region("ROM Niets", "niets", "NL-ZE", "Nel Niets")
    sites = _sites()
    for site, power in ((sites.strong, 20), (sites.rival, 15), (sites.short, 4)):
        fact(site, "power_mw", power)
    world.case = case
    return SimpleNamespace(
        **vars(world),
        request=request,
        sites=sites,
        rival_rom=rival_rom,
        rival=rival,
        nothing_rom=nothing_rom,
        nothing=nothing,
        looker=factories.person(world.away, Role.READER, name="Lia Lezer"),
    )
