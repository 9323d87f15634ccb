"""Versions of the requirements: drafted, signed, never changed again, compared."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.request import save_requirement, sign, start_version
from cases.actions.stage import move_back
from cases.models import Case, Disclosure, Requirement, ScaleUpRequest, Task
from cases.units import convert, formula
from sites.models import Criterion
from tests import factories
from tests.conftest import SignIn

MUST = {"level": "must", "weight": 10, "note": "", "target": None, "maximum": None, "text": ""}


def url(name: str, case: Case, *more: object) -> str:
    return reverse(name, args=[case.pk, *more])


def row(case: Case, code: str, minimum: int | None = None, **more: Any) -> Requirement:
    values = MUST | {"criterion": Criterion.objects.get(pk=code), "minimum": minimum} | more
    return save_requirement(factories.actor(case.account_manager), case, None, values)


def drafted(case: Case) -> ScaleUpRequest:
    """A first draft that asks 2 hectares."""
    draft = start_version(factories.actor(case.account_manager), case)
    row(case, "plot_area_ha", 2)
    return draft


def signed(case: Case) -> ScaleUpRequest:
    drafted(case)
    return sign(factories.actor(case.account_manager), case, "M. Jansen", timezone.localdate())


def entry(criterion: str, **values: Any) -> dict[str, Any]:
    return {"criterion": criterion, "level": "must", "weight": 10, "note": ""} | values


def add(client: Client, case: Case, criterion: str, **values: Any) -> Any:
    return client.post(url("requirement-add", case), entry(criterion, **values))


def test_first_version_is_drawn_up_filled_and_signed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, case = sign_in(world.manager), world.case
    client.post(url("request-new", case), {"reason": ""})
    answer = add(client, case, "plot_area_ha", minimum="2,5", target="4", unit="ha")
    assert answer.status_code == 302
    form = client.get(url("request-sign", case)).context["form"]
    data = {
        "signed_by": "M. Jansen",
        "signed_on": timezone.localdate().isoformat(),
        "stamp": form["stamp"].value(),
    }
    assert client.post(url("request-sign", case), data).status_code == 302
    version = ScaleUpRequest.objects.get(case=case)
    assert (version.status, version.number, version.signed_by) == ("signed", 1, "M. Jansen")
    kept = version.requirements.get()
    assert (kept.minimum, kept.target, kept.note) == (Decimal("2.5"), Decimal(4), "")


def test_reader_and_participant_do_not_edit(world: SimpleNamespace, sign_in: SignIn) -> None:
    drafted(world.case)
    kept = Requirement.objects.get(request__case=world.case)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    pages = [("requirement-add", ()), ("requirement-edit", (kept.pk,)), ("request-sign", ())]
    pages += [("request-discard", ()), ("request-new", ())]
    for name, more in pages:
        assert sign_in(world.manager).get(url(name, world.case, *more)).status_code == 200
        for user in (world.reader, world.visitor):
            assert sign_in(user).get(url(name, world.case, *more)).status_code == 403
    removal = url("requirement-remove", world.case, kept.pk)
    assert sign_in(world.visitor).post(removal).status_code == 403
    assert Requirement.objects.filter(pk=kept.pk).exists()


def test_signed_version_is_read_anonymously_and_a_draft_is_not(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    drafted(world.case)
    factories.join(world.case, world.away)
    client = sign_in(world.visitor)
    plot = str(Criterion.objects.get(pk="plot_area_ha"))
    assert plot in sign_in(world.reader).get(url("case-requirements", world.case)).text
    assert plot not in client.get(url("case-requirements", world.case)).text
    assert not Requirement.objects.visible_to(world.visitor).exists()
    sign(factories.actor(world.manager), world.case, "M. Jansen", timezone.localdate())
    text = client.get(url("case-requirements", world.case)).text
    assert plot in text
    assert "Jansen" not in text
    assert "Fotonova" not in text
    assert "Jansen" in sign_in(world.reader).get(url("case-requirements", world.case)).text


def test_signed_version_never_changes(world: SimpleNamespace, sign_in: SignIn) -> None:
    signed(world.case)
    kept = Requirement.objects.get(request__case=world.case)
    client = sign_in(world.manager)
    edit = url("requirement-edit", world.case, kept.pk)
    assert client.get(edit).status_code == 200
    attempts = [
        client.post(edit, entry("plot_area_ha", minimum="9", unit="ha")),
        add(client, world.case, "power_mw", minimum="5", unit="MW"),
    ]
    assert [answer.status_code for answer in attempts] == [422, 422]
    client.post(url("requirement-remove", world.case, kept.pk))
    assert client.get(url("request-sign", world.case)).status_code == 404
    assert client.post(url("request-discard", world.case), {"reason": "x"}).status_code == 404
    kept.refresh_from_db()
    assert (kept.minimum, kept.request.requirements.count()) == (2, 1)

    start_version(factories.actor(world.manager), world.case, "Meer grond nodig")
    client.post(edit, entry("plot_area_ha", minimum="9", unit="ha"))
    client.post(url("requirement-remove", world.case, kept.pk))
    kept.refresh_from_db()
    assert kept.minimum == 2


def test_database_keeps_a_signed_version(world: SimpleNamespace) -> None:
    """Whoever goes past the actions meets the same answer."""
    version = signed(world.case)
    kept = Requirement.objects.get(request=version)
    attempts: list[Callable[[], object]] = [
        lambda: Requirement.objects.filter(pk=kept.pk).update(minimum=9),
        lambda: Requirement.objects.filter(pk=kept.pk).delete(),
        lambda: ScaleUpRequest.objects.filter(pk=version.pk).update(signed_by="Iemand anders"),
        lambda: ScaleUpRequest.objects.filter(pk=version.pk).update(status="draft"),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            attempt()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL brandpunt.erasure = 'on'")
        assert Requirement.objects.filter(pk=kept.pk).update(minimum=9) == 1


def test_new_version_copies_and_supersedes(world: SimpleNamespace, sign_in: SignIn) -> None:
    first = signed(world.case)
    client = sign_in(world.manager)
    assert client.post(url("request-new", world.case), {"reason": ""}).status_code == 422
    client.post(url("request-new", world.case), {"reason": "Meer grond nodig"})
    again = client.post(url("request-new", world.case), {"reason": "Nog een"})
    assert again.status_code == 422
    draft = ScaleUpRequest.objects.get(case=world.case, status="draft")
    copy = draft.requirements.get()
    assert (draft.number, copy.minimum, copy.history.count()) == (2, 2, 1)
    first.refresh_from_db()
    assert first.status == "signed"
    sign(factories.actor(world.manager), world.case, "M. Jansen", timezone.localdate())
    first.refresh_from_db()
    assert first.status == "superseded"


@pytest.mark.parametrize(("stage", "tasks"), [("intake", 0), ("matching", 1)])
def test_signing_beyond_intake_asks_to_look_again(
    world: SimpleNamespace, stage: str, tasks: int
) -> None:
    actor = factories.actor(world.manager)
    if stage == "matching":
        world.case.stage = "decision"
        actor.save(world.case)
        world.case = move_back(actor, world.case, None, "matching", "Opnieuw zoeken")
    signed(world.case)
    found = Task.objects.filter(case=world.case)
    assert found.count() == tasks
    for task in found:
        assert (task.assignee, task.organisation) == (world.manager, world.home)


def test_signing_asks_a_must_and_a_day_that_has_been(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case, client = world.case, sign_in(world.manager)
    start_version(factories.actor(world.manager), case)
    row(case, "plot_area_ha", 2, level="wish")
    stamp = client.get(url("request-sign", case)).context["form"]["stamp"].value()
    today = timezone.localdate()
    data = {"signed_by": "M. Jansen", "signed_on": today.isoformat(), "stamp": stamp}
    assert client.post(url("request-sign", case), data).status_code == 422
    row(case, "power_mw", 5)
    assert client.post(url("request-sign", case), data).status_code == 409  # a draft since changed
    data["stamp"] = client.get(url("request-sign", case)).context["form"]["stamp"].value()
    tomorrow = today + datetime.timedelta(days=1)
    late = data | {"signed_on": tomorrow.isoformat()}
    assert client.post(url("request-sign", case), late).status_code == 422
    assert client.post(url("request-sign", case), data).status_code == 302


def test_two_people_change_one_requirement(world: SimpleNamespace, sign_in: SignIn) -> None:
    drafted(world.case)
    kept = Requirement.objects.get(request__case=world.case)
    client = sign_in(world.manager)
    edit = url("requirement-edit", world.case, kept.pk)
    stamp = client.get(edit).context["form"]["stamp"].value()
    data = entry("plot_area_ha", minimum="3", unit="ha", stamp=stamp)
    assert client.post(edit, data).status_code == 302
    assert sign_in(world.colleague).post(edit, data | {"minimum": "4"}).status_code == 409
    kept.refresh_from_db()
    assert kept.minimum == 3


def test_removed_requirement_comes_back(world: SimpleNamespace, sign_in: SignIn) -> None:
    drafted(world.case)
    kept = Requirement.objects.get(request__case=world.case)
    client = sign_in(world.manager)
    page = client.post(url("requirement-remove", world.case, kept.pk), follow=True)
    assert url("requirement-restore", world.case, kept.pk) in page.text
    assert not Requirement.objects.filter(pk=kept.pk).exists()
    client.post(url("requirement-restore", world.case, kept.pk))
    assert Requirement.objects.get(pk=kept.pk).minimum == 2


def test_discarded_draft_leaves_the_signed_version(world: SimpleNamespace, sign_in: SignIn) -> None:
    signed(world.case)
    start_version(factories.actor(world.manager), world.case, "Vergissing")
    client = sign_in(world.manager)
    client.post(url("request-discard", world.case), {"reason": "Vergissing"})
    assert list(ScaleUpRequest.objects.values_list("number", "status")) == [(1, "signed")]
    assert Requirement.history.filter(history_type="-", request__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("criterion", "values", "kept"),
    [
        ("plot_area_ha", {"minimum": "24.000", "unit": "m²"}, {"minimum": Decimal("2.4")}),
        ("power_mw", {"minimum": "8", "unit": "MVA"}, {"minimum": Decimal("7.6")}),
        (
            "power_mw",
            {"minimum": "8", "unit": "MVA", "cos_phi": "0,9"},
            {"minimum": Decimal("7.2")},
        ),
        ("power_mw", {"minimum": "500", "unit": "kW"}, {"minimum": Decimal("0.5")}),
        ("connection_mva", {"minimum": "7,6", "unit": "MW"}, {"minimum": Decimal(8)}),
        ("grid_year", {"maximum": "2030"}, {"maximum": Decimal(2030)}),
        ("env_category", {"option": "4.2"}, {"text": "4.2"}),
        ("has_rail", {"answer": "no"}, {"text": "no"}),
        ("tenure", {"options": ["buy", "rent"]}, {"text": "buy|rent"}),
        ("motorway_minutes", {"level": "wish", "target": "10"}, {"target": Decimal(10)}),
    ],
)
def test_every_kind_is_kept_in_the_unit_of_its_criterion(
    world: SimpleNamespace, sign_in: SignIn, criterion: str, values: Any, kept: Any
) -> None:
    start_version(factories.actor(world.manager), world.case)
    answer = add(sign_in(world.manager), world.case, criterion, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    saved = Requirement.objects.get(request__case=world.case)
    assert {name: getattr(saved, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("criterion", "values", "wrong"),
    [
        ("plot_area_ha", {"unit": "ha"}, "minimum"),
        ("plot_area_ha", {"target": "3", "unit": "ha"}, "minimum"),
        ("plot_area_ha", {"minimum": "3", "target": "2", "unit": "ha"}, "target"),
        ("plot_area_ha", {"minimum": "-1", "unit": "ha"}, "minimum"),
        ("plot_area_ha", {"minimum": "0,1", "unit": "m²"}, "minimum"),
        ("plot_area_ha", {"minimum": "2", "unit": "MW"}, "unit"),
        ("grid_year", {"maximum": "2030", "target": "2031"}, "target"),
        ("env_category", {"option": ""}, "option"),
        ("env_category", {"option": "9"}, "option"),
        ("has_rail", {}, "answer"),
        ("tenure", {"options": []}, "options"),
        ("tenure", {"options": ["stelen"]}, "options"),
        ("nonsens", {"minimum": "2"}, "criterion"),
        ("plot_area_ha", {"minimum": "2", "unit": "ha", "weight": 101}, "weight"),
        ("plot_area_ha", {"minimum": "2", "unit": "ha", "note": "Voor FotoNova!"}, "note"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(
    world: SimpleNamespace, sign_in: SignIn, criterion: str, values: Any, wrong: str
) -> None:
    start_version(factories.actor(world.manager), world.case)
    answer = add(sign_in(world.manager), world.case, criterion, **values)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Requirement.objects.exists()


def test_note_says_what_was_entered_and_keeps_it(world: SimpleNamespace, sign_in: SignIn) -> None:
    start_version(factories.actor(world.manager), world.case)
    client = sign_in(world.manager)
    add(client, world.case, "power_mw", minimum="8", unit="MVA", note="In 2029")
    saved = Requirement.objects.get(request__case=world.case)
    assert saved.note == "In 2029 [8 MVA × cos φ 0,95 = 7,6 MW]"
    edit = url("requirement-edit", world.case, saved.pk)
    form = client.get(edit).context["form"]
    assert (form["note"].value(), form["minimum"].value()) == ("In 2029", Decimal("7.6"))
    same = entry("power_mw", minimum="7,6", unit="MW", note="In 2030")
    client.post(edit, same)
    saved.refresh_from_db()
    assert saved.note == "In 2030 [8 MVA × cos φ 0,95 = 7,6 MW]"
    client.post(edit, same | {"minimum": "9"})
    saved.refresh_from_db()
    assert saved.note == "In 2030"


def test_criterion_stands_once_in_a_version(world: SimpleNamespace, sign_in: SignIn) -> None:
    drafted(world.case)
    client = sign_in(world.manager)
    assert add(client, world.case, "power_mw", minimum="2", unit="MW").status_code == 302
    assert add(client, world.case, "plot_area_ha", minimum="2", unit="ha").status_code == 422


def test_form_without_javascript_has_every_field_and_with_htmx_the_fitting_ones(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    start_version(factories.actor(world.manager), world.case)
    client = sign_in(world.manager)
    page = client.get(url("requirement-add", world.case)).text
    for name in ("minimum", "maximum", "target", "unit", "cos_phi", "option", "options", "answer"):
        assert f'name="{name}"' in page
    part = client.get(
        url("requirement-add", world.case),
        {"criterion": "power_mw"},
        headers={"hx-request": "true"},
    ).text
    assert "<html" not in part
    assert 'name="minimum"' in part
    assert 'name="cos_phi"' in part
    assert 'name="option"' not in part


def test_units_convert_both_ways() -> None:
    assert convert(Decimal(24_000), "m²", "ha") == Decimal("2.4")
    assert convert(convert(Decimal(8), "MVA", "MW"), "MW", "MVA") == Decimal(8)
    assert convert(Decimal(3), "maanden", "maanden") == 3
    assert formula(Decimal(24_000), "m²", "ha", Decimal(1)) == "24.000 m² = 2,4 ha"
    with pytest.raises(ValueError, match="cannot"):
        convert(Decimal(1), "ha", "MW")


def test_difference_names_what_was_added_removed_and_changed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    actor = factories.actor(world.manager)
    drafted(world.case)
    row(world.case, "power_mw", 3)
    row(world.case, "has_rail", text="yes")
    sign(actor, world.case, "M. Jansen", timezone.localdate())
    start_version(actor, world.case, "Meer stroom")
    draft = ScaleUpRequest.objects.get(case=world.case, status="draft")
    power = draft.requirements.get(criterion="power_mw")
    values = MUST | {"minimum": 8, "level": "wish"}
    save_requirement(actor, world.case, power, values)
    client = sign_in(world.manager)
    client.post(
        url("requirement-remove", world.case, draft.requirements.get(criterion="has_rail").pk)
    )
    row(world.case, "tenure", text="buy|rent")

    page = client.get(url("request-diff", world.case), {"van": 1, "naar": 2})
    found = {d.criterion.pk: d for d in page.context["differences"]}
    assert {code: d.kind for code, d in found.items()} == {
        "power_mw": "changed",
        "has_rail": "removed",
        "tenure": "added",
    }
    assert [(old[-4:], new[-4:]) for _name, old, new in found["power_mw"].parts][1] == (
        "3\u00a0MW",
        "8\u00a0MW",
    )
    assert page.context["same"] == 1
    assert client.get(url("request-diff", world.case)).context["differences"] != []
    wrong = client.get(url("request-diff", world.case), {"van": 1, "naar": 7})
    assert wrong.status_code == 422


def test_difference_with_a_draft_is_not_for_the_regions(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    signed(world.case)
    start_version(factories.actor(world.manager), world.case, "Meer stroom")
    factories.join(world.case, world.away)
    asked = {"van": 1, "naar": 2}
    page = url("request-diff", world.case)
    assert sign_in(world.manager).get(page, asked).status_code == 200
    assert sign_in(world.visitor).get(page, asked).status_code == 422
