"""Two people at once: the row is locked, the version compared, and the second is told who won."""

from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.errors import Conflict


def lock_version[M: models.Model](model: type[M], pk: Any, version: int | None) -> M:
    """The row, locked until the transaction ends, with its version raised by one (not yet saved).

    Raises Conflict when the row is no longer at `version`; None skips the comparison.
    """
    row = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and row.version != version:  # type: ignore[attr-defined]
        raise Conflict(explain_change(row))
    row.version += 1  # type: ignore[attr-defined]
    return row


def explain_change(row: Any) -> str:
    """A sentence naming who changed the row last and when."""
    last = row.history.select_related("history_user").first()
    if last is None:
        return _("This was changed while you were working on it. Your change was not saved.")
    return _(
        "%(person)s changed this on %(moment)s, while you were working on it. "
        "Your change was not saved: look at what is there now and try again."
    ) % {
        "person": last.history_user or _("The system"),
        "moment": formats.date_format(timezone.localtime(last.history_date), "j F Y H:i"),
    }
