"""Opening a case from the form: with a known company or a new one, and every refusal."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, CaseParticipant, Company
from tests import factories
from tests.conftest import SignIn

NEW = reverse("case-new")


def values(manager: User, **changed: Any) -> dict[str, Any]:
    return {
        "company_name": "Kwantumhal B.V.",
        "account_manager": manager.pk,
        "confidentiality": "restricted",
    } | changed


def test_one_form_registers_the_company_and_opens_the_case(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    posted = values(
        world.manager,
        kvk_number="8765 4321",
        origin_municipality="GM0772",
        activity="pilot_line",
        lead_source="nfia",
        jobs_new_fte="120",
        capex_eur="45000000",
        area_ha="4.5",
        power_mw="12",
        decision_expected_on="2027-03-01",
        operational_on="2029-01-01",
        summary="Een pilotlijn met cleanroom.",
        situation="Kwantumhal zoekt een hal.",
    )
    response = sign_in(world.manager).post(NEW, posted)
    case = Case.objects.get(company__name="Kwantumhal B.V.")
    assert response["Location"] == reverse("case-detail", args=[case.pk])
    assert (case.origin, case.account_manager, case.stage) == (world.home, world.manager, "intake")
    assert (case.jobs_new_fte, case.capex_eur, case.lead_source) == (120, 45_000_000, "nfia")
    assert (case.company.kvk_number, case.company.organisation) == ("87654321", world.home)
    assert case.company.municipality == case.origin_municipality
    assert CaseParticipant.objects.filter(case=case, role="origin").exists()
    assert case.history.get().history_user == world.manager


def test_the_form_proposes_oneself_and_offers_colleagues_who_work_on_cases(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    form = sign_in(world.colleague).get(NEW).context["form"]
    assert form["account_manager"].value() == world.colleague.pk
    assert set(form.fields["account_manager"].queryset) == {world.manager, world.colleague}


def test_a_case_for_a_company_that_is_known(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    text = client.get(f"{NEW}?company={world.company.pk}").content.decode()
    assert "Fotonova Systems B.V." in text
    posted = values(world.manager, company=world.company.pk, company_name="")
    assert client.post(NEW, posted).status_code == 302
    assert Case.objects.filter(company=world.company).count() == 2
    assert Company.objects.count() == 1


def test_a_company_that_may_not_be_known_cannot_be_chosen(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.visitor)
    posted = values(world.visitor, company=world.company.pk, company_name="")
    assert client.post(NEW, posted).status_code == 422
    assert "Fotonova" not in client.get(f"{NEW}?company={world.company.pk}").content.decode()
    assert Case.objects.count() == 1
    own = factories.company(world.away)
    assert client.post(NEW, posted | {"company": own.pk}).status_code == 302


@pytest.mark.parametrize("who", ["reader", "ministry"])
def test_who_may_not_open_a_case(world: SimpleNamespace, sign_in: SignIn, who: str) -> None:
    posted = values(world.manager)
    client = sign_in(getattr(world, who))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, posted).status_code == 403
    assert Case.objects.count() == 1
    assert sign_in(world.manager).post(NEW, posted).status_code == 302


def test_a_case_worker_of_a_province_opens_no_case(world: SimpleNamespace, sign_in: SignIn) -> None:
    province = factories.organisation(Organisation.Kind.PROVINCE)
    worker = factories.person(province, Role.CASE_WORKER)
    assert sign_in(worker).post(NEW, values(worker)).status_code == 403


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"company_name": ""}, "company_name", "naam van het bedrijf"),
        ({"kvk_number": "12"}, "kvk_number", "acht cijfers"),
        ({"summary": "Een hal voor Kwantum-Hal"}, "summary", "verraadt"),
        ({"capex_eur": "-1"}, "__all__", "nooit kleiner dan nul"),
        (
            {"decision_expected_on": "2028-01-01", "operational_on": "2027-01-01"},
            "__all__",
            "vóór het besluit",
        ),
        ({"company": "geen-sleutel"}, "company", ""),
    ],
)
def test_a_mistake_opens_nothing_and_is_said_beside_its_field(
    world: SimpleNamespace, sign_in: SignIn, changed: dict[str, Any], field: str, words: str
) -> None:
    client = sign_in(world.manager)
    response = client.post(NEW, values(world.manager, **changed))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert words in response.content.decode()
    assert (Case.objects.count(), Company.objects.count()) == (1, 1)
    assert client.post(NEW, values(world.manager)).status_code == 302


def test_an_account_manager_of_another_organisation_is_refused(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    for stranger in (world.visitor, world.reader):
        response = sign_in(world.manager).post(NEW, values(stranger))
        assert response.status_code == 422
        assert "account_manager" in response.context["form"].errors


def test_a_likely_double_is_shown_before_it_is_made(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    posted = values(world.manager, company_name="Fotonova Systems", jobs_new_fte="120")
    response = client.post(NEW, posted)
    assert response.status_code == 422
    assert f'name="use_company" value="{world.company.pk}"' in response.content.decode()
    assert Case.objects.count() == 1
    chosen = client.post(NEW, posted | {"use_company": world.company.pk})
    assert chosen.status_code == 200
    assert chosen.context["company"] == world.company
    assert chosen.context["form"]["jobs_new_fte"].value() == "120"  # what was typed stays
    assert Case.objects.count() == 1
    back = client.post(NEW, posted | {"company": world.company.pk, "other_company": "1"})
    assert back.context["company"] is None
    assert client.post(NEW, posted | {"different": "on"}).status_code == 302


def test_looking_for_a_company_works_without_javascript(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    posted = values(world.manager, company_name="fotonova", find="1")
    text = sign_in(world.manager).post(NEW, posted).content.decode()
    assert str(world.company.pk) in text
    other = values(world.visitor, company_name="fotonova", find="1")
    assert str(world.company.pk) not in sign_in(world.visitor).post(NEW, other).content.decode()
    assert Case.objects.count() == 1


def test_a_number_that_is_taken_opens_neither(world: SimpleNamespace, sign_in: SignIn) -> None:
    posted = values(world.manager, kvk_number="12345678", different="on")
    response = sign_in(world.manager).post(NEW, posted)
    assert response.status_code == 422
    assert "al een bedrijf met dit KvK-nummer" in response.content.decode()
    assert (Case.objects.count(), Company.objects.count()) == (1, 1)
