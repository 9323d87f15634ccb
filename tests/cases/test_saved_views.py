"""Views of the list of cases that people keep: for whom, with which counts, and what they tell."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.models.organisation import Role
from cases.actions.saved import MOST
from cases.models import SavedView
from tests import factories


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """Three cases of one organisation, of which another may see one as a profile."""
    home, other = factories.organisation(name="ROM Thuis"), factories.organisation(name="ROM Ver")
    anna = factories.person(home, name="Anna")
    found: dict[str, Any] = {"home": home, "anna": anna, "other": other}
    found["bert"] = factories.person(home, name="Bert")
    found["chef"] = factories.person(home, name="Chef", role=Role.MANAGER)
    found["lezer"] = factories.person(home, name="Lezer", role=Role.READER)
    found["ver"] = factories.person(other, name="Ver")
    company = factories.company(home, name="Fotonova Systems B.V.")
    cases = [factories.case(anna, company=company), factories.case(anna), factories.case(anna)]
    factories.join(cases[0], other)
    return found | {"cases": cases}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def keep(user: User, name: str, query: str = "view=all", **values: Any) -> Any:
    data = {"name": name, "query": query, **values}
    return browser(user).post(reverse("saved-view-new"), data)


def page(user: User, query: str = "view=all") -> str:
    return browser(user).get(f"{reverse('case-list')}?{query}").content.decode()


def test_a_kept_view_opens_the_same_list(world: dict[str, Any]) -> None:
    query = "view=all&stage=intake&sort=reference&col=sector&col=opened&onzin=1&page=3"
    assert keep(world["anna"], "Intake op nummer", query).status_code == 302
    view = SavedView.objects.get()
    assert view.query == "view=all&stage=intake&sort=reference&col=sector&col=opened"
    assert (view.owner, view.organisation) == (world["anna"], None)
    assert view.history.get().history_organisation == world["home"]
    client = browser(world["anna"])
    text = client.get(reverse("saved-views")).content.decode()
    assert f"weergave={view.pk}" in text
    text = page(world["anna"], f"{view.query}&weergave={view.pk}")
    tab = text[text.index("Intake op nummer") - 400 : text.index("Intake op nummer")]
    assert 'aria-current="page"' in tab
    assert text.count("<tr data-row") == 3
    assert reverse("saved-view-edit", args=[view.pk]) in text


def test_the_chosen_columns_are_shown_and_no_others(world: dict[str, Any]) -> None:
    text = page(world["anna"], "view=all&col=area&col=manager")
    head = text[text.index("<thead") : text.index("</thead")]
    assert head.count("<th ") == 5  # the box, the case and the company are always there
    assert "Investering" not in head
    assert "Gevraagde grond" in head
    whole = page(world["anna"], "view=all&col=bestaat-niet")
    head = whole[whole.index("<thead") : whole.index("</thead")]
    assert head.count("<th ") == 10


def test_a_column_tells_a_viewer_no_more_than_they_may_know(world: dict[str, Any]) -> None:
    case = world["cases"][0]
    case.company.sector = "Fotonica"
    factories.actor(world["anna"]).save(case.company)
    assert "Fotonica" in page(world["bert"], "view=all&col=sector")
    text = page(world["ver"], "view=all&col=sector&col=technology")
    assert case.reference in text
    assert "Fotonica" not in text
    assert "Fotonova" not in text


def test_own_views_are_for_oneself_and_shared_ones_for_the_organisation(
    world: dict[str, Any],
) -> None:
    keep(world["anna"], "Van mij")
    assert keep(world["anna"], "Van ons", shared="on").status_code == 302
    for who, sees in (("bert", True), ("lezer", True), ("ver", False)):
        text = page(world[who])
        assert "Van mij" not in text, who
        assert ("Van ons" in text) == sees, who
    view = SavedView.objects.get(name="Van ons")
    for name in ("saved-view-edit", "saved-view-remove"):
        path = reverse(name, args=[view.pk])
        assert browser(world["bert"]).post(path).status_code == 403
        assert browser(world["ver"]).post(path).status_code == 404
    assert SavedView.objects.filter(name="Van ons").exists()


def test_everybody_sees_the_count_of_what_they_may_see(world: dict[str, Any]) -> None:
    factories.person(world["other"], name="Tussen")
    keep(world["anna"], "Drie", shared="on")
    view = SavedView.objects.get()
    between = factories.person(world["other"], name="Beide")
    assert _count(world["bert"], "Drie") == 3
    view.organisation = world["other"]
    factories.actor(world["anna"]).save(view)
    assert _count(between, "Drie") == 1


def _count(user: User, name: str) -> int:
    text = browser(user).get(reverse("saved-views")).content.decode()
    row = text[text.index(f">{name}</a>") :]
    return int(row.split('class="num">')[1].split("<")[0])


def test_a_shared_view_tells_no_company(world: dict[str, Any]) -> None:
    anna = world["anna"]
    for name, query in (
        ("Fotonova en meer", "view=all"),
        ("Alles van fotonova systems", "view=all"),
        ("Netjes", "view=all&q=Fotonova"),
    ):
        response = keep(anna, name, query, shared="on")
        assert response.status_code == 422, name
    assert not SavedView.objects.exists()
    assert keep(anna, "Fotonova en meer", "view=all&q=Fotonova").status_code == 302
    assert "Fotonova" not in page(world["ver"])


def test_a_reader_keeps_views_and_shares_none(world: dict[str, Any]) -> None:
    assert keep(world["lezer"], "Voor mij", shared="on").status_code == 302
    assert SavedView.objects.get().organisation is None


def test_a_view_is_changed_by_who_made_it_and_not_over_a_newer_one(world: dict[str, Any]) -> None:
    keep(world["anna"], "Eerst")
    view = SavedView.objects.get()
    path = reverse("saved-view-edit", args=[view.pk])
    text = browser(world["anna"]).get(f"{path}?view=late").content.decode()
    assert 'value="view=late"' in text
    data = {"name": "Later", "query": "view=late", "version": view.version}
    assert browser(world["anna"]).post(path, data).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.query) == ("Later", "view=late")
    assert browser(world["anna"]).post(path, data | {"name": "Oud"}).status_code == 409
    assert browser(world["anna"]).get(path).status_code == 200


def test_thrown_away_by_who_made_it_or_when_shared_by_a_manager(world: dict[str, Any]) -> None:
    keep(world["anna"], "Van mij")
    keep(world["anna"], "Van ons", shared="on")
    mine, ours = SavedView.objects.get(name="Van mij"), SavedView.objects.get(name="Van ons")
    chef = browser(world["chef"])
    assert chef.post(reverse("saved-view-remove", args=[mine.pk])).status_code == 404
    assert chef.post(reverse("saved-view-remove", args=[ours.pk])).status_code == 302
    anna = browser(world["anna"])
    assert anna.post(reverse("saved-view-remove", args=[mine.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_names_are_once_and_there_is_a_limit(world: dict[str, Any]) -> None:
    keep(world["anna"], "Dezelfde")
    assert keep(world["anna"], "DEZELFDE").status_code == 422
    assert keep(world["bert"], "Dezelfde").status_code == 302
    actor = factories.actor(world["anna"])
    for number in range(MOST - 1):
        actor.save(SavedView(name=f"Weergave {number}", query="view=all", owner=world["anna"]))
    assert keep(world["anna"], "Nog een").status_code == 422


def test_all_counts_come_in_one_query(
    world: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    client = browser(world["anna"])
    client.get(reverse("saved-views"))
    for number in range(8):
        keep(
            world["anna"],
            f"Weergave {number}",
            f"view=all&sort=reference&hold={'no' * (number % 2)}",
        )
    with django_assert_max_num_queries(20):
        client.get(reverse("saved-views"))


def test_what_was_just_kept_opens_as_its_own_tab(world: dict[str, Any]) -> None:
    answer = keep(world["anna"], "Alleen de intake", "view=all&stage=intake")
    view = SavedView.objects.get()
    assert answer["Location"].endswith(f"?view=all&stage=intake&weergave={view.pk}")
    text = browser(world["anna"]).get(answer["Location"]).content.decode()
    tab = text[text.index("Alleen de intake") - 400 : text.index("Alleen de intake")]
    assert 'aria-current="page"' in tab


@pytest.mark.parametrize(("column", "low", "high"), [("area", 2, 9), ("power", 1, 12)])
def test_every_figure_can_be_sorted_on(
    world: dict[str, Any], column: str, low: int, high: int
) -> None:
    field = {"area": "area_ha", "power": "power_mw"}[column]
    for case, value in zip(world["cases"], (high, None, low), strict=True):
        setattr(case, field, value)
        factories.actor(world["anna"]).save(case)
    text = page(world["anna"], f"view=all&sort={column}&col={column}")
    small, large, unknown = (text.index(world["cases"][n].reference) for n in (2, 0, 1))
    assert small < large < unknown
    text = page(world["anna"], f"view=all&sort=-{column}&col={column}")
    small, large, unknown = (text.index(world["cases"][n].reference) for n in (2, 0, 1))
    assert large < small < unknown
    assert f"sort={column}" in text


def test_the_list_is_sorted_by_the_day_of_opening(world: dict[str, Any]) -> None:
    first, *_others, last = (case.reference for case in world["cases"])
    text = page(world["anna"], "view=all&sort=opened&col=opened")
    assert text.index(first) < text.index(last)
    text = page(world["anna"], "view=all&sort=-opened&col=opened")
    assert text.index(last) < text.index(first)
