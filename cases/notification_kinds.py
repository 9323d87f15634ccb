"""What each kind of news is about, how people hear of it unless they choose otherwise, and where
it stands among the preferences.

The defaults hold back: at once only what asks something of this one person; the rest once a day,
or in the application only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import How, Notification, NotificationPreference

K = Notification.Kind


@dataclass(frozen=True)
class News:
    """A kind of news. `about` names the thing (querysets.notification.ABOUT, "decision" or
    "month").

    `own_mail`: another mail tells it at once, such as the call for locations with its deadline, so
    that "at once" adds none. `appointment`: that mail belongs in an agenda, and always goes.
    """

    topic: Any
    how: How
    about: str
    symbol: str
    own_mail: bool = False
    appointment: bool = False

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """How one may hear of it."""
        return [(how.value, how.label) for how in How if not (self.appointment and how == How.NOW)]


_MINE, _CASES = _("For you"), _("On your cases")
_CALLS, _VISITS, _DECISION = _("Calls for locations"), _("Site visits"), _("Decision")

NEWS: dict[str, News] = {
    K.MENTIONED: News(_MINE, How.NOW, "note", "at"),
    K.TASK_GIVEN: News(_MINE, How.NOW, "task", "checkbox"),
    K.TASK_DUE: News(_MINE, How.DAILY, "open_task", "alarm"),
    K.TASK_LATE: News(_MINE, How.DAILY, "open_task", "alarm"),
    K.TASK_DONE: News(_MINE, How.DAILY, "done_task", "square-check"),
    K.UPDATE_DUE: News(_MINE, How.DAILY, "month", "calendar"),
    K.UPDATE_LATE: News(_MINE, How.DAILY, "month", "alarm"),
    K.CASE_GIVEN: News(_MINE, How.NOW, "", "user-check"),
    K.CASE_SHARED: News(_MINE, How.NOW, "participant", "share", own_mail=True),
    K.CASE_SHOWN: News(_MINE, How.NOW, "", "share"),
    K.NOTE_ADDED: News(_CASES, How.DAILY, "note", "message"),
    K.DOCUMENT_ADDED: News(_CASES, How.DAILY, "document", "file-text"),
    K.CASE_MOVED: News(_CASES, How.APP, "transition", "route"),
    K.SITE_FITS: News(_CASES, How.NOW, "watch", "binoculars", own_mail=True),
    K.CALL_ASKED: News(_CALLS, How.NOW, "invitation", "inbox", own_mail=True),
    K.CALL_REMINDER: News(_CALLS, How.NOW, "invitation", "hourglass", own_mail=True),
    K.CALL_CHANGED: News(_CALLS, How.NOW, "invitation", "calendar", own_mail=True),
    K.ANSWER_JUDGED: News(_CALLS, How.DAILY, "invitation", "circle-x"),
    K.CALL_ANSWERED: News(_CALLS, How.NOW, "invitation", "send"),
    K.CALL_LATE: News(_CALLS, How.DAILY, "invitation", "hourglass"),
    K.VISIT_PLANNED: News(_VISITS, How.APP, "visit", "calendar-plus", True, True),
    K.VISIT_CHANGED: News(_VISITS, How.APP, "visit", "calendar-event", True, True),
    K.VISIT_CANCELLED: News(_VISITS, How.APP, "visit", "x", True, True),
    K.ADVICE_ASKED: News(_DECISION, How.NOW, "open_advice", "message-2"),
    K.ADVICE_GIVEN: News(_DECISION, How.DAILY, "advice", "send"),
    K.DECISION_WAITS: News(_DECISION, How.NOW, "decision", "gavel"),
    K.DECISION_APPROVED: News(_DECISION, How.NOW, "decision", "rubber-stamp"),
    K.DECISION_RETURNED: News(_DECISION, How.NOW, "decision", "arrow-back-up"),
}


def chosen(people: Collection[int], kind: str) -> dict[int, How]:
    """Person to how they want to hear of a kind of news; one query."""
    rows = NotificationPreference._default_manager.filter(user_id__in=people, kind=kind)
    own = {key: How(how) for key, how in rows.values_list("user_id", "how")}
    return {key: own.get(key, NEWS[kind].how) for key in people}


def choices_of(user: User) -> dict[str, How]:
    """Kind to how this person wants to hear of it, defaults included; one query."""
    rows = NotificationPreference.objects.visible_to(user).values_list("kind", "how")
    return {kind: news.how for kind, news in NEWS.items()} | {k: How(how) for k, how in rows}


def mails_at_once(user: int, kind: str) -> bool:
    """Whether a mail of its own about this kind of news is for this person."""
    return chosen([user], kind)[user] == How.NOW
