"""Who a note mentions: rows that follow its text, and news for who was not mentioned before."""

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.actions.notifications import notify
from cases.mentions import require_readers
from cases.models import Case, Note, NoteMention, Notification


def set_mentions(
    actor: Actor,
    case: Case,
    note: Note,
    people: Collection[User],
    at: datetime.datetime | None = None,
) -> None:
    """Makes the mentions of a stored note equal to `people`, within the transaction of its action.

    Raises Refused as `require_readers` does: a mention never gives anybody sight of anything.
    """
    require_readers(case, note, people)
    present = {row.person_id: row for row in NoteMention._default_manager.filter(note=note)}
    wanted = {person.pk for person in people}
    for key in present.keys() - wanted:
        actor.delete(present[key], _("No longer mentioned"))
    fresh = sorted(wanted - present.keys())
    for key in fresh:
        actor.save(NoteMention(note=note, person_id=key), _("Mentioned"), at=at)
    notify(actor, case, Notification.Kind.MENTIONED, fresh, note, at=at)
