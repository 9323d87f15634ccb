"""History of every row: who, for which organisation, when, from what to what, and why.

`tracked()` goes on each domain model. The acting person comes from `Actor` (see actor.py), which
leaves itself on the instance; for the library pages that save by themselves (sign-in, admin) it
comes from the request that simple-history's own middleware holds.
"""

from typing import Any

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record


class AttributedHistory(models.Model):
    """The columns that each history row has besides those of simple-history."""

    history_organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    history_request = models.UUIDField(null=True)

    class Meta:
        abstract = True


def tracked(m2m_fields: tuple[Any, ...] = (), excluded: tuple[str, ...] = ()) -> HistoricalRecords:
    """History for a model. `excluded` names columns that say nothing about the past."""
    return HistoricalRecords(
        bases=[AttributedHistory],
        m2m_fields=m2m_fields,
        excluded_fields=list(excluded),
        user_db_constraint=False,
        history_change_reason_field=models.TextField(null=True),
    )


@receiver(pre_create_historical_record)
def attribute(instance: models.Model, history_instance: Any, **_kwargs: object) -> None:
    """Writes the acting organisation and the request id on the history row."""
    actor = getattr(instance, "_history_actor", None)
    if actor is None:
        request = getattr(HistoricalRecords.context, "request", None)
        actor = getattr(request, "actor", None)
    if actor is not None:
        history_instance.history_organisation_id = actor.organisation_id
        history_instance.history_request = actor.request_id


__all__ = ["AttributedHistory", "tracked"]
