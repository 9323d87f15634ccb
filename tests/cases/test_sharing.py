"""Who is on a case and what each may know: grants, consent, confirmation, mail, withdrawal."""

import datetime
import smtplib
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actions import end_membership
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, Membership, Organisation, User
from accounts.models.organisation import Role as OrganisationRole
from cases.actions.deliveries import deliver, to_deliver
from cases.actions.participants import end_participation
from cases.actions.sharing import share_with_organisation, share_with_person, withdraw_from_person
from cases.models import (
    Case,
    CaseGroupObjectPermission,
    CaseParticipant,
    Disclosure,
    MailDelivery,
    Notification,
)
from cases.permissions import COMPARES, DOES, NEEDS_IDENTITY, SEES, permissions_on
from cases.sight import COMPARING_SEEN, IDENTITY_SEEN, IN_THE_RUNNING
from cases.tasks import announce_participation, mail_participation
from tests import factories
from tests.conftest import SignIn

Role = CaseParticipant.Role
CONSENT = {"consent_by": "M. Jansen", "consent_on": "2026-01-15"}


def url(name: str, case: Case, *more: object) -> str:
    return reverse(name, args=[case.pk, *more])


def fresh(user: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=user.pk)


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(fresh(user)).filter(pk=case.pk).exists()


def invitation(world: SimpleNamespace, **values: Any) -> dict[str, Any]:
    basics = {"organisation": world.away.pk, "role": "candidate", "disclosure": "profile"}
    return basics | {"consent_by": "", "consent_on": ""} | values


def participant(world: SimpleNamespace) -> CaseParticipant:
    return CaseParticipant.objects.get(case=world.case, organisation=world.away)


@pytest.mark.parametrize("disclosure", list(Disclosure))
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ORIGIN])
def test_grants_follow_role_and_level(world: SimpleNamespace, role: str, disclosure: str) -> None:
    """The table in cases/permissions.py, read out again from what people can do."""
    reader = factories.person(world.away, OrganisationRole.READER)
    row = factories.join(world.case, world.away, disclosure, role)
    seen = set(SEES[disclosure])
    informed = disclosure == Disclosure.IDENTITY
    if informed and role != Role.CANDIDATE:
        seen.add(COMPARES)
    done = {p for p in DOES[role] if informed or p not in NEEDS_IDENTITY}
    assert permissions_on(reader, world.case) == seen
    assert permissions_on(world.visitor, world.case) == seen | done
    end_participation(factories.actor(world.manager), row, "Past niet")
    assert permissions_on(fresh(world.visitor), world.case) == set()
    held = CaseGroupObjectPermission.objects.filter(
        group__organisation_role__organisation=world.away
    )
    assert not held.exists()


def test_invitation_is_confirmed_before_anything_is_shared(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    data = invitation(world)
    page = client.post(url("participant-invite", world.case), data)
    assert page.status_code == 200
    assert page.context["readers"] == 1
    assert not sees(world.visitor, world.case)
    assert (
        client.post(url("participant-invite", world.case), data | {"confirmed": "1"}).status_code
        == 302
    )
    assert sees(world.visitor, world.case)
    logged = AccessLog.objects.of_case(world.case.pk).filter(kind="participant").first()
    assert (logged.action, logged.detail) == ("disclosed", "elders: profile")


def test_confirmation_says_what_the_level_shows_and_hides(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    path = url("participant-invite", world.case)
    anonymous = client.post(path, invitation(world)).context["sight"]
    everything = client.post(path, invitation(world, disclosure="identity", **CONSENT)).context
    assert len(anonymous.hidden) == 6
    assert set(IDENTITY_SEEN) <= set(everything["sight"].shown)
    assert set(IN_THE_RUNNING) <= set(everything["sight"].shown), "still one of the regions"
    assert set(everything["sight"].hidden) == set(COMPARING_SEEN)
    assert set(anonymous.fields) < set(everything["sight"].fields)
    company = str(Case._meta.get_field("company").verbose_name)
    assert company in everything["sight"].fields
    assert company not in anonymous.fields
    observer = client.post(path, invitation(world, role="observer")).context["sight"]
    assert observer.doing == []
    assert anonymous.doing != []


@pytest.mark.parametrize("disclosure", ["sector", "identity"])
def test_more_than_the_profile_needs_consent(
    world: SimpleNamespace, sign_in: SignIn, disclosure: str
) -> None:
    client, path = sign_in(world.manager), url("participant-invite", world.case)
    data = invitation(world, disclosure=disclosure, confirmed="1")
    answer = client.post(path, data)
    assert answer.status_code == 422
    assert {"consent_by", "consent_on"} <= set(answer.context["form"].errors)
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert client.post(path, data | CONSENT | {"consent_on": tomorrow}).status_code == 422
    assert not sees(world.visitor, world.case)
    assert client.post(path, data | CONSENT).status_code == 302
    assert sees(world.visitor, world.case)


def test_only_who_manages_participants_shares(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY, Role.SUPPORTING)
    third = factories.organisation()
    data = invitation(world, organisation=third.pk, confirmed="1")
    pages = [("participant-invite", ()), ("participant-edit", (row.pk,)), ("case-access", ())]
    pages += [("participant-end", (row.pk,)), ("case-preview", (row.pk,)), ("person-share", ())]
    for name, more in pages:
        assert sign_in(world.manager).get(url(name, world.case, *more)).status_code == 200
        for user in (world.reader, world.visitor):
            assert sign_in(user).get(url(name, world.case, *more)).status_code == 403
        assert sign_in(world.ministry).get(url(name, world.case, *more)).status_code == 404
    assert (
        sign_in(world.visitor).post(url("participant-invite", world.case), data).status_code == 403
    )
    assert not CaseParticipant.objects.filter(organisation=third).exists()


def test_who_does_not_work_on_cases_is_not_invited(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(world.manager), url("participant-invite", world.case)
    province = factories.organisation(Organisation.Kind.PROVINCE)
    assert client.post(path, invitation(world, organisation=province.pk)).status_code == 422
    assert client.post(path, invitation(world, organisation=world.home.pk)).status_code == 422
    assert client.post(path, invitation(world)).status_code == 200


def test_uninformed_participant_sees_origin_and_itself_only(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    rival = factories.organisation(name="ROM Rivaal")
    factories.join(world.case, rival, Disclosure.IDENTITY)
    text = sign_in(world.visitor).get(url("case-participants", world.case)).text
    assert "ROM Thuis" in text
    assert "ROM Elders" in text
    assert "ROM Rivaal" not in text
    assert "Jansen" not in text
    own = sign_in(world.reader).get(url("case-participants", world.case)).text
    assert "ROM Rivaal" in own
    assert "Jansen" in own


def change(client: Client, world: SimpleNamespace, **values: Any) -> Any:
    path = url("participant-edit", world.case, participant(world).pk)
    stamp = client.get(path).context["form"]["stamp"].value()
    data = {"role": "candidate", "disclosure": "profile", "reason": "Volgende stap"}
    return client.post(path, data | {"stamp": stamp} | values)


def test_more_knowledge_is_confirmed_and_less_goes_at_once(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    assert change(client, world, disclosure="identity", **CONSENT).status_code == 200
    assert participant(world).disclosure == "profile"
    change(client, world, disclosure="identity", confirmed="1", **CONSENT)
    assert "view_identity" in permissions_on(fresh(world.visitor), world.case)
    assert change(client, world, disclosure="profile").status_code == 302
    assert (
        permissions_on(fresh(world.visitor), world.case) & {"view_identity", "view_sector"} == set()
    )


def test_candidate_becomes_the_destination(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert "decide_case" not in permissions_on(world.visitor, world.case)
    values = {"disclosure": "identity", "role": "destination"} | CONSENT
    assert change(sign_in(world.manager), world, **values).status_code == 302
    assert "decide_case" in permissions_on(fresh(world.visitor), world.case)


def test_two_people_change_one_participant(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    assert change(client, world, role="observer").status_code == 302
    assert change(client, world, role="supporting", stamp=1).status_code == 409
    assert participant(world).role == "observer"


def test_origin_neither_leaves_nor_changes(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = CaseParticipant.objects.get(case=world.case, role="origin")
    client = sign_in(world.manager)
    path = url("participant-end", world.case, row.pk)
    assert client.post(path, {"reason": "Klaar"}).status_code == 422
    answer = client.post(
        url("participant-edit", world.case, row.pk),
        {
            "role": "observer",
            "disclosure": "profile",
            "reason": "x",
            "stamp": row.history.first().pk,
        },
    )
    assert answer.status_code == 422
    assert sees(world.manager, world.case)


def test_withdrawal_works_at_once_and_can_be_undone_by_inviting_again(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    row = factories.join(world.case, world.away)
    visitor, client = sign_in(world.visitor), sign_in(world.manager)
    assert visitor.get(url("case-participants", world.case)).status_code == 200
    path = url("participant-end", world.case, row.pk)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Past niet"}).status_code == 302
    assert visitor.get(url("case-participants", world.case)).status_code == 404
    assert client.post(path, {"reason": "Nog eens"}).status_code == 404
    client.post(url("participant-invite", world.case), invitation(world, confirmed="1"))
    assert visitor.get(url("case-participants", world.case)).status_code == 200


def test_membership_that_ends_ends_access_at_once(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.visitor)
    path = url("case-participants", world.case)
    assert client.get(path).status_code == 200
    membership = Membership.objects.get(user=world.visitor)
    membership.valid_to = timezone.localdate() - datetime.timedelta(days=1)
    Actor.system().save(membership)
    assert client.get(path).status_code == 404
    membership.valid_to = None
    Actor.system().save(membership)
    assert client.get(path).status_code == 200
    end_membership(Actor.system(), membership, "Uit dienst")
    assert client.get(path).status_code == 404


def shared_by_action(world: SimpleNamespace, announce: Any) -> Any:
    values = {"organisation": world.away, "role": "candidate", "disclosure": "profile"}
    values |= {"consent_by": "", "consent_on": None}
    return share_with_organisation(factories.actor(world.manager), world.case, values, announce)


def test_broker_that_is_down_does_not_undo_the_sharing(
    world: SimpleNamespace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(_participant: object) -> None:
        raise ConnectionError("no broker")

    with django_capture_on_commit_callbacks(execute=True):
        shared = shared_by_action(world, down)
    assert not shared.told
    assert sees(world.visitor, world.case)


def test_mail_is_queued_after_the_sharing_is_stored(
    world: SimpleNamespace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[object] = []
    with django_capture_on_commit_callbacks(execute=True):
        shared = shared_by_action(world, told.append)
        assert told == []
    assert told == [shared.participant.pk]
    assert shared.told


def mailed(world: SimpleNamespace) -> list[mail.EmailMessage]:
    cache.clear()
    with patch.object(mail_participation, "delay", side_effect=mail_participation):
        announce_participation(str(participant(world).pk))
    return list(mail.outbox)


def test_mail_says_nothing_confidential(world: SimpleNamespace) -> None:
    factories.person(world.away, OrganisationRole.READER, email="lezer@example.test")
    world.case.summary = "Een maker van meetinstrumenten."
    Actor.system().save(world.case)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    (message,) = mailed(world)
    assert message.to == [world.visitor.email]
    html = str(message.alternatives[0].content)
    for text in (message.body, html):
        assert world.case.code_name in text
        assert reverse("case-detail", args=[world.case.pk]) in text
        for secret in ("Fotonova", "12345678", "M. Jansen", world.case.summary, "Anna"):
            assert secret not in text
    assert world.case.code_name not in message.subject
    assert world.case.reference not in message.subject


def test_mail_goes_once_and_again_after_a_failed_delivery(world: SimpleNamespace) -> None:
    row = factories.join(world.case, world.away)
    with patch.object(mail.EmailMultiAlternatives, "send", side_effect=smtplib.SMTPException):
        assert not mail_participation(str(row.pk), world.visitor.pk)
    waiting = MailDelivery.objects.get()
    assert (waiting.status, waiting.attempts, waiting.reason) == ("queued", 1, "SMTPException")
    assert not mail_participation(str(row.pk), world.visitor.pk), "it waits for its next try"
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert [deliver(key, later) for key in to_deliver(later)] == [True]
    assert not mail_participation(str(row.pk), world.visitor.pk)
    assert len(mail.outbox) == 1
    assert MailDelivery.objects.get().status == "sent"


def test_a_mail_that_waits_says_nothing_of_a_case_that_was_taken_back(
    world: SimpleNamespace,
) -> None:
    row = factories.join(world.case, world.away)
    with patch.object(mail.EmailMultiAlternatives, "send", side_effect=smtplib.SMTPException):
        mail_participation(str(row.pk), world.visitor.pk)
    end_participation(factories.actor(world.manager), row, "Vergissing")
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert [deliver(key, later) for key in to_deliver(later)] == [False]
    assert mail.outbox == []
    assert MailDelivery.objects.get().status == "empty"


def test_nobody_is_mailed_about_a_case_that_was_taken_back(world: SimpleNamespace) -> None:
    row = factories.join(world.case, world.away)
    end_participation(factories.actor(world.manager), row, "Vergissing")
    assert mailed(world) == []


def give(client: Client, case: Case, **values: Any) -> Any:
    data = {"disclosure": "profile", "consent_on": "", "reason": "Advies over het net"}
    return client.post(url("person-share", case), data | values)


def test_personal_share_is_confirmed_logged_and_withdrawn(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, case = sign_in(world.manager), world.case
    address = world.visitor.email.upper()
    assert give(client, case, person=address).status_code == 200
    assert not sees(world.visitor, case)
    assert give(client, case, person=address, confirmed="1").status_code == 302
    assert permissions_on(fresh(world.visitor), case) == {"view_case"}
    assert world.visitor.name in client.get(url("case-access", case)).text
    path = url("person-withdraw", case, world.visitor.pk)
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Klaar"}).status_code == 302
    assert not sees(world.visitor, case)
    assert client.post(path, {"reason": "Klaar"}).status_code == 404
    details = (
        AccessLog.objects.of_case(case.pk).filter(kind="share").values_list("detail", flat=True)
    )
    assert list(details) == ["Daan Mulder: -; Klaar", "Daan Mulder: profile; Advies over het net"]


def test_who_gets_a_personal_share_is_told_once(world: SimpleNamespace) -> None:
    def told(user: User) -> int:
        rows = Notification.objects.visible_to(fresh(user)).filter(kind="case_shown")
        return int(rows.count())

    actor, case, away = factories.actor(world.manager), world.case, world.ministry
    share_with_person(actor, case, away, "profile", "Advies")
    assert told(away) == 1
    share_with_person(actor, case, away, "identity", "Meer", datetime.date(2026, 1, 5))
    assert told(away) == 1, "more of the same case is no second share"
    assert told(world.visitor) == 0
    withdraw_from_person(actor, case, away, "Klaar")
    assert told(away) == 0


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"person": "niemand@example.test"}, "person"),
        ({"disclosure": "identity"}, "consent_on"),
        ({"disclosure": "sector"}, "disclosure"),
        ({"reason": ""}, "reason"),
        ({"reason": "Kent Fotonova goed"}, "reason"),
    ],
)
def test_personal_share_that_is_refused(
    world: SimpleNamespace, sign_in: SignIn, values: Any, wrong: str
) -> None:
    client = sign_in(world.manager)
    fine = {"person": world.visitor.email}
    answer = give(client, world.case, confirmed="1", **(fine | values))
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not sees(world.visitor, world.case)
    assert give(client, world.case, confirmed="1", **fine).status_code == 302


def test_person_without_organisation_is_given_nothing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    loner = factories.person()
    answer = give(sign_in(world.manager), world.case, person=loner.email, confirmed="1")
    assert answer.status_code == 422
    assert not sees(loner, world.case)


def test_second_share_replaces_the_first(world: SimpleNamespace) -> None:
    actor, today = factories.actor(world.manager), timezone.localdate()
    with pytest.raises(Refused):
        share_with_person(actor, world.case, world.visitor, "identity", "Adviseur")
    share_with_person(actor, world.case, world.visitor, "identity", "Adviseur", today)
    assert permissions_on(fresh(world.visitor), world.case) == set(SEES["identity"])
    share_with_person(actor, world.case, world.visitor, "profile", "Toch minder")
    assert permissions_on(fresh(world.visitor), world.case) == {"view_case"}
    withdraw_from_person(actor, world.case, world.visitor, "Klaar")
    assert permissions_on(fresh(world.visitor), world.case) == set()


def test_access_page_tells_who_sees_the_case_and_why(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY, Role.SUPPORTING)
    page = sign_in(world.manager).get(url("case-access", world.case))
    seers = {seer.organisation: seer for seer in page.context["seen_by"]}
    assert {world.home, world.away} <= set(seers)
    home, away = seers[world.home], seers[world.away]
    assert (home.participant.role, away.participant.role) == ("origin", "supporting")
    assert [p.name for p in home.workers] == ["Anna de Boer", "Bram Visser"]
    assert [p.name for p in home.readers] == ["Carla Smit"]
    assert len(away.doing) == 1
    assert f"ROM Elders: {Disclosure.IDENTITY.label}" in page.text
    assert "elders: identity" not in page.text


def test_preview_shows_what_the_organisation_sees(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = factories.join(world.case, world.away)
    path = url("case-preview", world.case, row.pk)
    client = sign_in(world.manager)
    page = client.get(path)
    fields = dict(page.context["fields"])
    company = str(Case._meta.get_field("company").verbose_name)
    assert company not in fields
    parts = {str(part.label): part.rows for part in page.context["parts"]}
    assert ["ROM Thuis", "ROM Elders"] in parts.values()
    change(client, world, disclosure="identity", confirmed="1", **CONSENT)
    assert dict(client.get(path).context["fields"])[company] == world.company
