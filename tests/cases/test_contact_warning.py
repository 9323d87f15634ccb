"""Somebody else approached the company lately: said to who may know it, and to nobody else."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.models import Case, Disclosure, Note, SiteVisit
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

WARNING = "Iemand anders had onlangs contact"
DAY = datetime.timedelta(days=1)


def contact(case: Case, user: User, days_ago: int = 2, **values: Any) -> Note:
    given = {"kind": "call", "visibility": "informed", "body": "Gesproken"} | values
    row = Note(case=case, author=user, organisation=user.default_organisation(), **given)
    row.occurred_at = timezone.now() - days_ago * DAY
    return Actor.person(user).save(row)


@pytest.fixture
def twin(world: SimpleNamespace) -> Case:
    """A case of another ROM about the same company, on a row of its own."""
    firm = factories.company(world.away, name="Fotonova", kvk_number="12345678")
    return factories.case(world.visitor, company=firm)


def warned(sign_in: SignIn, user: User, case: Case) -> bool:
    pages = {name: sign_in(user).get(url(name, case)).text for name in ("case-detail", "note-add")}
    found = {WARNING in text for text in pages.values()}
    assert len(found) == 1, "the page and the form agree"
    assert ("onlangs benaderd" in pages["case-detail"]) == (WARNING in pages["case-detail"])
    return found.pop()


def test_by_who_is_on_the_same_case(world: SimpleNamespace, sign_in: SignIn) -> None:
    supporting = factories.organisation(name="NFIA Proef", code="nfia-proef")
    other = factories.person(supporting)
    factories.join(world.case, supporting, Disclosure.IDENTITY, "supporting")
    contact(world.case, other)
    assert warned(sign_in, world.manager, world.case)
    page = sign_in(world.manager).get(url("note-add", world.case)).text
    assert "NFIA Proef" in page
    assert "Gesproken" not in page.split("<form")[0], "never what was said"
    assert not warned(sign_in, other, world.case), "one's own contact is no warning"


def test_on_another_case_of_the_company_only_where_it_may_be_known(
    world: SimpleNamespace, sign_in: SignIn, twin: Case
) -> None:
    contact(twin, world.visitor)
    assert not warned(sign_in, world.manager, world.case), "not even that there is something"
    factories.join(twin, world.home)
    assert not warned(sign_in, world.manager, world.case), "the anonymous profile is no company"


def test_on_another_case_it_is_said_where_both_are_known(
    world: SimpleNamespace, sign_in: SignIn, twin: Case
) -> None:
    factories.join(twin, world.home, Disclosure.IDENTITY, "supporting")
    assert not warned(sign_in, world.manager, world.case)
    contact(twin, world.visitor)
    assert warned(sign_in, world.manager, world.case)
    page = sign_in(world.manager).get(url("note-add", world.case)).text
    assert "ROM Elders" in page
    assert url("case-detail", twin) in page


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": "own"},
        {"kind": "note"},
        {"days_ago": settings.CONTACT_WARNING_DAYS + 1},
    ],
)
def test_what_is_kept_for_oneself_is_no_contact_or_is_long_ago_says_nothing(
    world: SimpleNamespace, sign_in: SignIn, twin: Case, values: dict[str, Any]
) -> None:
    factories.join(twin, world.home, Disclosure.IDENTITY, "supporting")
    contact(twin, world.visitor, **values)
    assert not warned(sign_in, world.manager, world.case)


def test_a_planned_visit_elsewhere_warns_too(
    world: SimpleNamespace, sign_in: SignIn, twin: Case
) -> None:
    factories.join(twin, world.home, Disclosure.IDENTITY, "supporting")
    visit = SiteVisit(case=twin, host=world.away, starts_at=timezone.now() + 3 * DAY)
    visit.ends_at = visit.starts_at + datetime.timedelta(hours=2)
    Actor.person(world.visitor).save(visit)
    assert warned(sign_in, world.manager, world.case)
    visit.status = "cancelled"
    visit.cancel_reason = "Gaat niet door"
    Actor.person(world.visitor).save(visit)
    assert not warned(sign_in, world.manager, world.case)


def test_a_rival_on_the_case_is_not_named(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    third = factories.organisation(name="ROM Derde", code="derde")
    rival = factories.person(third)
    factories.join(world.case, third, Disclosure.IDENTITY)
    contact(world.case, rival)
    assert "ROM Derde" in sign_in(world.manager).get(url("note-add", world.case)).text
    assert "ROM Derde" not in sign_in(world.visitor).get(url("note-add", world.case)).text
