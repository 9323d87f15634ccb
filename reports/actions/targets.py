"""Targets: set, changed and taken away, with the history of each."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from reports.models import Target
from reports.permissions import sets_targets

FIELDS = ("figure", "year", "value", "note")


@transaction.atomic
def save_target(
    actor: Actor, target: Target | None, version: int | None, values: dict[str, Any]
) -> Target:
    """Writes a target. Raises Conflict when somebody else changed it meanwhile."""
    _require(actor)
    row = lock_version(Target, target.pk, version) if target else Target()
    for name in FIELDS:
        setattr(row, name, values[name])
    return actor.save(row, _("Target set"))


@transaction.atomic
def remove_target(actor: Actor, target: Target, version: int | None) -> None:
    """Takes a target away; frozen reports keep it. Raises Conflict as above."""
    _require(actor)
    actor.delete(lock_version(Target, target.pk, version), _("Target removed"))


def _require(actor: Actor) -> None:
    if actor.user is None or not sets_targets(actor.user):
        raise Refused(_("Targets are set by a manager of the programme office."))
