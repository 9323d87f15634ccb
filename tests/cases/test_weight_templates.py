"""Default weights: points of a set divided over what counts in the score."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.request import save_requirement, sign, start_version
from cases.models import Candidate, Case, Requirement, StageTransition, WeightTemplate
from cases.versions import basis_of
from cases.weighing import suggested, templates, total, unused, weigh
from sites.models import Criterion
from tests import factories
from tests.cases.road import decision, fresh, known, put, url
from tests.conftest import SignIn

WISH = {"level": "wish", "weight": 10, "note": "", "text": "", "maximum": None, "minimum": None}


def ask(case: Case, code: str, **more: Any) -> Requirement:
    values = WISH | {"criterion": Criterion.objects.get(pk=code), "target": None} | more
    return save_requirement(factories.actor(case.account_manager), case, None, values)


def filled(case: Case) -> None:
    """Space and power with wishes, a must that is scored, and one that is not."""
    start_version(factories.actor(case.account_manager), case)
    ask(case, "plot_area_ha", level="must", minimum=2, target=4)
    ask(case, "available_ha", target=5)
    ask(case, "expansion_ha", target=3)
    ask(case, "power_mw", level="must", minimum=10)
    ask(case, "has_rail", text="yes")


def set_of(**points: int) -> WeightTemplate:
    row = WeightTemplate(code="proef", name_nl="Proef", name_en="Trial", points=points)
    return Actor.system().save(row)


def test_points_are_divided_over_what_is_scored(world: SimpleNamespace, sign_in: SignIn) -> None:
    filled(world.case)
    set_of(space=20, power=30, logistics=34, talent=16)
    client, path = sign_in(world.manager), url("request-weights", world.case)
    page = client.get(path, {"sjabloon": "proef"})
    assert (page.context["now"], page.context["sum"]) == (40, 54)
    assert [points for _label, points in page.context["unused"]] == [30, 16]
    data = {"sjabloon": "proef", "stamp": page.context["stamp"]}
    assert client.post(path, data).status_code == 302
    rows = dict(Requirement.objects.values_list("criterion_id", "weight"))
    assert rows == {
        "plot_area_ha": 7,
        "available_ha": 7,
        "expansion_ha": 6,
        "power_mw": 10,  # not scored: its weight counts in the coverage only
        "has_rail": 34,
    }
    assert client.get(url("case-requirements", world.case)).context["total"] == 54
    last = Requirement.objects.get(criterion="has_rail").history.latest("history_id")
    assert (last.history_user, "Proef" in last.history_change_reason) == (world.manager, True)


def test_one_criterion_in_two_blocks_weighs_the_same(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    filled(world.case)
    client = sign_in(world.manager)
    client.post(url("block-add", world.case), {"name": "Proeflijn", "activity": ""})
    block = world.case.requests.get().blocks.get()
    ask(world.case, "plot_area_ha", target=1, block=block)
    rows = list(Requirement.objects.select_related("criterion"))
    weights = [i.weight for i in weigh(rows, set_of(space=21)) if i.row.criterion.group == "space"]
    assert weights == [7, 7, 7, 7]
    path = url("request-weights", world.case)
    assert client.get(path, {"sjabloon": "proef"}).context["sum"] == 21, "each criterion once"


def test_change_in_between_and_an_unknown_set_are_refused(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    filled(world.case)
    set_of(space=100)
    client, path = sign_in(world.manager), url("request-weights", world.case)
    stamp = client.get(path, {"sjabloon": "proef"}).context["stamp"]
    assert client.post(path, {"sjabloon": "geen", "stamp": stamp}).status_code == 422
    ask(world.case, "has_quay", text="yes")
    assert client.post(path, {"sjabloon": "proef", "stamp": stamp}).status_code == 409
    assert set(Requirement.objects.values_list("weight", flat=True)) == {10}


def test_weights_are_for_who_changes_the_case_and_only_on_a_draft(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    filled(world.case)
    factories.join(world.case, world.away, "identity")
    path = url("request-weights", world.case)
    assert sign_in(world.manager).get(path).status_code == 200
    for user in (world.reader, world.visitor):
        assert sign_in(user).get(path).status_code == 403
        assert sign_in(user).post(path, {"sjabloon": "default"}).status_code == 403
    sign(factories.actor(world.manager), world.case, "M. Jansen", timezone.localdate())
    assert sign_in(world.manager).get(path).status_code == 404
    assert sign_in(world.manager).post(path, {"sjabloon": "default"}).status_code == 404


def test_set_is_suggested_by_activity(world: SimpleNamespace) -> None:
    case = world.case
    chosen = templates()
    for activity, code in (("production", "production"), ("", "default"), ("hq", "default")):
        case.activity = activity
        found = suggested(case, chosen)
        assert found is not None
        assert found.pk == code
    assert suggested(case, []) is None


@pytest.mark.parametrize("code", ["default", "production", "pilot_line", "rnd", "logistics"])
def test_sets_of_the_reference_data_give_a_hundred_points(code: str, db: None) -> None:
    points = WeightTemplate.objects.get(pk=code).points
    assert sum(points.values()) == 100
    assert set(points) <= set(Criterion.Group.values)


def test_nothing_scored_asks_for_a_wish_first(world: SimpleNamespace, sign_in: SignIn) -> None:
    start_version(factories.actor(world.manager), world.case)
    ask(world.case, "power_mw", level="must", minimum=10)
    client, path = sign_in(world.manager), url("request-weights", world.case)
    assert not client.get(path).context["weighed"]
    assert client.post(path, {"sjabloon": "default"}).status_code == 422
    rows = list(Requirement.objects.select_related("criterion"))
    assert total(rows) == 0
    assert len(unused(rows, WeightTemplate.objects.get(pk="default"))) == 11


def signed_again(case: Case, **values: Any) -> None:
    """A second version with another weight for the plot."""
    actor = factories.actor(case.account_manager)
    start_version(actor, fresh(case), "Netstroom weegt zwaarder")
    row = Requirement.objects.get(request__status="draft", criterion="plot_area_ha")
    save_requirement(actor, fresh(case), row, values or {"weight": 25})
    sign(actor, fresh(case), "M. Jansen", timezone.localdate())


def test_later_weights_are_told_with_their_reason_on_the_matching_page(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    filled(case)
    sign(factories.actor(world.manager), case, "M. Jansen", timezone.localdate())
    row = Candidate(case=case, site=factories.site(), reason="past", added_at=timezone.now())
    Actor.person(world.manager).save(row)
    client = sign_in(world.manager)
    for name in ("case-requirements", "case-matching"):
        assert not client.get(url(name, case)).context["basis"]
    signed_again(case)
    for name in ("case-requirements", "case-matching"):
        page = client.get(url(name, case))
        basis = page.context["basis"]
        assert [d.weights for d in basis.weights] == [(10, 25)]
        assert basis.lists == [1]
        assert "Netstroom weegt zwaarder" in page.text
    factories.join(case, world.away)
    seen = known(case, world.visitor)
    other = basis_of(world.visitor, seen, case.requests.get(status="signed"))
    assert other is not None
    assert (other.lists, len(other.weights)) == ([], 1), "a rival's site is not told"


@pytest.mark.parametrize(
    ("stage", "after", "moved"),
    [("matching", "matching", 0), ("visits", "matching", 1), ("decision", "matching", 1)],
)
def test_new_version_takes_the_case_back_to_matching(
    world: SimpleNamespace, sign_in: SignIn, stage: str, after: str, moved: int
) -> None:
    case = world.case
    filled(case)
    sign(factories.actor(world.manager), case, "M. Jansen", timezone.localdate())
    put(case, stage)
    start_version(factories.actor(world.manager), fresh(case), "Meer stroom")
    client = sign_in(world.manager)
    page = client.get(url("request-sign", case))
    assert page.context["reopens"] is bool(moved)
    data = {"signed_by": "M. Jansen", "signed_on": timezone.localdate().isoformat()}
    data["stamp"] = page.context["form"]["stamp"].value()
    assert client.post(url("request-sign", case), data).status_code == 302
    assert fresh(case).stage == after
    assert StageTransition.objects.filter(case=case, kind="back").count() == moved
    assert case.tasks.count() == 1


def test_decision_that_stands_holds_a_new_version_back(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    filled(case)
    sign(factories.actor(world.manager), case, "M. Jansen", timezone.localdate())
    put(case, "decision")
    decision(case, world.colleague)
    start_version(factories.actor(world.manager), fresh(case), "Meer stroom")
    client = sign_in(world.manager)
    form = client.get(url("request-sign", case)).context["form"]
    data = {"signed_by": "M. Jansen", "signed_on": timezone.localdate().isoformat()}
    answer = client.post(url("request-sign", case), data | {"stamp": form["stamp"].value()})
    assert answer.status_code == 422
    assert case.requests.get(number=2).status == "draft"
