"""The case of a supplier linked to that of its customer: only for who knows both companies."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.actions.links import link_cases
from cases.actions.participants import change_participant
from cases.models import Case, CaseLink, Disclosure
from cases.timeline import Reader, timeline
from tests import factories
from tests.cases.road import known, url
from tests.conftest import SignIn


@pytest.fixture
def chain(world: SimpleNamespace) -> SimpleNamespace:
    """A second case of the same organisation, and one that only the other ROM knows."""
    world.supplier = factories.case(
        world.manager, company=factories.company(world.home, name="Lenzenslijper Zuid B.V.")
    )
    world.foreign = factories.case(world.visitor)
    return world


def entry(other: str, **values: Any) -> dict[str, str]:
    return {"other": other, "direction": "supplier", "reason": "Levert de lenzen"} | values


def linked(chain: SimpleNamespace) -> CaseLink:
    actor = factories.actor(chain.manager)
    return link_cases(actor, chain.case, chain.supplier, "Levert de lenzen")


@pytest.mark.parametrize("by", ["reference", "code_name"])
def test_case_is_linked_and_shown_on_both(chain: SimpleNamespace, sign_in: SignIn, by: str) -> None:
    client = sign_in(chain.manager)
    data = entry(getattr(chain.supplier, by).lower())
    assert client.post(url("case-link-add", chain.case), data).status_code == 302
    link = CaseLink.objects.get()
    assert (link.main, link.supplier) == (chain.case, chain.supplier)
    assert link.history.get().history_user == chain.manager
    for case, other in ((chain.case, chain.supplier), (chain.supplier, chain.case)):
        for name in ("case-participants", "case-detail"):
            assert other.company.name in client.get(url(name, case)).text
        events = timeline(Reader(known(case, chain.manager), chain.manager)).events
        assert any(str(other) == event.text for event in events)


def test_direction_says_who_supplies(chain: SimpleNamespace, sign_in: SignIn) -> None:
    data = entry(chain.supplier.code_name, direction="main")
    sign_in(chain.manager).post(url("case-link-add", chain.case), data)
    assert CaseLink.objects.get().main == chain.supplier


def test_case_that_is_not_known_does_not_exist_here(
    chain: SimpleNamespace, sign_in: SignIn
) -> None:
    client, path = sign_in(chain.manager), url("case-link-add", chain.case)
    unknown = client.post(path, entry("2019-9999"))
    hidden = client.post(path, entry(chain.foreign.reference))
    factories.join(chain.foreign, chain.home)  # at the profile only
    profile = client.post(path, entry(chain.foreign.reference))
    errors = {str(a.context["form"].errors["other"]) for a in (unknown, hidden, profile)}
    assert len(errors) == 1, "no difference between hidden and absent"
    assert client.post(path, entry(chain.case.reference)).status_code == 422
    assert not CaseLink.objects.exists()
    row = chain.foreign.participants.get(organisation=chain.home)
    consent = ("M. Jansen", timezone.localdate(), "Akkoord")
    change_participant(
        factories.actor(chain.visitor), row, "supporting", Disclosure.IDENTITY, *consent
    )
    assert client.post(path, entry(chain.foreign.reference)).status_code == 302


def test_linked_twice_or_the_other_way_round_is_refused(
    chain: SimpleNamespace, sign_in: SignIn
) -> None:
    linked(chain)
    client = sign_in(chain.manager)
    for case, other in ((chain.case, chain.supplier), (chain.supplier, chain.case)):
        answer = client.post(url("case-link-add", case), entry(other.reference))
        assert answer.status_code == 422
    assert (
        client.post(url("case-link-add", chain.case), entry("2026", reason="")).status_code == 422
    )
    assert CaseLink.objects.count() == 1


def test_who_knows_one_company_sees_no_link(chain: SimpleNamespace, sign_in: SignIn) -> None:
    link = linked(chain)
    factories.join(chain.case, chain.away, Disclosure.IDENTITY)
    client = sign_in(chain.visitor)

    def texts(case: Case) -> str:
        names = ("case-detail", "case-participants", "case-timeline")
        return "".join(client.get(url(name, case)).text for name in names)

    removal = url("case-link-remove", chain.case, link.pk)
    assert chain.supplier.code_name not in texts(chain.case)
    assert "Lenzenslijper" not in texts(chain.case)
    assert client.get(removal).status_code == 404
    assert client.get(url("case-link-add", chain.case)).status_code == 403
    factories.join(chain.supplier, chain.away, Disclosure.IDENTITY)
    assert "Lenzenslijper" in texts(chain.case)
    assert client.get(removal).status_code == 403
    assert client.post(removal, {"reason": "x"}).status_code == 403
    assert CaseLink.objects.exists()


def test_link_is_removed_with_a_reason(chain: SimpleNamespace, sign_in: SignIn) -> None:
    link = linked(chain)
    client = sign_in(chain.manager)
    path = url("case-link-remove", chain.supplier, link.pk)
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Levert niet meer"}).status_code == 302
    assert not CaseLink.objects.exists()
    gone = CaseLink.history.latest("history_id")
    assert (gone.history_type, gone.history_change_reason) == ("-", "Levert niet meer")
    events = timeline(Reader(known(chain.case, chain.manager), chain.manager)).events
    assert any(event.reason == "Levert niet meer" for event in events)
