"""What several actions ask first: is the case still open, and is the row still what was shown."""

from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import explain_change
from accounts.errors import Conflict, Refused
from cases.models import Case


def lock_open_case(case: Case) -> Case:
    """The case, locked until the transaction ends. Raises Refused when it is closed."""
    row: Case = Case._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if not row.is_open:
        raise Refused(_("This case is closed; reopen it first."))
    return row


def stamp_of(row: Any) -> int:
    """What a form carries for a model without a version: the key of its newest history row."""
    newest: int | None = row.history.aggregate(newest=Max("history_id"))["newest"]
    return newest or 0


def lock_stamped[M: models.Model](model: type[M], pk: Any, stamp: int | None) -> M:
    """The row, locked until the transaction ends; None as `stamp` skips the comparison.

    Raises Conflict when it was changed since the form with `stamp` was shown, and Refused when it
    is gone.
    """
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Refused(_("This was removed while you were working on it."))
    if stamp is not None and stamp_of(row) != stamp:
        raise Conflict(explain_change(row))
    return row


def bring_back(actor: Actor, model: Any, pk: Any, reason: str, **belongs: Any) -> Any:
    """Undoes a removal: the row as its history remembers it, when that belongs where it is asked.

    Raises Refused when it was never removed, or is there again.
    """
    last = model.history.filter(pk_of(model, pk), **belongs).order_by("-history_id").first()
    if last is None or last.history_type != "-":
        raise Refused(_("There is nothing to bring back."))
    return actor.save(last.instance, reason, force_insert=True)


def pk_of(model: Any, pk: Any) -> models.Q:
    """The condition that finds the history of one row."""
    return models.Q(**{model._meta.pk.attname: pk})
