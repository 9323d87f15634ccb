"""The key facts: what may stand in them, and two people who change them at once."""

from types import SimpleNamespace
from typing import Any

from django.test import Client

from cases.models import Case
from tests import factories
from tests.cases.road import fresh, url
from tests.conftest import SignIn


def values(case: Case, **changes: object) -> dict[str, object]:
    """The form as it is shown now, with what is typed in it."""
    row = fresh(case)
    shown = {
        "account_manager": row.account_manager_id,
        "waiting_on": row.waiting_on,
        "confidentiality": row.confidentiality,
        "summary": row.summary,
        "situation": row.situation,
        "jobs_new_fte": "" if row.jobs_new_fte is None else row.jobs_new_fte,
        "version": row.version,
    }
    return shown | changes


def post(client: Client, case: Case, data: dict[str, object]) -> Any:
    return client.post(url("case-edit", case), data)


def test_the_account_manager_changes_the_facts(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    changed = values(world.case, situation="Groeit uit haar jas", jobs_new_fte="40")
    assert post(client, world.case, changed).status_code == 302
    row = fresh(world.case)
    assert (row.situation, row.jobs_new_fte, row.version) == ("Groeit uit haar jas", 40, 2)
    last = row.history.first()
    assert (last.history_user, last.history_organisation_id) == (world.manager, world.home.pk)


def test_others_do_not(world: SimpleNamespace, sign_in: SignIn) -> None:
    data = values(world.case, situation="Anders")
    assert post(sign_in(world.visitor), world.case, data).status_code == 404
    factories.join(world.case, world.away)
    for user in (world.visitor, world.reader):
        client = sign_in(user)
        assert client.get(url("case-edit", world.case)).status_code == 403
        assert post(client, world.case, data).status_code == 403
    assert fresh(world.case).situation == ""


def test_the_anonymous_profile_may_not_name_the_company(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    for text in ("Fotonova zoekt ruimte", "FOTO NOVA systems", "KvK 1234 5678"):
        response = post(client, world.case, values(world.case, summary=text))
        assert response.status_code == 422, text
        assert text in response.text, "what was typed stays"
    assert fresh(world.case).summary == ""
    safe = values(world.case, summary="Een maker van lasers", situation="Fotonova groeit")
    assert post(client, world.case, safe).status_code == 302


def test_only_people_of_the_origin_become_account_manager(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    for user in (world.visitor, world.reader):
        data = values(world.case, account_manager=user.pk)
        assert post(client, world.case, data).status_code == 422
    data = values(world.case, account_manager=world.colleague.pk)
    assert post(client, world.case, data).status_code == 302


def test_both_changed_the_same_field_and_nothing_typed_is_lost(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    mine = values(world.case, situation="Tekst van Anna")
    theirs = values(world.case, situation="Tekst van Bram")
    assert post(sign_in(world.colleague), world.case, theirs).status_code == 302
    client = sign_in(world.manager)
    response = post(client, world.case, mine)
    assert response.status_code == 409
    assert world.colleague.name in response.text
    for text in ("Tekst van Anna", "Tekst van Bram"):
        assert text in response.text
    form = response.context["form"]
    assert form["situation"].value() == "Tekst van Anna"
    assert form["version"].value() == fresh(world.case).version
    assert fresh(world.case).situation == "Tekst van Bram"
    again = mine | {"version": form["version"].value()}
    assert post(client, world.case, again).status_code == 302
    assert fresh(world.case).situation == "Tekst van Anna"


def test_what_the_other_changed_elsewhere_is_kept(world: SimpleNamespace, sign_in: SignIn) -> None:
    mine = values(world.case, situation="Tekst van Anna")
    theirs = values(world.case, jobs_new_fte="55", waiting_on="grid")
    assert post(sign_in(world.colleague), world.case, theirs).status_code == 302
    response = post(sign_in(world.manager), world.case, mine)
    assert response.status_code == 409
    form = response.context["form"]
    assert form["situation"].value() == "Tekst van Anna"
    assert form["jobs_new_fte"].value() == 55
    assert form["waiting_on"].value() == "grid"
    kept = {row.kept for row in response.context["differences"]}
    assert kept == {"typed", "now"}
