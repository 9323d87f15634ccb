"""Building blocks of a draft: parts of the request that may land each at a place of its own."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_stamped
from cases.actions.request import lock_draft
from cases.disclosure import names_company
from cases.models import BuildingBlock, Case, ScaleUpRequest

MOST = 8  # more parts than this are several requests


@transaction.atomic
def save_block(
    actor: Actor,
    case: Case,
    row: BuildingBlock | None,
    values: Mapping[str, Any],
    stamp: int | None = None,
) -> BuildingBlock:
    """Adds a block to the draft (None) or changes its name and activity.

    Raises Refused without a draft, for a name that is there already or gives the company away, and
    above MOST blocks; Conflict when the block was changed meanwhile.
    """
    draft = lock_draft(case)
    if row is None:
        last = draft.blocks.aggregate(last=Max("position"))["last"] or 0
        target, why = BuildingBlock(request=draft, position=last + 1), _("Building block added")
        if draft.blocks.count() >= MOST:
            raise Refused(_("A request has at most %(most)d building blocks.") % {"most": MOST})
    else:
        target, why = lock_stamped(BuildingBlock, row.pk, stamp), _("Building block changed")
        _require_in(draft, target)
    name = values["name"].strip()
    if names_company(name, draft.case.company):
        raise Refused(_("Regions that do not know the company read this name: leave it out."))
    if draft.blocks.filter(name__iexact=name).exclude(pk=target.pk).exists():
        raise Refused(_("There is already a building block with this name."))
    target.name, target.activity = name, values["activity"]
    touch(draft.case)
    return actor.save(target, why)


@transaction.atomic
def remove_block(actor: Actor, case: Case, row: BuildingBlock, stamp: int | None = None) -> int:
    """Takes a block out of the draft with what is asked of it; returns how many requirements went.

    Raises Refused without a draft, Conflict when the block was changed meanwhile.
    """
    draft = lock_draft(case)
    target = lock_stamped(BuildingBlock, row.pk, stamp)
    _require_in(draft, target)
    why = _("Building block removed")
    rows = list(target.requirements.all())
    for requirement in rows:
        actor.delete(requirement, why)
    actor.delete(target, why)
    touch(draft.case)
    return len(rows)


def _require_in(draft: ScaleUpRequest, row: BuildingBlock) -> None:
    if row.request_id != draft.pk:
        raise Refused(_("A signed version does not change: start a new version first."))
