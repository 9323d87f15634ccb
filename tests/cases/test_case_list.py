"""The list of cases: what each level of disclosure shows, the views, their counts, the filters."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions.case import update_case
from cases.actions.stage import close, put_on_hold
from cases.models import Case, CompanyTechnology, Disclosure, Task
from cases.querysets.case_views import VIEWS
from tests import factories
from tests.conftest import SignIn

LIST = reverse("case-list")
NAME = "Fotonova Systems B.V."


@pytest.fixture
def known(world: SimpleNamespace) -> SimpleNamespace:
    """The case of the world, with everything that a level may or may not show."""
    actor = factories.actor(world.manager)
    update_case(
        actor,
        world.case,
        {
            "origin_municipality": factories.municipality(),
            "activity": "pilot_line",
            "capex_eur": 185_000_000,
            "jobs_new_fte": 400,
            "jobs_retained_fte": 20,
        },
        None,
    )
    world.company.sector = "Lichtchips"
    actor.save(world.company)
    actor.save(CompanyTechnology(company=world.company, technology_id="quantum", primary=True))
    return world


def page(sign_in: SignIn, user: User, query: str = "view=all") -> str:
    response = sign_in(user).get(f"{LIST}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def shown(text: str, case: Case) -> bool:
    return reverse("case-detail", args=[case.pk]) in text


def task(case: Case, user: User, days: int, **values: Any) -> Task:
    due = timezone.localdate() + datetime.timedelta(days=days)
    values = {"title": "Netbeheerder bellen", "due_on": due, "assignee": user} | values
    values = {"organisation": case.origin} | values
    return Actor.system().save(Task(case=case, **values))


def table(text: str) -> str:
    return text[text.index("<tbody>") : text.index("</tbody>")]


def test_who_knows_the_company_reads_its_name_sector_and_place(
    known: SimpleNamespace, sign_in: SignIn
) -> None:
    text = table(page(sign_in, known.manager))
    for word in (NAME, "Lichtchips", "Quantum", "Eindhoven", known.case.reference, "420"):
        assert word in text
    assert "185,0" in text


@pytest.mark.parametrize(
    ("level", "reads", "never"),
    [
        (Disclosure.PROFILE, ["anoniem profiel"], ["Lichtchips", "Quantum", "Eindhoven", NAME]),
        (Disclosure.SECTOR, ["Lichtchips", "Quantum"], ["Eindhoven", NAME, "anoniem profiel"]),
    ],
)
def test_a_level_shows_no_more_than_it_may(
    known: SimpleNamespace, sign_in: SignIn, level: str, reads: list[str], never: list[str]
) -> None:
    factories.join(known.case, known.away, level)
    text = table(page(sign_in, known.visitor))
    assert known.case.code_name in text
    assert "185,0" in text  # the profile itself
    for word in reads:
        assert word in text
    for word in never:
        assert word not in text


def test_a_next_action_of_others_stays_with_who_may_read_it(
    known: SimpleNamespace, sign_in: SignIn
) -> None:
    task(known.case, known.manager, -3, title="Fotonova terugbellen")
    factories.join(known.case, known.away)
    assert "Fotonova terugbellen" in table(page(sign_in, known.manager))
    assert "te laat" in table(page(sign_in, known.manager))
    anonymous = table(page(sign_in, known.visitor))
    assert "Fotonova" not in anonymous
    assert "te laat" not in anonymous
    assert not shown(page(sign_in, known.visitor, "view=late"), known.case)


@pytest.mark.parametrize(
    "query",
    ["province=NL-NB", "technology=quantum", "activity=pilot_line", "q=fotonova"],
)
def test_a_filter_finds_only_where_its_field_is_known(
    known: SimpleNamespace, sign_in: SignIn, query: str
) -> None:
    factories.join(known.case, known.away)
    assert shown(page(sign_in, known.manager, query), known.case)
    assert shown(page(sign_in, known.visitor), known.case)  # otherwise visible
    assert not shown(page(sign_in, known.visitor, query), known.case)


def test_sorting_by_name_uses_the_name_that_is_shown(
    known: SimpleNamespace, sign_in: SignIn
) -> None:
    last = factories.case(known.manager, company=factories.company(known.home, name="Aaa Eerste"))
    for case in (known.case, last):
        factories.join(case, known.away)
    names = sorted([known.case.code_name, last.code_name])
    text = table(page(sign_in, known.visitor, "view=all&sort=name"))
    assert text.index(names[0]) < text.index(names[1])
    informed = table(page(sign_in, known.manager, "view=all&sort=name"))
    assert informed.index("Aaa Eerste") < informed.index(NAME)


def test_every_view_holds_what_its_tab_counts(known: SimpleNamespace, sign_in: SignIn) -> None:
    actor = factories.actor(known.manager)
    quiet = factories.case(known.manager, at=timezone.now() - datetime.timedelta(days=40))
    held = factories.case(known.manager)
    put_on_hold(actor, held, None, "Wacht", timezone.localdate() + datetime.timedelta(days=9))
    done = factories.case(known.colleague)
    close(actor, done, None, "stopped", "Plan van de baan")
    late = factories.case(known.colleague)
    task(late, known.manager, -2)
    factories.case(known.visitor)  # of another organisation: in no count
    expected = {
        "mine": {known.case, quiet, held},
        "waiting": {late},
        "late": {late},
        "silent": {quiet},
        "feasible": set(),
        "running": {known.case, quiet, held, late},
        "closed": {done},
        "all": {known.case, quiet, held, late, done},
    }
    everything = list(Case.objects.all())
    for view in VIEWS:
        text = page(sign_in, known.manager, f"view={view}")
        assert {case for case in everything if shown(text, case)} == expected[view], view
        counts = sign_in(known.manager).get(reverse("case-list-counts"), {"view": view}).text
        tab = re.search(rf'<li><a href="\?view={view}"[^>]*>.*?</li>', counts, re.DOTALL)
        assert tab is not None
        assert f">{len(expected[view])}</span>" in tab.group(), view


def test_an_empty_view_says_why(known: SimpleNamespace, sign_in: SignIn) -> None:
    assert "Niets is te laat" in page(sign_in, known.manager, "view=late")
    nothing = page(sign_in, known.manager, "view=all&q=bestaatniet")
    assert "Geen dossier voldoet aan deze filters" in nothing
    assert "Nog geen dossiers" in page(sign_in, known.visitor)


def test_htmx_gets_the_list_only(known: SimpleNamespace, sign_in: SignIn) -> None:
    response = sign_in(known.manager).get(
        f"{LIST}?view=all&q=fotonova", headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert "<html" not in text
    assert shown(text, known.case)
    assert "q=fotonova" in text  # the export follows the filters
    # Kept by the browser, this part would be shown as the page when somebody goes back.
    assert "no-store" in response["Cache-Control"]


def test_a_page_number_or_view_that_does_not_exist_shows_the_list(
    known: SimpleNamespace, sign_in: SignIn
) -> None:
    text = page(sign_in, known.manager, "view=nergens&page=999&sort=raar&stage=onzin&manager=x")
    assert shown(text, known.case)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    known: SimpleNamespace, sign_in: SignIn, settings: Any
) -> None:
    settings.PAGE_SIZE = 100

    def queries() -> int:
        client = sign_in(known.manager)
        client.get(f"{LIST}?view=all")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}?view=all").status_code == 200
        return len(seen)

    def more(number: int) -> None:
        for _each in range(number):
            task(factories.case(known.manager), known.manager, -1)

    more(9)
    few = queries()
    more(50)
    assert queries() == few
    assert few <= 25
