"""The monthly update: asked after each month, corrected with a reason, read by few."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Organisation
from accounts.models.organisation import Role
from cases.actions.monthly import remind_of_updates, write_update
from cases.actions.stage import close
from cases.actions.work import save_note
from cases.models import Case, Disclosure, Draft, MonthlyUpdate, Notification
from cases.verification import history_drift
from reports.demo.clock import standing_at
from tests import factories
from tests.cases.road import fresh, url
from tests.conftest import SignIn

OCTOBER, NOVEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 1)
SECRET = "Stroperig overleg met de gemeente"
TEXTS = {"colour": "amber", "reason": SECRET, "done": "Twee gesprekken", "ahead": "Bezoek plannen"}


def moment(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 10, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def old(world: SimpleNamespace) -> Case:
    """A case that was there all through October."""
    return factories.case(world.manager, at=moment(9, 10), company=world.company)


def send(client: Client, case: Case, month: str = "2026-10", **values: Any) -> Any:
    return client.post(url("monthly-write", case, month), TEXTS | {"version": 0} | values)


def write(world: SimpleNamespace, case: Case, month: datetime.date = OCTOBER, **values: Any) -> Any:
    at = moment(month.month + 1, 3)
    with standing_at(at):
        return write_update(
            factories.actor(world.manager), case, month, 0, TEXTS | {"why": ""} | values
        )


@pytest.mark.parametrize(
    ("day", "words"), [(2, "nog te schrijven"), (6, "nog te schrijven"), (7, "te laat")]
)
def test_it_is_asked_until_the_fifth_working_day_and_late_after_it(
    world: SimpleNamespace, sign_in: SignIn, old: Case, day: int, words: str
) -> None:
    with standing_at(moment(11, day)):
        client = sign_in(world.manager)
        page = client.get(url("case-detail", old)).text
        assert words in page
        assert "oktober 2026" in page
        assert "6 november" in page
        assert url("monthly-write", old, "2026-10") in page
        home = client.get(reverse("home")).text
        assert url("monthly-write", old, "2026-10") in home
        # A case that was opened this month has nothing to tell of October.
        assert url("monthly-write", world.case, "2026-10") not in home


def test_written_it_is_shown_and_no_longer_asked(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    with standing_at(moment(11, 3)):
        client = sign_in(world.manager)
        assert client.get(url("monthly-write", old, "2026-10")).status_code == 200
        assert send(client, old).status_code == 302
        for name in ("case-detail", "case-monthly"):
            page = client.get(url(name, old)).text
            assert SECRET in page
            assert "Oranje: vraagt aandacht" in page
            assert "Twee gesprekken" in page
        assert url("monthly-write", old, "2026-10") not in client.get(reverse("home")).text
    row = MonthlyUpdate.objects.get()
    assert (row.month, row.author, row.organisation) == (OCTOBER, world.manager, world.home)
    assert history_drift() == []


@pytest.mark.parametrize("colour", ["amber", "red"])
def test_what_is_not_green_says_why(
    world: SimpleNamespace, sign_in: SignIn, old: Case, colour: str
) -> None:
    with standing_at(moment(11, 3)):
        client = sign_in(world.manager)
        answer = send(client, old, colour=colour, reason="  ")
        assert answer.status_code == 422
        assert "Oranje en rood zeggen waarom." in answer.text
        assert "Twee gesprekken" in answer.text, "nothing typed is lost"
        assert send(client, old, colour="paars").status_code == 422
        assert send(client, old, done="").status_code == 422
        assert send(client, old, ahead="x" * 4001).status_code == 422
        assert not MonthlyUpdate.objects.exists()
        assert send(client, old, colour="green", reason="").status_code == 302


def test_no_other_month_and_no_closed_case(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    with standing_at(moment(11, 3)):
        client = sign_in(world.manager)
        for month in ("2026-09", "2026-11", "2026-13", "oktober", "2026-1"):
            assert client.get(url("monthly-write", old, month)).status_code == 404
            assert send(client, old, month).status_code == 404
        assert client.get(url("monthly-write", world.case, "2026-10")).status_code == 404
        row = fresh(old)
        close(factories.actor(world.manager), row, row.version, "abroad", "Vertrokken")
        assert send(client, old).status_code == 404


def test_a_correction_says_why_and_leaves_what_was(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    write(world, old)
    with standing_at(moment(11, 20)):
        client = sign_in(world.colleague)
        bare = send(client, old, version=1, colour="red")
        assert bare.status_code == 422
        assert MonthlyUpdate.objects.get().colour == "amber"
        assert send(client, old, version=1, colour="red", why="Net gebeld").status_code == 302
        page = client.get(url("case-timeline", old)).text
        assert "Net gebeld" in page
        assert "rood" in page
    row = MonthlyUpdate.objects.get()
    assert (row.colour, row.version, row.author) == ("red", 2, world.manager)
    assert [past.colour for past in row.history.all()] == ["red", "amber"]
    assert history_drift() == []


def test_who_comes_second_is_told_and_loses_nothing(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    write(world, old)
    with standing_at(moment(11, 4)):
        client = sign_in(world.colleague)
        late = send(client, old, done="Drie gesprekken")
        assert late.status_code == 409
        assert "Anna de Boer" in late.text
        assert "Drie gesprekken" in late.text, "what was typed"
        assert "Twee gesprekken" in late.text, "what is there"
        assert 'name="version" value="1"' in late.text
        send(client, old, version=1, why="Aangevuld", done="Vier gesprekken")
        stale = send(client, old, version=1, why="Nog iets", done="Vijf")
        assert stale.status_code == 409
        assert MonthlyUpdate.objects.get().done == "Vier gesprekken"


def test_it_is_for_the_own_organisation_and_who_watches(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    office = factories.organisation(Organisation.Kind.PROGRAMME_OFFICE, code="kantoor")
    watcher = factories.person(office, Role.CASE_WORKER)
    factories.join(old, office, Disclosure.PROFILE, "observer")
    factories.join(old, world.away, Disclosure.IDENTITY, "supporting")
    write(world, old)
    for user in (world.manager, world.colleague, world.reader, watcher):
        client = sign_in(user)
        for name in ("case-detail", "case-monthly", "case-timeline"):
            page = client.get(url(name, old))
            assert page.status_code == 200
            assert "oranje" in page.text.lower() or "Maandbericht" in page.text
        assert SECRET in client.get(url("case-monthly", old)).text
        assert "Maandbericht geschreven" in client.get(url("case-timeline", old)).text
    other = sign_in(world.visitor)
    assert other.get(url("case-detail", old)).status_code == 200
    assert other.get(url("case-monthly", old)).status_code == 404
    assert other.get(url("monthly-write", old, "2026-10")).status_code == 404
    listed = other.get(reverse("case-list"), {"view": "all", "col": "monthly"}).text
    shown = other.get(url("case-detail", old)).text + other.get(url("case-timeline", old)).text
    for text in (listed, shown):
        assert SECRET not in text
        assert "vraagt aandacht</span>" not in text
        assert "Maandbericht geschreven" not in text
    # A reader of the own organisation and a watcher read, and do not write.
    for user in (world.reader, watcher):
        assert sign_in(user).get(url("monthly-write", old, "2026-10")).status_code == 403


@pytest.mark.parametrize("field", ["reason", "done", "ahead"])
def test_it_does_not_name_the_company_as_the_office_reads_it(
    world: SimpleNamespace, sign_in: SignIn, old: Case, field: str
) -> None:
    with standing_at(moment(11, 3)):
        client = sign_in(world.manager)
        answer = send(client, old, **{field: "Fotonova wacht op stroom"})
        assert answer.status_code == 422
        assert "Dit noemt het bedrijf" in answer.text
        assert not MonthlyUpdate.objects.exists()
        with pytest.raises(Refused):
            write_update(
                factories.actor(world.manager),
                old,
                OCTOBER,
                0,
                TEXTS | {"why": "", field: "Fotonova wacht"},
            )


def test_the_list_filters_on_it_as_far_as_it_may_be_known(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    factories.join(old, world.away, Disclosure.IDENTITY, "supporting")
    write(world, old, datetime.date(2026, 9, 1), colour="red")
    write(world, old)
    with standing_at(moment(12, 20)):

        def found(user: Any, value: str) -> bool:
            asked = {"view": "all", "monthly": value, "col": "monthly"}
            return str(old.pk) in sign_in(user).get(reverse("case-list"), asked).text

        assert found(world.manager, "amber")
        assert not found(world.manager, "red"), "the newest counts"
        assert found(world.manager, "overdue")
        assert found(world.manager, "asked")
        assert not found(world.manager, "none")
        for value in ("amber", "overdue", "asked", "none"):
            assert not found(world.visitor, value)
        page = sign_in(world.manager).get(reverse("case-list"), {"view": "all", "col": "monthly"})
        assert "Oranje: vraagt aandacht</span>" in page.text
        assert "bericht te laat" in page.text
        file = sign_in(world.manager).get(reverse("case-export"), {"view": "all"}).text
        assert "Oranje: vraagt aandacht" in file
        assert "aandacht" not in sign_in(world.visitor).get(reverse("case-export")).text


def test_it_keeps_itself_and_begins_with_what_happened(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    with standing_at(moment(10, 12)):
        note = {"kind": "call", "body": "Gebeld over de grond", "visibility": "own"}
        save_note(factories.actor(world.manager), old, None, note | {"occurred_at": moment(10, 11)})
    with standing_at(moment(11, 3)):
        client = sign_in(world.manager)
        page = client.get(url("monthly-write", old, "2026-10")).text
        assert "Gebeld over de grond" in page
        assert "Gebeld over de grond" not in page.split("<form")[-1].split("</form>")[0]
        kept = {"draft_form": "monthly", "draft_about": "2026-10", "done": "Half verhaal"}
        assert "concept bewaard" in client.post(url("draft-save", old), kept).text
        assert "Half verhaal" in client.get(url("monthly-write", old, "2026-10")).text
        assert "Half verhaal" not in client.get(url("note-add", old)).text
        assert (
            "Half verhaal"
            not in sign_in(world.colleague).get(url("monthly-write", old, "2026-10")).text
        )
        assert client.post(url("draft-save", old), {"draft_form": "duif"}).status_code == 404
        gone = client.post(
            url("draft-save", old),
            kept | {"discard": "1", "next": url("monthly-write", old, "2026-10")},
        )
        assert gone["Location"] == url("monthly-write", old, "2026-10")
        client.post(url("draft-save", old), kept)
        assert Draft.objects.count() == 1
        send(client, old)
        assert not Draft.objects.exists()


def test_reminders_come_before_the_day_and_once_after_it(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:
    def told_on(month: int, day: int) -> int:
        with standing_at(moment(month, day)):
            return remind_of_updates()

    assert [told_on(11, day) for day in (2, 3, 4, 5, 6, 7, 9, 10)] == [0, 0, 1, 0, 0, 0, 1, 0]
    rows = Notification.objects.filter(recipient=world.manager).order_by("created_at")
    assert list(rows.values_list("kind", flat=True)) == ["update_due", "update_late"]
    with standing_at(moment(11, 11)):
        client = sign_in(world.manager)
        page = client.get(reverse("notifications")).text
        assert "Een maandbericht is te laat" in page
        opened = client.get(reverse("notification-open", args=[rows[1].pk]))
        assert opened["Location"] == url("case-monthly", old)
        send(client, old)
    assert not Notification.objects.visible_to(world.manager).filter(kind="update_late").exists()
    assert told_on(11, 12) == 0


def test_many_cases_are_as_many_queries_as_one(
    world: SimpleNamespace, sign_in: SignIn, old: Case
) -> None:

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            sign_in(world.manager).get(reverse("case-list"), {"view": "all", "col": "monthly"})
        return len(caught)

    write(world, old)
    queries()
    before = queries()
    for _number in range(3):
        write(world, factories.case(world.manager, at=moment(9, 10)))
    assert queries() == before
