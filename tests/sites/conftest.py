"""Who may write about a site in Zuidoost-Noord-Brabant, and who may only look."""

from types import SimpleNamespace

import pytest

from accounts.models import Organisation
from accounts.models.organisation import Role
from tests import factories


@pytest.fixture
def area(db: None) -> SimpleNamespace:
    """A site in Eindhoven with who serves it (BOM) and who does not; all may read it."""
    bom = Organisation.objects.get(code="bom")
    liof = Organisation.objects.get(code="liof")
    programme = Organisation.objects.get(code="programma")
    return SimpleNamespace(
        site=factories.site(region_id="CR36", name="De Hurk"),
        editor=factories.person(bom),
        manager=factories.person(bom, Role.MANAGER),
        reader=factories.person(bom, Role.READER),
        stranger=factories.person(liof),
        brainport=factories.person(Organisation.objects.get(code="brainport")),
        programme=factories.person(programme),
    )
