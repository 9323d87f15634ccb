"""Companies: who knows them, who changes them, and that they are found before they are doubled."""

from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import AccessLog, User
from cases.models import Company, ContactPerson, Disclosure
from tests import factories
from tests.conftest import SignIn

LIST, NEW, CHECK = reverse("company-list"), reverse("company-new"), reverse("company-check")


def detail(company: Company) -> str:
    return reverse("company-detail", args=[company.pk])


def edit(company: Company) -> str:
    return reverse("company-edit", args=[company.pk])


def values(**changed: Any) -> dict[str, Any]:
    return {"name": "Kwantumhal B.V.", "kvk_number": "", "sensitivity": "unknown"} | changed


def contact(company: Company, **changed: Any) -> ContactPerson:
    return Actor.system().save(ContactPerson(company=company, **{"name": "W. Bos"} | changed))


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


def test_the_list_holds_the_companies_one_may_know(world: SimpleNamespace, sign_in: SignIn) -> None:
    own = factories.company(world.away, name="Eigen Elders B.V.")
    assert "Fotonova" in sign_in(world.reader).get(LIST).content.decode()
    text = sign_in(world.visitor).get(LIST).content.decode()
    assert own.name in text
    assert "Fotonova" not in text
    assert own.name not in sign_in(world.visitor).get(f"{LIST}?q=bestaatniet").content.decode()
    assert own.name in sign_in(world.visitor).get(f"{LIST}?q=EIGEN").content.decode()


def test_a_company_is_not_there_for_who_may_not_know_it(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.visitor)
    row = contact(world.company)
    paths = [
        detail(world.company),
        edit(world.company),
        reverse("contact-new", args=[world.company.pk]),
        reverse("contact-edit", args=[world.company.pk, row.pk]),
        reverse("case-company", args=[world.case.pk]),
    ]
    factories.join(world.case, world.away, Disclosure.SECTOR)
    assert [status(client, path) for path in paths] == [404] * 5
    remove = reverse("contact-remove", args=[world.company.pk, row.pk])
    assert client.post(remove).status_code == 404
    Company.objects.get(pk=world.company.pk)
    assert status(sign_in(world.manager), detail(world.company)) == 200


def test_who_knows_a_company_of_another_reads_it_and_changes_nothing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    client = sign_in(world.visitor)
    text = client.get(detail(world.company)).content.decode()
    assert "Fotonova Systems B.V." in text
    assert edit(world.company) not in text
    assert status(client, edit(world.company)) == 403
    assert client.post(edit(world.company), values()).status_code == 403
    assert status(sign_in(world.reader), edit(world.company)) == 403
    assert status(sign_in(world.colleague), edit(world.company)) == 200


def test_a_case_that_may_only_be_seen_anonymously_is_not_tied_to_its_company(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    second = factories.case(world.manager, company=world.company)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    factories.join(second, world.away)
    client = sign_in(world.visitor)
    assert status(client, reverse("case-detail", args=[second.pk])) == 200
    text = client.get(detail(world.company)).content.decode()
    assert world.case.reference in text
    assert second.reference not in text
    assert second.code_name not in text


def test_registering_a_company(world: SimpleNamespace, sign_in: SignIn) -> None:
    posted = values(
        kvk_number="87.65 43 21",
        technologies=["quantum", "semiconductor"],
        primary="quantum",
        listed="true",
        municipality="GM0772",
    )
    response = sign_in(world.manager).post(NEW, posted)
    company = Company.objects.get(name="Kwantumhal B.V.")
    assert (response.status_code, response["Location"]) == (302, detail(company))
    assert (company.organisation, company.kvk_number) == (world.home, "87654321")
    assert (company.listed, company.export_controlled) == (True, None)
    rows = company.company_technologies.values_list("technology_id", "primary")
    assert dict(rows) == {"quantum": True, "semiconductor": False}
    assert company.history.get().history_user == world.manager
    assert company.history.get().history_organisation == world.home


def test_who_may_not_register_a_company(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert status(sign_in(world.manager), NEW) == 200
    for user in (world.reader, world.ministry):
        assert status(sign_in(user), NEW) == 403
        assert sign_in(user).post(NEW, values()).status_code == 403
        assert status(sign_in(user), f"{CHECK}?name=fotonova") == 403
    assert not Company.objects.filter(name="Kwantumhal B.V.").exists()


def test_mistakes_stand_beside_their_field(world: SimpleNamespace, sign_in: SignIn) -> None:
    posted = values(
        name="", kvk_number="123", technologies=["quantum", "semiconductor"], primary=""
    )
    response = sign_in(world.manager).post(NEW, posted)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "kvk_number", "primary"}
    assert "acht cijfers" in response.content.decode()


def test_a_company_that_is_known_is_found_by_number_and_by_name(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    for query in (
        "kvk_number=1234.5678",
        "name=fotonova",
        "name=Fotonova+Sistems",
        "name=FOTONOVA+SYSTEMS+BV",
    ):
        assert detail(world.company) in client.get(f"{CHECK}?{query}").content.decode(), query
    for query in ("kvk_number=12345679", "name=Warmtepompen+Noord", "name=fo", "name="):
        assert detail(world.company) not in client.get(f"{CHECK}?{query}").content.decode(), query


def test_a_company_of_another_organisation_stays_unmentioned(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.visitor)
    text = client.get(f"{CHECK}?name=Fotonova+Systems&kvk_number=12345678").content.decode()
    assert str(world.company.pk) not in text
    posted = values(name="Fotonova Systems B.V.", kvk_number="12345678")
    assert client.post(NEW, posted).status_code == 302
    assert Company.objects.filter(kvk_number="12345678").count() == 2


def test_submitting_a_likely_double_asks_first(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    posted = values(name="Fotonova Systems")
    response = client.post(NEW, posted)
    assert response.status_code == 422
    assert detail(world.company) in response.content.decode()
    assert client.post(NEW, posted | {"different": "on"}).status_code == 302
    same = values(name="Geheel Anders", kvk_number="12345678", different="on")
    response = client.post(NEW, same)
    assert response.status_code == 422
    assert "al een bedrijf met dit KvK-nummer" in response.content.decode()


def test_possible_doubles_are_shown_where_both_are_known(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    other = factories.company(world.away, name="Fotonova Systems", kvk_number="12345678")
    assert detail(other) not in sign_in(world.manager).get(detail(world.company)).content.decode()
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert detail(other) in sign_in(world.visitor).get(detail(world.company)).content.decode()


def test_changing_a_company_keeps_one_primary_technology(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)

    def change(**changed: Any) -> Company:
        company = Company.objects.get(pk=world.company.pk)
        posted = values(name=company.name, kvk_number="12345678", version=company.version)
        response = client.post(edit(company), posted | changed)
        assert response.status_code == 302, response.context["form"].errors
        return company

    change(technologies=["quantum", "semiconductor"], primary="quantum")
    change(technologies=["quantum", "semiconductor"], primary="semiconductor")
    company = change(technologies=["semiconductor"], primary="", sector="Lichtchips")
    rows = company.company_technologies.values_list("technology_id", "primary")
    assert list(rows) == [("semiconductor", True)]
    company.refresh_from_db()
    assert (company.sector, company.version) == ("Lichtchips", 4)


def test_two_people_at_once_have_one_winner(world: SimpleNamespace, sign_in: SignIn) -> None:
    stale = values(name="Fotonova Systems B.V.", version=world.company.version)
    first = sign_in(world.colleague).post(edit(world.company), stale | {"sector": "Licht"})
    assert first.status_code == 302
    second = sign_in(world.manager).post(edit(world.company), stale | {"sector": "Anders"})
    assert second.status_code == 409
    assert "Bram Visser" in second.content.decode()
    world.company.refresh_from_db()
    assert world.company.sector == "Licht"


def test_a_new_name_that_a_profile_holds_is_refused(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.case(world.manager, company=world.company, summary="Een hal voor Lichtwerk")
    posted = values(name="Lichtwerk B.V.", version=world.company.version)
    response = sign_in(world.manager).post(edit(world.company), posted)
    assert response.status_code == 422
    assert "anonieme profiel" in response.content.decode()
    world.company.refresh_from_db()
    assert world.company.name == "Fotonova Systems B.V."


def test_contacts_are_added_changed_and_removed(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    first = contact(world.company, primary=True)
    path = reverse("contact-new", args=[world.company.pk])
    assert client.post(path, {"name": ""}).status_code == 422
    assert client.post(path, {"name": "P. Haas", "primary": "on"}).status_code == 302
    second = ContactPerson.objects.get(name="P. Haas")
    first.refresh_from_db()
    assert (first.primary, second.primary) == (False, True)
    change = reverse("contact-edit", args=[world.company.pk, second.pk])
    form = client.get(change).context["form"]
    posted = {"name": "P. de Haas", "stamp": form["stamp"].value()}
    assert client.post(change, posted).status_code == 302
    assert client.post(change, posted).status_code == 409
    remove = reverse("contact-remove", args=[world.company.pk, second.pk])
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert not ContactPerson.objects.filter(pk=second.pk).exists()
    assert ContactPerson.history.filter(id=second.pk).first().history_user == world.manager


def test_a_contact_is_reached_through_its_own_company_only(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    other = contact(factories.company(world.home))
    path = reverse("contact-edit", args=[world.company.pk, other.pk])
    assert status(sign_in(world.manager), path) == 404


def test_looking_at_a_company_is_logged_once_an_hour_without_its_name(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    def looks(user: User) -> list[AccessLog]:
        return list(AccessLog.objects.filter(kind="company", user=user))

    for _each in range(3):
        sign_in(world.reader).get(detail(world.company))
    row = looks(world.reader)[0]
    assert len(looks(world.reader)) == 1
    assert (row.action, row.case_id, row.subject) == (
        AccessLog.Action.VIEWED,
        world.case.pk,
        world.case.code_name,
    )
    alone = factories.company(world.home, name="Zonder Dossier B.V.")
    sign_in(world.reader).get(detail(alone))
    assert {row.subject for row in looks(world.reader)} == {world.case.code_name, "company"}


def test_a_case_leads_to_its_company(world: SimpleNamespace, sign_in: SignIn) -> None:
    response = sign_in(world.reader).get(reverse("case-company", args=[world.case.pk]))
    assert (response.status_code, response["Location"]) == (302, detail(world.company))
