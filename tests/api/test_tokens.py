"""Tokens: made and withdrawn by managers, shown once, and good for what they were made for."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import AccessLog, ApiToken, Membership, User
from accounts.models.organisation import Role
from accounts.tokens import NewToken, digest_of, make_token, withdraw_token
from cases.actions.notifications import notify
from cases.models import MailDelivery, Notification
from cases.tasks import mail_ending_tokens
from cases.verification import access_drift, history_drift
from config.masking import masked
from reports.demo.clock import standing_at
from tests import factories
from tests.api.conftest import System, SystemOf
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
NEW = reverse("api-token-new")
LIST = reverse("api-tokens")


def form(**values: Any) -> dict[str, Any]:
    last_day = timezone.localdate() + datetime.timedelta(days=90)
    return {"name": "CRM", "scopes": ["cases:read"], "last_day": last_day} | values


def secret_in(page: Any) -> str:
    return re.findall(r'value="(bp_[\w-]+)"', page.content.decode())[0]


def test_a_manager_makes_a_token_that_is_shown_once(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    browser = sign_in(world.colleague)
    page = browser.post(NEW, form(scopes=["notes:write"]))
    assert page.status_code == 200
    secret = secret_in(page)
    row = ApiToken.objects.get()
    assert row.digest == digest_of(secret)
    assert row.scopes == ["cases:read", "notes:write"], "who writes notes reads them too"
    assert (row.organisation, row.made_by) == (world.home, world.colleague)
    assert secret not in browser.get(LIST).content.decode()
    assert row.prefix in browser.get(LIST).content.decode()
    assert System(secret).get("/cases").status_code == 200
    noted = AccessLog.objects.get(kind="api-token")
    assert (noted.user, noted.subject) == (world.colleague, f"API-token {row.prefix}")
    assert secret not in str(vars(noted))


def test_only_managers_of_the_organisation(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert sign_in(world.colleague).get(LIST).status_code == 200
    admin = User.objects.create_superuser("beheer@example.test", "x" * 20, name="Beheer")
    for person in (world.manager, world.reader, world.visitor, world.ministry, admin):
        browser = sign_in(person)
        assert browser.get(LIST).status_code == (200 if person == admin else 403)
        assert browser.post(NEW, form()).status_code == 403
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"name": ""},
        {"last_day": timezone.localdate() + datetime.timedelta(days=367)},
        {"last_day": timezone.localdate() - datetime.timedelta(days=1)},
        {"last_day": "morgen"},
    ],
)
def test_a_token_has_a_name_a_purpose_and_an_end(
    world: SimpleNamespace, sign_in: SignIn, wrong: dict[str, Any]
) -> None:
    browser = sign_in(world.colleague)
    page = browser.post(NEW, form(**wrong))
    assert page.status_code == 422
    assert "invalid" in page.content.decode()
    assert not ApiToken.objects.exists()
    assert browser.post(NEW, form()).status_code == 200


def test_a_year_is_a_year_also_when_the_clock_goes_back(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    """Made just after midnight in summer time, to end at midnight in winter time."""
    browser = sign_in(world.colleague)
    with standing_at(datetime.datetime(2027, 10, 29, 22, 10, tzinfo=datetime.UTC)):
        page = browser.post(NEW, form(last_day=datetime.date(2028, 10, 29)))
    assert page.status_code == 200
    assert ApiToken.objects.get().last_day == datetime.date(2028, 10, 29)


def test_two_live_tokens_do_not_have_one_name(world: SimpleNamespace, sign_in: SignIn) -> None:
    browser = sign_in(world.colleague)
    assert browser.post(NEW, form()).status_code == 200
    assert browser.post(NEW, form(name="crm")).status_code == 422
    withdraw_token(Actor.person(world.colleague), ApiToken.objects.get().pk)
    assert browser.post(NEW, form()).status_code == 200


def test_a_withdrawn_token_opens_nothing(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    system = system_of(world.home)
    assert system.get("/cases").status_code == 200
    browser = sign_in(world.colleague)
    address = reverse("api-token-withdraw", args=[system.token.pk])
    assert browser.get(address).status_code == 200, "asked first"
    assert system.get("/cases").status_code == 200
    assert browser.post(address).status_code == 302
    assert system.get("/cases").status_code == 401
    row = ApiToken.objects.get()
    assert (row.withdrawn_by, row.user.is_active) == (world.colleague, False)
    again = browser.post(address, follow=True)
    assert again.status_code == 200, "told that it was withdrawn already"
    assert [r.history_type for r in row.history.order_by("history_id")] == ["+", "~"]


def test_the_token_of_another_organisation_cannot_be_withdrawn(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    system = system_of(world.home)
    stranger = sign_in(factories.person(world.away, Role.MANAGER))
    address = reverse("api-token-withdraw", args=[system.token.pk])
    assert stranger.post(address).status_code == 404
    assert system.get("/cases").status_code == 200


def test_an_administrator_sees_every_token_and_withdraws_one_that_leaked(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    ours, theirs = system_of(world.home), system_of(world.away)
    admin = User.objects.create_superuser("beheer@example.test", "x" * 20, name="Beheer")
    browser = sign_in(admin)
    page = browser.get(LIST).content.decode()
    for system in (ours, theirs):
        assert system.token.prefix in page
        assert str(system.token.organisation) in page
        assert system.secret not in page
    assert NEW not in page, "a token acts as its organisation: an administrator makes none"
    assert theirs.token.prefix not in sign_in(world.colleague).get(LIST).content.decode()
    address = reverse("api-token-withdraw", args=[theirs.token.pk])
    assert browser.get(address).status_code == 200, "asked first"
    assert browser.post(address).status_code == 302
    assert (ours.get("/cases").status_code, theirs.get("/cases").status_code) == (200, 401)
    assert ApiToken.objects.get(pk=theirs.token.pk).withdrawn_by == admin
    noted = AccessLog.objects.filter(kind="api-token", user=admin)
    assert [row.subject for row in noted] == [f"API-token {theirs.token.prefix}"]


def test_its_managers_hear_in_time_that_a_token_ends(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    token = system_of(world.home).token
    end = token.expires_at

    def told(before: datetime.timedelta) -> list[Any]:
        mail.outbox.clear()
        with standing_at(end - before):
            mail_ending_tokens()
        return list(mail.outbox)

    day = datetime.timedelta(days=1)
    assert told(15 * day) == []
    first, *others = told(13 * day)
    to = {message.to[0] for message in (first, *others)}
    assert world.colleague.email in to
    assert not {world.manager.email, world.reader.email, world.visitor.email} & to
    text = first.body + str(first.alternatives)
    assert token.prefix in text
    assert reverse("api-tokens") in text
    assert token.name not in first.subject + text, "a name is free text"
    assert told(12 * day) == [], "once"
    assert {message.to[0] for message in told(2 * day)} == to, "and once more just before"
    assert told(day) == []
    MailDelivery.objects.all().delete()
    assert len(told(2 * day)) == len(to), "a token of two days is one mail, not two"
    withdraw_token(Actor.person(world.colleague), token.pk)
    MailDelivery.objects.all().delete()
    assert told(2 * day) == [], "one that was withdrawn is missed by nobody"


def test_an_expired_token_opens_nothing(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    assert system.get("/cases").status_code == 200
    row = ApiToken.objects.get()
    row.made_at -= datetime.timedelta(days=40)
    row.expires_at = timezone.now() - datetime.timedelta(seconds=1)
    Actor.system().save(row)
    answer = system.get("/cases")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Brandpunt", error="invalid_token"'


def test_a_token_without_the_scope_is_refused(world: SimpleNamespace, system_of: SystemOf) -> None:
    reader = system_of(world.home, "cases:read")
    assert reader.get("/cases").status_code == 200
    answer = reader.post(f"/cases/{world.case.pk}/notes", {"body": "Hallo"})
    assert answer.status_code == 403
    assert 'scope="notes:write"' in answer["WWW-Authenticate"]
    for path in ("/sites", "/regions", "/provinces", "/criteria", "/figures"):
        assert reader.get(path).status_code == 403
        assert system_of(world.home).get(path).status_code == 200


def test_the_list_says_how_each_token_stands(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    for name, days in (("Lang", 90), ("Kort", 20)):
        system_of(world.home, name=name, days=days)
    withdraw_token(Actor.person(world.colleague), system_of(world.home, name="Weg").token.pk)
    rows = sign_in(world.colleague).get(LIST).context["rows"]
    assert {(row.name, row.live, row.ends_soon) for row in rows} == {
        ("Lang", True, False),
        ("Kort", True, True),
        ("Weg", False, False),
    }
    assert rows[2].name == "Weg", "those that work stand first"


def test_a_token_ends_with_its_organisation(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    assert system.get("/cases").status_code == 200
    world.home.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    Actor.system().save(world.home)
    assert system.get("/cases").status_code == 401


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer bp_nobody", "Basic YTpi", "bp_x"]
)
def test_what_is_no_token_gets_401(world: SimpleNamespace, sent: str) -> None:
    answer = Client().get("/api/v1/cases", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer ")


def test_a_session_does_not_open_the_api(world: SimpleNamespace, sign_in: SignIn) -> None:
    browser = sign_in(world.manager)
    assert browser.get(reverse("case-list")).status_code == 200
    assert browser.get("/api/v1/cases").status_code == 401
    sent = browser.post(
        f"/api/v1/cases/{world.case.pk}/notes", {"body": "x"}, content_type="application/json"
    )
    assert sent.status_code == 401


def test_a_token_does_not_open_the_pages(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    answer = system.client.get(reverse("case-list"), headers=system.headers)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_last_use_is_kept(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    assert system.token.last_used_at is None
    system.get("/cases")
    assert ApiToken.objects.get().last_used_at is not None
    assert not [drift for drift in history_drift() if "oken" in drift.subject]


def test_nobody_signs_in_as_a_token(world: SimpleNamespace, system_of: SystemOf) -> None:
    """Not even with a password that somebody gave it behind our back."""
    user = system_of(world.home).token.user
    assert not user.has_usable_password()
    for who, opened in ((user, False), (world.manager, True)):
        who.set_password(factories.PASSWORD)
        who.save()
        browser = Client()
        sent = {"login": who.email, "password": factories.PASSWORD}
        browser.post(reverse("account_login"), sent)
        assert (browser.get(reverse("case-list")).status_code == 200) is opened


def test_no_list_of_people_shows_a_token(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    system_of(world.home, name="Onvindbaar")
    admin = User.objects.create_superuser("beheer@example.test", "x" * 20, name="Beheer")
    pages = [
        (world.colleague, reverse(name, args=[world.case.pk]))
        for name in ("case-edit", "task-add", "note-add", "case-participants")
    ] + [
        (world.colleague, reverse("case-new")),
        (world.colleague, reverse("case-list") + "?view=all"),
        (world.colleague, reverse("search") + "?q=Anna"),
        (admin, reverse("admin:accounts_user_changelist")),
        (admin, reverse("admin:accounts_membership_changelist")),
    ]
    for person, path in pages:
        page = sign_in(person).get(path)
        assert page.status_code == 200, path
        assert "Onvindbaar" not in page.content.decode(), path
        assert "Anna de Boer" in page.content.decode() or "deelnemers" in path, path
    palette = sign_in(world.colleague).get(reverse("palette"), {"q": "Onvindbaar"})
    assert "API-token" not in palette.content.decode()


def test_a_membership_of_a_token_counts_for_seeing_only(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    user = system_of(world.home).token.user
    assert user.organisation_ids == [world.home.pk]
    assert not Membership.objects.active().filter(user=user).exists()
    assert Membership.objects.holding().filter(user=user).exists()
    assert not User.objects.people().filter(pk=user.pk).exists()


def test_what_is_written_through_the_action_alone_is_refused_too(world: SimpleNamespace) -> None:
    asked = NewToken("CRM", ["cases:read"], timezone.localdate())
    with pytest.raises(PermissionDenied):
        make_token(Actor.person(world.manager), asked)
    assert not ApiToken.objects.exists()
    make_token(Actor.person(world.colleague), asked)
    assert ApiToken.objects.count() == 1


def test_who_manages_a_case_sees_which_systems_read_it(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away)
    system_of(world.home, name="CRM van Thuis")
    system_of(world.away, name="Register van Elders")
    system_of(world.away, "sites:read", name="Kaart van Elders")
    page = sign_in(world.manager).get(reverse("case-access", args=[world.case.pk]))
    text = page.content.decode()
    assert "API-token CRM van Thuis" in text
    assert "API-token Register van Elders" in text
    assert "Kaart van Elders" not in text, "it does not read cases"


def test_access_stays_what_it_should_be(world: SimpleNamespace, system_of: SystemOf) -> None:
    """The nightly check counts the technical users as well, before and after."""
    row = system_of(world.home).token
    assert row.user.groups.exists()
    assert not access_drift()
    withdraw_token(Actor.person(world.colleague), row.pk)
    assert not row.user.groups.exists()
    assert not access_drift()


def test_no_log_holds_a_token(system_of: SystemOf, world: SimpleNamespace) -> None:
    secret = system_of(world.home).secret
    assert masked(f"GET /api/v1/cases?token={secret} HTTP/1.1") == (
        "GET /api/v1/cases?token=bp_*** HTTP/1.1"
    )


def test_a_token_is_nobody_to_tell_share_with_or_mention(
    world: SimpleNamespace, sign_in: SignIn, system_of: SystemOf
) -> None:
    user = system_of(world.home, name="CRM").token.user
    notify(Actor.system(), world.case, "case_given", [user, world.manager])
    assert [row.recipient for row in Notification.objects.all()] == [world.manager]
    browser = sign_in(world.manager)
    share = reverse("person-share", args=[world.case.pk])
    sent = {"disclosure": "profile", "reason": "Vervanging", "confirmed": "1"}
    assert browser.post(share, sent | {"person": user.email}).status_code == 422
    assert browser.post(share, sent | {"person": world.visitor.email}).status_code == 302
    note = reverse("note-add", args=[world.case.pk])
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    values = {"kind": "note", "occurred_at": now, "visibility": "own"}
    for name, status in (("API-token CRM", 302), ("Daan Mulder", 422)):
        answer = browser.post(note, values | {"body": f"Zie @{name} hierover"})
        assert answer.status_code == status, name
