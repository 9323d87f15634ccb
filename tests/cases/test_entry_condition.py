"""The entry condition: facts with evidence, and the verdict of somebody else."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from cases.actions.intake import judge, save_bottleneck, save_facts
from cases.models import Bottleneck, Case, CaseStage, Disclosure, EligibilityReview, Outcome
from tests import factories
from tests.conftest import SignIn

FACTS = {
    "own_region_options": "Drie kavels bekeken, alle kleiner dan 1 ha.",
    "municipality_statement": "Gemeente bevestigt: geen ruimte voor 2032.",
    "is_deeptech": "yes",
    "deeptech_reason": "Eigen octrooien op fotonische chips.",
    "version": 0,
}
BOTTLENECK = {
    "kind": "grid",
    "description": "Geen zwaardere aansluiting voor 2031.",
    "evidence": "Brief netbeheerder, 3 september 2026",
    "solvable_by": "2031-01-01",
}


def url(name: str, case: Case, *more: object) -> str:
    return reverse(name, args=[case.pk, *more])


def review_of(case: Case) -> EligibilityReview:
    return EligibilityReview.objects.get(case=case)


def fill(world: SimpleNamespace) -> None:
    """A case with all the grounds for an acceptance."""
    actor = factories.actor(world.manager)
    save_bottleneck(actor, world.case, None, BOTTLENECK)
    values = FACTS | {"is_deeptech": True}
    save_facts(actor, world.case, values, review_of(world.case).version)


def verdict(client: object, case: Case, word: str = "accepted", **more: object) -> object:
    data = {"verdict": word, "reason": "Bewijs gezien.", "version": review_of(case).version} | more
    return client.post(url("intake-verdict", case), data)


def test_page_is_for_who_may_know_the_company(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    assert "netbeheerder" in sign_in(world.reader).get(url("case-intake", world.case)).text
    factories.join(world.case, world.away, Disclosure.SECTOR)
    client = sign_in(world.visitor)
    assert client.get(url("case-requirements", world.case)).status_code == 200
    assert client.get(url("case-intake", world.case)).status_code == 404


def test_bottleneck_is_added_changed_removed_and_brought_back(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    client.post(url("bottleneck-add", world.case), BOTTLENECK)
    row = Bottleneck.objects.get(case=world.case)
    assert row.evidence == BOTTLENECK["evidence"]
    form = client.get(url("bottleneck-edit", world.case, row.pk))
    stamp = form.context["form"]["stamp"].value()
    changed = BOTTLENECK | {"kind": "space", "stamp": stamp}
    assert client.post(url("bottleneck-edit", world.case, row.pk), changed).status_code == 302
    row.refresh_from_db()
    assert row.kind == "space"

    late = client.post(url("bottleneck-edit", world.case, row.pk), changed | {"kind": "water"})
    assert late.status_code == 409
    row.refresh_from_db()
    assert row.kind == "space"

    page = client.post(url("bottleneck-remove", world.case, row.pk), follow=True)
    assert not Bottleneck.objects.filter(pk=row.pk).exists()
    assert url("bottleneck-restore", world.case, row.pk) in page.text
    client.post(url("bottleneck-restore", world.case, row.pk))
    assert Bottleneck.objects.get(pk=row.pk).kind == "space"
    assert list(row.history.values_list("history_type", flat=True)) == ["+", "-", "~", "+"]


def test_reader_reads_and_does_not_write(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    row = Bottleneck.objects.get(case=world.case)
    reader, writer = sign_in(world.reader), sign_in(world.manager)
    for name, more in (
        ("bottleneck-add", ()),
        ("bottleneck-edit", (row.pk,)),
        ("intake-facts", ()),
    ):
        assert writer.get(url(name, world.case, *more)).status_code == 200
        assert reader.get(url(name, world.case, *more)).status_code == 403
        assert reader.post(url(name, world.case, *more), BOTTLENECK).status_code == 403
    assert reader.post(url("bottleneck-remove", world.case, row.pk)).status_code == 403
    assert reader.get(url("intake-verdict", world.case)).status_code == 403
    assert writer.get(url("bottleneck-remove", world.case, row.pk)).status_code == 405
    assert Bottleneck.objects.filter(pk=row.pk).exists()


def test_bottleneck_of_another_case_is_not_found(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    row = Bottleneck.objects.get(case=world.case)
    other = factories.case(world.manager)
    client = sign_in(world.manager)
    assert client.get(url("bottleneck-edit", world.case, row.pk)).status_code == 200
    assert client.get(url("bottleneck-edit", other, row.pk)).status_code == 404
    client.post(url("bottleneck-remove", world.case, row.pk))
    client.post(url("bottleneck-restore", other, row.pk))
    assert not Bottleneck.objects.filter(pk=row.pk).exists()


def test_facts_of_two_people_at_once(world: SimpleNamespace, sign_in: SignIn) -> None:
    first, second = sign_in(world.manager), sign_in(world.colleague)
    assert first.post(url("intake-facts", world.case), FACTS).status_code == 302
    assert second.post(url("intake-facts", world.case), FACTS).status_code == 409
    review = review_of(world.case)
    assert (review.is_deeptech, review.version) == (True, 1)
    answer = second.post(url("intake-facts", world.case), FACTS | {"version": 1})
    assert answer.status_code == 302


def test_deeptech_needs_its_reason(world: SimpleNamespace, sign_in: SignIn) -> None:
    bare = FACTS | {"deeptech_reason": ""}
    client = sign_in(world.manager)
    assert client.post(url("intake-facts", world.case), bare).status_code == 422
    unknown = bare | {"is_deeptech": "unknown"}
    assert client.post(url("intake-facts", world.case), unknown).status_code == 302
    assert review_of(world.case).is_deeptech is None


def test_account_manager_does_not_judge_the_own_case(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    fill(world)
    answer = verdict(sign_in(world.manager), world.case)
    assert answer.status_code == 422
    assert "iemand anders dan de accountmanager" in answer.text
    assert review_of(world.case).verdict == "pending"

    assert verdict(sign_in(world.colleague), world.case).status_code == 302
    review = review_of(world.case)
    assert (review.verdict, review.reviewer) == ("accepted", world.colleague)


def test_participant_that_knows_the_company_does_not_judge(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    fill(world)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert sign_in(world.visitor).get(url("case-intake", world.case)).status_code == 200
    assert verdict(sign_in(world.visitor), world.case).status_code == 403
    assert review_of(world.case).verdict == "pending"


@pytest.mark.parametrize("lacking", ["evidence", "own_region_options", "is_deeptech"])
def test_acceptance_needs_its_grounds_and_rejection_does_not(
    world: SimpleNamespace, sign_in: SignIn, lacking: str
) -> None:
    fill(world)
    actor = factories.actor(world.manager)
    if lacking == "evidence":
        row = Bottleneck.objects.get(case=world.case)
        save_bottleneck(actor, world.case, row, BOTTLENECK | {"evidence": ""})
    else:
        values = (
            FACTS | {"is_deeptech": True} | {lacking: False if lacking == "is_deeptech" else ""}
        )
        save_facts(actor, world.case, values, None)
    client = sign_in(world.colleague)
    assert verdict(client, world.case).status_code == 422
    assert review_of(world.case).verdict == "pending"
    assert verdict(client, world.case, "rejected").status_code == 302


def test_verdict_without_reason_is_refused(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    assert verdict(sign_in(world.colleague), world.case, reason="").status_code == 422
    assert review_of(world.case).verdict == "pending"


def test_verdict_on_facts_that_changed_meanwhile_is_a_conflict(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    fill(world)
    seen = review_of(world.case).version
    save_bottleneck(factories.actor(world.manager), world.case, None, BOTTLENECK)
    client = sign_in(world.colleague)
    assert verdict(client, world.case, version=seen).status_code == 409
    assert verdict(client, world.case).status_code == 302


def test_changed_facts_open_the_verdict_again(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    judge(factories.actor(world.colleague), world.case, "accepted", "Bewijs gezien.", None)
    same = FACTS | {"is_deeptech": True}
    save_facts(factories.actor(world.manager), world.case, same, None)
    assert review_of(world.case).verdict == "accepted"

    client = sign_in(world.manager)
    client.post(url("bottleneck-add", world.case), BOTTLENECK)
    review = review_of(world.case)
    assert (review.verdict, review.reviewer, review.verdict_reason) == ("pending", None, "")
    accepted = str(EligibilityReview.Verdict.ACCEPTED.label)
    assert accepted in review.history.first().history_change_reason
    assert review.history.filter(verdict="accepted", reviewer=world.colleague).exists()


def test_rejected_case_is_offered_to_be_closed(world: SimpleNamespace, sign_in: SignIn) -> None:
    fill(world)
    client = sign_in(world.manager)
    assert client.get(url("intake-close", world.case)).status_code == 404
    judge(factories.actor(world.colleague), world.case, "rejected", "Wel ruimte.", None)
    assert url("intake-close", world.case) in client.get(url("case-intake", world.case)).text
    form = client.get(url("intake-close", world.case)).context["form"]
    data = {"reason": form["reason"].value(), "version": form["version"].value()}
    assert sign_in(world.reader).post(url("intake-close", world.case), data).status_code == 403
    client.post(url("intake-close", world.case), data)
    world.case.refresh_from_db()
    assert world.case.stage == CaseStage.CLOSED
    assert (world.case.outcome, world.case.outcome_reason) == (Outcome.NOT_ELIGIBLE, "Wel ruimte.")


def test_closed_case_takes_no_facts(world: SimpleNamespace, sign_in: SignIn) -> None:
    test_rejected_case_is_offered_to_be_closed(world, sign_in)
    client = sign_in(world.manager)
    assert client.post(url("bottleneck-add", world.case), BOTTLENECK).status_code == 422
    assert "bottleneck-add" not in client.get(url("case-intake", world.case)).text
    assert Bottleneck.objects.filter(case=world.case).count() == 1
