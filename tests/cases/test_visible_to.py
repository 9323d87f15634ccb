"""Who sees a case at all, and how much of it."""

from types import SimpleNamespace

from cases.actions.participants import end_participation
from cases.models import Case, Disclosure
from tests import factories


def knows(user: object, case: Case) -> tuple[bool, bool] | None:
    row = Case.objects.visible_to(user).with_knowledge(user).filter(pk=case.pk).first()
    return (row.knows_sector, row.knows_identity) if row else None


def test_own_organisation_knows_everything(world: SimpleNamespace) -> None:
    for user in (world.manager, world.colleague, world.reader):
        assert knows(user, world.case) == (True, True)


def test_others_see_nothing_until_invited(world: SimpleNamespace) -> None:
    assert knows(world.visitor, world.case) is None
    row = factories.join(world.case, world.away)
    assert knows(world.visitor, world.case) == (False, False)
    end_participation(factories.actor(world.manager), row, "Past niet")
    assert knows(world.visitor, world.case) is None


def test_disclosure_rises_step_by_step(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away, Disclosure.SECTOR)
    assert knows(world.visitor, world.case) == (True, False)
