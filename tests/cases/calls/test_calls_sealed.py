"""A region never learns that others are asked, nor what they answer, wherever it looks."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cases.actions.call_answers import Proposed, submit_answer
from cases.actions.calls import Invitee, add_regions, end_call, extend_deadline, withdraw_invitation
from cases.actions.participants import change_participant
from cases.models import (
    CallAnswer,
    CallInvitation,
    CallProposal,
    Case,
    CaseParticipant,
    LocationCall,
)
from cases.tasks import announce_call, mail_call
from cases.timeline import Reader, timeline
from tests import factories
from tests.cases.calls.helpers import answered, invited, page_of, sent
from tests.cases.matching.helpers import seen
from tests.cases.road import url
from tests.conftest import SignIn

# Nothing of these may reach ROM Rivaal, which is asked beside ROM Elders.
SECRETS = (
    "ROM Elders",
    "Daan Mulder",
    "Donker Noord",
    "Vrij liggend",
    "Brief van Enexis",
    "Graag overleg",
    "Schaarse grond",
    "ROM Niets",
)


@pytest.fixture(params=["profile", "identity"])
def sealed(asking: SimpleNamespace, request: Any) -> SimpleNamespace:
    """Two regions are asked, a third later; one answers, and its answer is judged half."""
    call = sent(asking, asking.away, asking.rival_rom)
    answered(asking, call)
    actor = factories.actor(asking.manager)
    hopeless = Invitee(asking.nothing_rom, hopeless=True, reason="Schaarse grond")
    add_regions(actor, call, None, [hopeless], "Schaarse grond")
    call.refresh_from_db()
    if request.param == "identity":
        row = CaseParticipant.objects.get(case=asking.case, organisation=asking.rival_rom)
        day = timezone.localdate()
        change_participant(actor, row, "candidate", "identity", "M. Jansen", day, "Toestemming")
    return SimpleNamespace(**vars(asking), call=call, level=request.param)


def pages(world: SimpleNamespace) -> list[str]:
    case = world.case
    own = invited(world.call, world.rival_rom)
    names = "detail calls timeline matching requirements visits documents participants"
    return [
        *(url(f"case-{name}", case) for name in names.split()),
        f"{url('case-timeline', case)}?soort=uitvragen",
        page_of(own),
        url("call-decline", case, own.pk),
        reverse("call-inbox"),
        f"{reverse('call-inbox')}?view=done",
        reverse("home"),
        f"{reverse('case-list')}?view=all",
        reverse("case-export"),
        f"{reverse('search')}?q={case.code_name}",
        f"{reverse('search')}?q=uitvraag",
    ]


def test_no_page_tells_a_region_of_the_others(sealed: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(sealed.rival)
    for path in pages(sealed):
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = re.sub(r"<option.*?</option>", "", answer.content.decode())  # of the whole network
        for secret in SECRETS:
            assert secret not in text, (path, secret)
        if sealed.level == "profile":
            assert "Fotonova" not in text, path
    seen_by_manager = sign_in(sealed.manager).get(url("call-detail", sealed.case, sealed.call.pk))
    for secret in SECRETS:
        assert secret in seen_by_manager.text or secret == "Brief van Enexis"


def test_whom_the_case_waits_on_tells_nothing(sealed: SimpleNamespace, sign_in: SignIn) -> None:
    """ROM Rivaal does not see that the case still waits on a region: it may be another one."""
    filtered = f"{reverse('case-list')}?view=all&waiting_on=region"
    words = str(Case.WaitingOn.REGION.label)
    for user, sees in ((sealed.rival, False), (sealed.manager, True)):
        client = sign_in(user)
        page = client.get(url("case-detail", sealed.case))
        assert ("waiting_on" in page.context["known"]) == sees
        assert (words.lower() in page.text.lower()) == sees
        assert (words in client.get(reverse("case-export")).content.decode()) == sees
        assert (sealed.case.reference in client.get(filtered).text) == sees
        row = client.get(f"{reverse('case-list')}?view=all").context["page"].object_list[0]
        assert bool(row.waits_on) == sees
        assert bool(page.context["ticks"]) == sees, "nor how far the matching is"


def test_pages_of_the_account_manager_do_not_exist_for_a_region(
    sealed: SimpleNamespace, sign_in: SignIn
) -> None:
    """404, also for the own invitation: those pages compare."""
    client, case, call = sign_in(sealed.rival), sealed.case, sealed.call
    own, other = invited(call, sealed.rival_rom), invited(call, sealed.away)
    answer = CallAnswer.objects.get()
    for path in (
        url("call-detail", case, call.pk),
        url("call-regions", case, call.pk),
        url("call-extend", case, call.pk),
        url("call-close", case, call.pk),
        url("call-withdraw", case, call.pk),
        url("call-region", case, call.pk, own.pk),
        url("call-region", case, call.pk, other.pk),
        url("call-region-withdraw", case, call.pk, own.pk),
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        url("call-longlist", case, call.pk),
        url("call-accept-all", case, call.pk, own.pk),
        url("call-review", case, call.pk, other.pk, answer.pk),
    ):
        assert client.post(path, {}).status_code == 404, path
    assert client.get(page_of(other)).status_code == 404
    assert sign_in(sealed.manager).get(url("call-detail", case, call.pk)).status_code == 200


def test_queries_give_a_region_its_own_rows_only(sealed: SimpleNamespace) -> None:
    rival = sealed.rival
    assert [r.organisation for r in CallInvitation.objects.visible_to(rival)] == [sealed.rival_rom]
    assert LocationCall.objects.visible_to(rival).count() == 1
    assert not CallProposal.objects.visible_to(rival).exists()
    assert not CallAnswer.objects.visible_to(rival).exists()
    assert CallInvitation.objects.visible_to(sealed.reader).count() == 3


def events(world: SimpleNamespace, user: Any) -> list[str]:
    reader = Reader(seen(user, world.case), user, frozenset({"view_case"}))
    return [
        str(part.title)
        for event in timeline(reader, "uitvragen").events
        for part in (event, *event.parts)
    ]


def test_timeline_tells_each_region_its_own_part(sealed: SimpleNamespace) -> None:
    told = events(sealed, sealed.rival)
    assert len(told) == 1, "that it was asked itself"
    assert len(events(sealed, sealed.visitor)) == 2, "and that it answered"
    whole = events(sealed, sealed.manager)
    assert len(whole) == 6, "the call, why so many, three regions, one answer"


def test_region_asked_later_sees_nothing_from_before(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    call, actor = sent(asking, asking.away), factories.actor(asking.manager)
    extend_deadline(actor, call, None, 3, "Meer tijd door de kerst")
    call.refresh_from_db()
    add_regions(actor, call, None, [Invitee(asking.rival_rom)])
    call.refresh_from_db()
    late, early = sign_in(asking.rival), sign_in(asking.visitor)
    assert "Meer tijd door de kerst" in early.get(page_of(invited(call, asking.away))).text
    assert "Meer tijd door de kerst" not in late.get(page_of(invited(call, asking.rival_rom))).text
    extend_deadline(actor, call, None, 2, "Nog iets meer tijd")
    assert "Nog iets meer tijd" in late.get(page_of(invited(call, asking.rival_rom))).text
    reader = Reader(seen(asking.rival, asking.case), asking.rival, frozenset())
    (event,) = timeline(reader, "uitvragen").events
    assert event.parts == []


def test_end_is_told_to_all_alike(asking: SimpleNamespace, sign_in: SignIn) -> None:
    call = sent(asking, asking.away, asking.rival_rom)
    answered(asking, call)
    end_call(factories.actor(asking.manager), call, None, "closed", "We gaan verder kijken")
    for user, organisation in ((asking.visitor, asking.away), (asking.rival, asking.rival_rom)):
        text = sign_in(user).get(page_of(invited(call, organisation))).text
        assert "We gaan verder kijken" in text
    assert len(events(asking, asking.rival)) == 2
    assert len(events(asking, asking.visitor)) == 3


def test_mails_hold_a_code_name_and_a_link(asking: SimpleNamespace) -> None:
    call = sent(asking, asking.away, asking.rival_rom)
    row = invited(call, asking.away)
    assert announce_call("asked", str(row.pk)) == 1, "readers are not mailed"
    for kind in ("asked", "reminder", "overdue", "extended"):
        assert mail_call(kind, str(row.pk), asking.visitor.pk)
        assert not mail_call(kind, str(row.pk), asking.visitor.pk), "at most once"
    assert not mail_call("closed", str(row.pk), asking.visitor.pk), "it is not true"
    withdraw_invitation(factories.actor(asking.manager), row, None, "Vergissing")
    assert mail_call("withdrawn", str(row.pk), asking.visitor.pk)
    assert not mail_call("asked", str(row.pk), asking.visitor.pk)
    colleague = factories.person(asking.away)
    assert not mail_call("extended", str(row.pk), colleague.pk), "not its deadline any more"
    assert len(mail.outbox) == 5
    for message in mail.outbox:
        whole = message.subject + message.body + str(message.alternatives)
        assert asking.case.code_name in message.body
        assert asking.case.code_name not in message.subject
        for secret in ("Fotonova", "ROM Rivaal", asking.case.summary, call.profile):
            assert secret not in whole
        assert message.to == [asking.visitor.email]
    assert page_of(row) in mail.outbox[0].body
    assert page_of(row) not in mail.outbox[-1].body, "that page does not exist any more"


def test_draft_is_seen_by_the_region_alone(asking: SimpleNamespace, sign_in: SignIn) -> None:
    call = sent(asking, asking.away)
    row = invited(call, asking.away)
    data = {"version": row.version, "do": "draft", "remark": "Nog geheim"}
    sign_in(asking.visitor).post(page_of(row), data)
    client = sign_in(asking.manager)
    for path in (
        url("call-detail", asking.case, call.pk),
        url("call-region", asking.case, call.pk, row.pk),
        url("case-timeline", asking.case),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Nog geheim" not in answer.text
    actor = factories.actor(asking.visitor)
    row = invited(call, asking.away)
    proposed = [Proposed(asking.sites.dark, "Past goed")]
    submit_answer(actor, row, row.version, proposed, [], "Nu gezegd")
    assert "Nu gezegd" in client.get(url("call-detail", asking.case, call.pk)).text
