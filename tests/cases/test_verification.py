"""The nightly proofs: silent when all is right, and each kind of drift is found."""

import json
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.actor import Actor
from accounts.models import OrganisationGroup, User
from cases import tasks
from cases.actions.sharing import share_with_person
from cases.models import Disclosure
from cases.verification import access_drift, history_drift, tracked_models
from regions.models import KeyTechnology, Region, RegionProfile
from tests import factories


def run(sql: str, *values: Any) -> None:
    """Past every action, as a mistake or a hand in the database would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, values)


def kinds(found: list[Any]) -> set[tuple[str, str]]:
    return {(drift.subject, drift.kind) for drift in found}


@pytest.fixture
def shared(world: SimpleNamespace) -> SimpleNamespace:
    """A case with every level of sharing."""
    for disclosure in Disclosure:
        org = factories.organisation()
        world.someone = factories.person(org)
        factories.join(world.case, org, disclosure)
    share_with_person(
        factories.actor(world.manager), world.case, world.visitor, "profile", "Advies"
    )
    return world


def test_all_is_right_after_ordinary_work(shared: SimpleNamespace) -> None:
    assert access_drift() == []
    assert history_drift() == []


GROUP = "(SELECT group_id FROM accounts_organisationgroup ORDER BY id DESC LIMIT 1)"
ACCESS = {
    ("grants", "missing"): "DELETE FROM cases_casegroupobjectpermission WHERE id ="
    " (SELECT min(id) FROM cases_casegroupobjectpermission)",
    (
        "grants",
        "surplus",
    ): "UPDATE cases_caseparticipant SET ended_at = now() WHERE role = 'candidate'",
    ("groups of organisations", "missing"): "DELETE FROM accounts_organisationgroup"
    " WHERE role = 'manager' AND organisation_id = (SELECT origin_id FROM cases_case LIMIT 1)",
    ("cases", "without its origin"): "UPDATE cases_caseparticipant SET role = 'observer',"
    " consent_by = 'x', consent_on = now() WHERE role = 'origin'",
    ("personal shares", "not of one level"): "UPDATE cases_caseuserobjectpermission SET"
    " permission_id = (SELECT id FROM auth_permission WHERE codename = 'change_case')",
    ("personal shares", "of people without a membership"): "DELETE FROM accounts_membership"
    " WHERE user_id = (SELECT user_id FROM cases_caseuserobjectpermission LIMIT 1)",
    ("groups of people", "missing"): "DELETE FROM accounts_user_groups",
    ("groups of people", "surplus"): "UPDATE accounts_membership SET valid_to = '2020-01-01'",
}


@pytest.mark.parametrize("expected", ACCESS, ids=" ".join)
def test_every_kind_of_access_drift_is_found(
    shared: SimpleNamespace, expected: tuple[str, str]
) -> None:
    assert expected not in kinds(access_drift())
    run(ACCESS[expected])
    assert expected in kinds(access_drift())


HISTORY = {
    ("cases.Case.code_name", "rows that differ"): "UPDATE cases_case SET code_name = 'Project X'",
    ("cases.Case.summary", "rows that differ"): "UPDATE cases_case SET summary = 'stil'",
    ("cases.CaseParticipant.ended_at", "rows that differ"): "UPDATE cases_caseparticipant"
    " SET ended_at = now() WHERE role = 'candidate'",
    ("cases.Company", "rows without history"): "INSERT INTO cases_company (id, organisation_id,"
    " name, kvk_number, website, description, sector, sensitivity, version, created_at, updated_at)"
    " SELECT gen_random_uuid(), organisation_id, 'Stil B.V.', '11111111', '', '', '', sensitivity,"
    " 1, now(), now() FROM cases_company LIMIT 1",
    ("accounts.Membership", "rows gone without a history row"): "DELETE FROM accounts_membership"
    " WHERE id = (SELECT min(id) FROM accounts_membership)",
}


@pytest.mark.parametrize("expected", HISTORY, ids=" ".join)
def test_every_kind_of_history_drift_is_found(
    shared: SimpleNamespace, expected: tuple[str, str]
) -> None:
    assert history_drift() == []
    run(HISTORY[expected])
    assert kinds(history_drift()) == {expected}


def test_sets_are_compared_both_ways(world: SimpleNamespace) -> None:
    first, second = KeyTechnology.objects.all()[:2]
    profile = Actor.system().save(RegionProfile(region=Region.objects.all()[0]))
    Actor.system().set_many(profile, "key_technologies", [first])
    assert history_drift() == []
    table = "regions_regionprofile_key_technologies"
    run(f"UPDATE {table} SET keytechnology_id = %s", second.pk)
    label = "regions.RegionProfile.key_technologies"
    assert kinds(history_drift()) == {
        (label, "members not in history"),
        (label, "members only in history"),
    }


def test_what_the_history_leaves_out_is_no_drift(world: SimpleNamespace) -> None:
    run("UPDATE cases_case SET last_activity_at = now()")
    run("UPDATE accounts_user SET last_login = now()")
    assert history_drift() == []


def test_every_tracked_model_is_looked_at() -> None:
    names = {model.__name__ for model in tracked_models()}
    assert {"Case", "Site", "Membership", "RegionProfile", "Requirement"} <= names


def outcome(command: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(command, "--json", stdout=out)
    except SystemExit as leaving:
        return int(str(leaving.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize(
    ("command", "damage"),
    [
        ("verify_access", ACCESS[("grants", "missing")]),
        ("verify_history", HISTORY[("cases.Case.summary", "rows that differ")]),
    ],
)
def test_command_and_task_tell_of_drift(
    world: SimpleNamespace, caplog: pytest.LogCaptureFixture, command: str, damage: str
) -> None:
    task: Callable[[], int] = getattr(tasks, command)
    assert outcome(command) == (0, "[]\n")
    assert task() == 0
    assert not caplog.records
    run(damage)
    code, text = outcome(command)
    assert (code, json.loads(text)[0]["count"]) == (1, 1)
    assert task() == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_proof_does_not_name_people_or_companies(shared: SimpleNamespace) -> None:
    run(HISTORY[("cases.Case.summary", "rows that differ")])
    run(ACCESS[("groups of people", "surplus")])
    said = " ".join(str(drift) for drift in [*access_drift(), *history_drift()])
    assert said
    for user in User.objects.all():
        assert user.email not in said
    assert "Fotonova" not in said
    assert OrganisationGroup.objects.exists()
