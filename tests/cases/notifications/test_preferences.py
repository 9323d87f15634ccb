"""Choosing how to hear of each kind of news; other mails about the same hold to it too."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import cache

from accounts.models import User
from cases.actions.notifications import notify, save_preferences
from cases.models import How, Notification, NotificationPreference
from cases.notification_kinds import NEWS, choices_of
from cases.tasks import mail_participation
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/voorkeuren/meldingen/"


def form_of(user: User, **changes: str) -> dict[str, str]:
    return {kind: how.value for kind, how in choices_of(user).items()} | changes


def test_one_save_keeps_what_changed_with_its_history(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    page = client.get(PAGE)
    assert all(str(kind) in page.context["form"].fields for kind in NEWS)
    values = form_of(world.manager, note_added="none", task_late="immediately")
    assert client.post(PAGE, values).status_code == 302
    kept = dict(NotificationPreference.objects.values_list("kind", "how"))
    assert kept == {"note_added": "none", "task_late": "immediately"}
    client.post(PAGE, form_of(world.manager, note_added="daily"))
    row = NotificationPreference.objects.get(kind="note_added")
    assert [past.how for past in row.history.all()] == ["daily", "none"]
    assert {past.history_user for past in row.history.all()} == {world.manager}
    assert choices_of(world.colleague)["task_late"] == How.DAILY, "of nobody else"


def test_a_strange_choice_is_refused(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    for changes in ({"note_added": "hourly"}, {"visit_planned": "immediately"}):
        response = client.post(PAGE, form_of(world.manager, **changes))
        assert response.status_code == 422
        assert "error-summary" in response.text
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    ("how", "rows", "mail_of"),
    [
        (How.NOW, 1, "soon"),
        (How.DAILY, 1, "digest"),
        (How.APP, 1, "none"),
        (How.NONE, 0, ""),
    ],
)
def test_each_choice(world: SimpleNamespace, how: How, rows: int, mail_of: str) -> None:
    save_preferences(factories.actor(world.colleague), world.colleague, {"case_given": how})
    notify(factories.actor(world.manager), world.case, "case_given", [world.colleague])
    found = list(Notification.objects.values_list("mail", flat=True))
    assert found == [mail_of] * rows


@pytest.mark.parametrize("how", [How.NOW, How.DAILY])
def test_a_mail_of_its_own_goes_only_when_it_is_wanted_at_once(
    world: SimpleNamespace, how: How
) -> None:
    cache.clear()
    row = factories.join(world.case, world.away)
    save_preferences(factories.actor(world.visitor), world.visitor, {"case_shared": how})
    assert mail_participation(str(row.pk), world.visitor.pk) is (how == How.NOW)
    assert len(mail.outbox) == (how == How.NOW)
