"""What people of the demo were told: read as far as it is old, some of it waiting, none mailed."""

import datetime

from django.db.models import F
from django.utils import timezone

from cases.actions.monthly import remind_of_updates
from cases.actions.task_reminders import remind_of_tasks
from cases.actions.work import save_note
from cases.models import Case, CaseParticipant, Notification, Visibility
from cases.monthly import due_on
from cases.querysets.monthly import asked_month
from cases.working_days import add_working_days
from reports.demo import content
from reports.demo.cast import Cast
from reports.demo.clock import office_hour, standing_at

UNREAD_DAYS = 6
ASKED = 1  # days ago
HOUR = datetime.timedelta(hours=1)


def tell(cast: Cast) -> None:
    """The managers ask something of their account managers; reminders come as each morning."""
    with standing_at(office_hour(cast.days_ago(ASKED), 0.6)):
        for number, code in enumerate(("bom", "oost", "nfia")):
            _ask(cast, code, content.texts()["questions"][number])
        _ask_office(cast)
    with standing_at(office_hour(cast.days_ago(ASKED), 0.0)):
        remind_of_tasks(timezone.localdate())
    _remind_of_updates(cast)
    settle(cast)


def _remind_of_updates(cast: Cast) -> None:
    """As on the mornings around the last day of the month that passed."""
    due = due_on(asked_month(cast.today))
    for day in (due, add_working_days(due, 1)):
        if day <= cast.today:
            with standing_at(office_hour(day, 0.0)):
                remind_of_updates(day)


def settle(cast: Cast) -> None:
    """What is older than a few days was read; nobody is mailed about the past."""
    Notification.objects.update(mail=Notification.Mail.NONE)
    since = office_hour(cast.days_ago(UNREAD_DAYS), 0.0)
    old = Notification.objects.filter(created_at__lt=since, read_at=None)
    old.update(read_at=F("created_at"))


def _ask_office(cast: Cast) -> None:
    """A question to the programme office, on a case on which no region takes part yet."""
    office = cast.users["programme"]
    others = CaseParticipant._default_manager.filter(ended_at=None).exclude(role="origin")
    regions = others.exclude(organisation__code="programma").values("case_id")
    case = Case.objects.open().exclude(pk__in=regions).order_by("-last_activity_at").first()
    if case is None:
        return
    values = {
        "kind": "note",
        "body": f"@{office.name} {content.texts()['to_office']}",
        "visibility": Visibility.ALL,
        "occurred_at": timezone.now() - HOUR,
        "mentions": [office],
    }
    save_note(cast.actor(f"{case.origin.code}-am"), case, None, values)


def _ask(cast: Cast, code: str, question: str) -> None:
    """A question to the account manager of the case where something happened last."""
    worker, chief = cast.users[f"{code}-am"], cast.actor(f"{code}-manager")
    case = Case.objects.open().filter(account_manager=worker).order_by("-last_activity_at").first()
    if case is None:
        return
    values = {
        "kind": "note",
        "body": f"@{worker.name} {question}",
        "visibility": Visibility.OWN,
        "occurred_at": timezone.now() - HOUR,
        "mentions": [worker],
    }
    save_note(chief, case, None, values)
