"""A request in parts: building blocks of a draft, copied, compared, and fixed by signing."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions.request import save_requirement, sign, start_version
from cases.models import BuildingBlock, Case, Requirement, ScaleUpRequest
from sites.models import Criterion
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

MUST = {"level": "must", "weight": 10, "note": "", "text": "", "target": None, "maximum": None}


def drafted(case: Case) -> ScaleUpRequest:
    return start_version(factories.actor(case.account_manager), case)


def ask(case: Case, code: str, minimum: int, block: BuildingBlock | None = None) -> Requirement:
    values = MUST | {"criterion": Criterion.objects.get(pk=code), "minimum": minimum}
    actor = factories.actor(case.account_manager)
    return save_requirement(actor, case, None, values | {"block": block})


def add(client: Any, case: Case, name: str, activity: str = "") -> BuildingBlock:
    answer = client.post(url("block-add", case), {"name": name, "activity": activity})
    assert answer.status_code == 302, answer.context["form"].errors
    return BuildingBlock.objects.get(request__case=case, name=name)


def signed(case: Case) -> ScaleUpRequest:
    return sign(factories.actor(case.account_manager), case, "M. Jansen", timezone.localdate())


def test_blocks_are_added_renamed_and_shown_with_what_they_ask(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    line, hall = add(client, case, "Proeflijn", "pilot_line"), add(client, case, "Hal")
    form = {"level": "must", "weight": 10, "note": "", "minimum": "2", "unit": "ha"}
    for block in ("", str(line.pk)):  # the same criterion, of the whole and of a part
        data = form | {"criterion": "plot_area_ha", "block": block}
        assert client.post(url("requirement-add", case), data).status_code == 302
        assert client.post(url("requirement-add", case), data).status_code == 422
    edit = client.get(url("block-edit", case, hall.pk)).context["form"]
    data = {"name": "Fabriek", "activity": "", "stamp": edit["stamp"].value()}
    assert client.post(url("block-edit", case, hall.pk), data).status_code == 302
    stale = client.post(url("block-edit", case, hall.pk), data | {"name": "Loods"})
    assert stale.status_code == 409
    groups = client.get(url("case-requirements", case)).context["groups"]
    assert [(str(g["block"] or ""), len(g["musts"])) for g in groups] == [
        ("", 1),
        ("Proeflijn", 1),
        ("Fabriek", 0),
    ]


@pytest.mark.parametrize("name", ["", "Proeflijn", "PROEFLIJN", "Lijn van Fotonova"])
def test_name_that_is_refused(world: SimpleNamespace, sign_in: SignIn, name: str) -> None:
    client = sign_in(world.manager)
    drafted(world.case)
    add(client, world.case, "Proeflijn")
    answer = client.post(url("block-add", world.case), {"name": name, "activity": ""})
    assert answer.status_code == 422
    assert BuildingBlock.objects.count() == 1


def test_only_who_changes_the_case_has_blocks(world: SimpleNamespace, sign_in: SignIn) -> None:
    drafted(world.case)
    block = add(sign_in(world.manager), world.case, "Proeflijn")
    factories.join(world.case, world.away, "identity")
    for name, more in (
        ("block-add", ()),
        ("block-edit", (block.pk,)),
        ("block-remove", (block.pk,)),
    ):
        path = url(name, world.case, *more)
        assert sign_in(world.colleague).get(path).status_code == 200
        for user in (world.reader, world.visitor):
            assert sign_in(user).get(path).status_code == 403
            assert sign_in(user).post(path, {"name": "Weg"}).status_code == 403
    assert BuildingBlock.objects.get().name == "Proeflijn"


def test_removed_block_takes_its_requirements_and_their_history_stays(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    block = add(client, case, "Proeflijn")
    ask(case, "plot_area_ha", 5)
    gone = ask(case, "power_mw", 3, block)
    page = client.get(url("block-remove", case, block.pk))
    assert list(page.context["rows"]) == [gone]
    data = {"stamp": page.context["form"]["stamp"].value()}
    assert client.post(url("block-remove", case, block.pk), data).status_code == 302
    assert not BuildingBlock.objects.exists()
    assert [row.criterion_id for row in Requirement.objects.all()] == ["plot_area_ha"]
    for model in (Requirement, BuildingBlock):
        assert model.history.filter(history_type="-", history_user=world.manager).count() == 1
    back = client.post(url("requirement-restore", case, gone.pk), follow=True)
    assert not Requirement.objects.filter(pk=gone.pk).exists(), "its block is gone"
    assert back.status_code == 200


def test_new_version_copies_the_blocks_and_the_difference_names_them(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    line, hall = add(client, case, "Proeflijn"), add(client, case, "Hal")
    ask(case, "plot_area_ha", 5)
    ask(case, "power_mw", 3, line)
    ask(case, "power_mw", 8, hall)
    signed(case)
    draft = start_version(factories.actor(world.manager), case, "Andere namen")
    copies = {block.name: block for block in draft.blocks.all()}
    assert {name: block.requirements.get().minimum for name, block in copies.items()} == {
        "Proeflijn": 3,
        "Hal": 8,
    }
    path = url("block-edit", case, copies["Hal"].pk)
    client.post(path, {"name": "Fabriek", "activity": ""})
    power = copies["Hal"].requirements.get()
    save_requirement(factories.actor(world.manager), case, power, {"minimum": 9})
    add(client, case, "Kantoor")
    page = client.get(url("request-diff", case), {"van": 1, "naar": 2})
    found = {(d.block, d.criterion.pk): d.kind for d in page.context["differences"]}
    assert found == {("Fabriek", "power_mw"): "changed"}
    changes = {(change.before, change.after) for change in page.context["block_changes"]}
    assert changes == {("Hal", "Fabriek"), ("", "Kantoor")}
    assert page.context["same"] == 2


def test_signing_sees_that_a_block_came_in_between(world: SimpleNamespace, sign_in: SignIn) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    ask(case, "plot_area_ha", 5)
    form = client.get(url("request-sign", case)).context["form"]
    data = {"signed_by": "M. Jansen", "signed_on": timezone.localdate().isoformat()}
    data["stamp"] = form["stamp"].value()
    add(client, case, "Proeflijn")
    assert client.post(url("request-sign", case), data).status_code == 409


def test_block_of_a_signed_version_never_changes(world: SimpleNamespace, sign_in: SignIn) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    block = add(client, case, "Proeflijn")
    ask(case, "plot_area_ha", 5, block)
    signed(case)
    assert client.get(url("block-edit", case, block.pk)).context["frozen"]
    data = {"name": "Anders", "activity": ""}
    assert client.post(url("block-edit", case, block.pk), data).status_code == 422
    assert client.post(url("block-remove", case, block.pk), {"stamp": 1}).status_code in (409, 422)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        BuildingBlock.objects.filter(pk=block.pk).update(name="Anders")
    block.refresh_from_db()
    assert block.name == "Proeflijn"
    # With a draft beside it, the signed block is still not what is edited.
    start_version(factories.actor(world.manager), case, "Verder")
    assert client.post(url("block-edit", case, block.pk), data).status_code == 422


def test_regions_read_the_blocks_of_a_signed_version_only(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    drafted(case)
    ask(case, "plot_area_ha", 5, add(sign_in(world.manager), case, "Proeflijn"))
    factories.join(case, world.away)
    client = sign_in(world.visitor)
    assert "Proeflijn" not in client.get(url("case-requirements", case)).text
    signed(case)
    text = client.get(url("case-requirements", case)).text
    assert "Proeflijn" in text
    assert "Fotonova" not in text


def test_discarded_draft_takes_its_blocks(world: SimpleNamespace, sign_in: SignIn) -> None:
    case, client = world.case, sign_in(world.manager)
    drafted(case)
    ask(case, "plot_area_ha", 5, add(client, case, "Proeflijn"))
    client.post(url("request-discard", case), {"reason": "Vergissing"})
    assert not ScaleUpRequest.objects.exists()
    assert BuildingBlock.history.filter(history_type="-").count() == 1
