"""Versions of the requirement set. A draft is edited; a signed version never changes again."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.guards import bring_back, lock_open_case, lock_stamped
from cases.actions.stage import move_back
from cases.models import BuildingBlock, Case, CaseStage, Requirement, ScaleUpRequest, Task

Status = ScaleUpRequest.Status
VALUES = (
    *("level", "minimum", "target", "maximum", "text", "weight", "source", "note"),
    *("near_label", "near_latitude", "near_longitude"),
)
# Beyond these a new version takes the case back to the match.
BEYOND_MATCHING = (CaseStage.VISITS, CaseStage.DECISION)
LOOK_AGAIN_DAYS = 7


@transaction.atomic
def start_version(actor: Actor, case: Case, reason: str = "") -> ScaleUpRequest:
    """A new draft: empty the first time, else a copy of the newest signed version with a reason.

    Raises Refused when there is a draft already, or when the reason is missing.
    """
    row = lock_open_case(case)
    versions = list(ScaleUpRequest._default_manager.filter(case=row).order_by("-number"))
    if any(version.status == Status.DRAFT for version in versions):
        raise Refused(_("There is already a draft of the requirements."))
    if versions and not reason.strip():
        raise Refused(_("Say why there is a new version; it stays with the version."))
    number = versions[0].number + 1 if versions else 1
    draft = ScaleUpRequest(case=row, number=number, reason=reason)
    actor.save(draft, reason or _("Requirements drawn up"))
    if versions:
        _copy(actor, versions[0], draft)
    touch(row)
    return draft


@transaction.atomic
def save_requirement(
    actor: Actor,
    case: Case,
    row: Requirement | None,
    values: Mapping[str, Any],
    stamp: int | None = None,
) -> Requirement:
    """Adds a requirement to the draft (None; `values` names its criterion) or changes one.

    `values` may leave out what stays as it is. A criterion is asked once of the whole request and
    once of each building block. Raises Refused without a draft or for a criterion that is in the
    list, Conflict when the requirement was changed meanwhile.
    """
    draft = lock_draft(case)
    if row is None:
        target = Requirement(request=draft, criterion=values["criterion"])
        why = _("Requirement added")
    else:
        target, why = lock_stamped(Requirement, row.pk, stamp), _("Requirement changed")
        _require_in(draft, target)
    block: BuildingBlock | None = values.get("block", target.block)
    if block is not None and block.request_id != draft.pk:
        raise Refused(_("This building block is not in the draft."))
    _require_free(draft, target, block)
    for name in VALUES:
        if name in values:
            setattr(target, name, values[name])
    touch(draft.case)
    return actor.save(target, why)


@transaction.atomic
def remove_requirement(actor: Actor, case: Case, row: Requirement) -> None:
    """Takes a requirement out of the draft; `restore_requirement` undoes it."""
    draft = lock_draft(case)
    target = lock_stamped(Requirement, row.pk, None)
    _require_in(draft, target)
    actor.delete(target, _("Requirement removed"))
    touch(draft.case)


@transaction.atomic
def restore_requirement(actor: Actor, case: Case, pk: uuid.UUID) -> Requirement:
    """Undoes a removal from the draft."""
    draft = lock_draft(case)
    reason = _("Removal undone")
    last = Requirement.history.filter(id=pk, request_id=draft.pk).order_by("-history_id").first()
    if last:
        if last.block_id and not draft.blocks.filter(pk=last.block_id).exists():
            raise Refused(_("The building block of this requirement is gone."))
        same = draft.requirements.filter(criterion_id=last.criterion_id, block_id=last.block_id)
        if same.exists():
            raise Refused(_("This criterion is already in the list."))
    row: Requirement = bring_back(actor, Requirement, pk, reason, request_id=draft.pk)
    touch(draft.case)
    return row


def content_stamp(draft: ScaleUpRequest) -> int:
    """Changes with every change of the draft's requirements and blocks, removals included."""
    stamp = 0
    for model in (Requirement, BuildingBlock):
        rows = model.history.filter(request_id=draft.pk)
        stamp += rows.aggregate(newest=Max("history_id"))["newest"] or 0
    return stamp


@transaction.atomic
def sign(
    actor: Actor,
    case: Case,
    signed_by: str,
    signed_on: datetime.date,
    stamp: int | None = None,
    at: datetime.datetime | None = None,
) -> ScaleUpRequest:
    """Freezes the draft as agreed by the company; the version before is superseded.

    Beyond intake this asks the account manager to look at the match again, and beyond matching it
    takes the case back there. Raises Refused without a must, with a date in the future or while a
    decision stands, Conflict when the draft is not what was shown.
    """
    draft = lock_draft(case)
    if stamp is not None and content_stamp(draft) != stamp:
        raise Conflict(
            _("The draft was changed while you were signing it off. Look at it and try again.")
        )
    if not draft.requirements.filter(level=Requirement.Weightiness.MUST).exists():
        raise Refused(_("A signed version has at least one must."))
    if signed_on > timezone.localdate():
        raise Refused(_("The day of signing does not lie in the future."))
    reason = _("Version %(number)s signed off") % {"number": draft.number}
    for earlier in draft.case.requests.filter(status=Status.SIGNED):
        earlier.status = Status.SUPERSEDED
        actor.save(earlier, reason, at=at)
    draft.status, draft.signed_by, draft.signed_on = Status.SIGNED, signed_by, signed_on
    actor.save(draft, reason, at=at)
    if draft.case.stage != CaseStage.INTAKE:
        _reopen_matching(actor, draft, reason, at)
    touch(draft.case, at)
    return draft


@transaction.atomic
def discard_draft(actor: Actor, case: Case, reason: str) -> None:
    """Throws the draft away; its history stays."""
    draft = lock_draft(case)
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    for row in (*draft.requirements.all(), *draft.blocks.all()):
        actor.delete(row, reason)
    touch(draft.case)
    actor.delete(draft, reason)


def lock_draft(case: Case) -> ScaleUpRequest:
    """The draft of an open case, locked. Raises Refused when there is none."""
    row = lock_open_case(case)
    drafts = ScaleUpRequest._default_manager.select_for_update(of=("self",))
    draft: ScaleUpRequest | None = drafts.filter(case=row, status=Status.DRAFT).first()
    if draft is None:
        raise Refused(_("A signed version does not change: start a new version first."))
    draft.case = row
    return draft


def _require_in(draft: ScaleUpRequest, row: Requirement) -> None:
    if row.request_id != draft.pk:
        raise Refused(_("A signed version does not change: start a new version first."))


def _require_free(draft: ScaleUpRequest, row: Requirement, block: BuildingBlock | None) -> None:
    """Puts the requirement in a block (None for the whole request) where it does not stand yet."""
    same = draft.requirements.filter(criterion_id=row.criterion_id, block=block)
    if same.exclude(pk=row.pk).exists():
        raise Refused(_("This criterion is already in the list."))
    row.block = block


def _copy(actor: Actor, source: ScaleUpRequest, draft: ScaleUpRequest) -> None:
    why = _("Copied from version %(number)s") % {"number": source.number}
    blocks = {
        block.pk: BuildingBlock(
            request=draft, name=block.name, activity=block.activity, position=block.position
        )
        for block in source.blocks.all()
    }
    actor.bulk_create(list(blocks.values()), why)
    rows = [
        Requirement(
            request=draft,
            criterion_id=row.criterion_id,
            block=blocks[row.block_id] if row.block_id else None,
            **{name: getattr(row, name) for name in VALUES},
        )
        for row in source.requirements.all()
    ]
    actor.bulk_create(rows, why)


def _reopen_matching(
    actor: Actor, draft: ScaleUpRequest, reason: str, at: datetime.datetime | None
) -> None:
    """The match leans on an older version now: back to it, with a task for the account manager.

    A case on hold stays where it is: its task tells what to do when it goes on.
    """
    case = draft.case
    if case.stage in BEYOND_MATCHING and not case.on_hold:
        draft.case = move_back(actor, case, case.version, CaseStage.MATCHING, reason, at=at)
    task = Task(
        case=case,
        title=_("Look at the match again: version %(number)s of the requirements is signed")
        % {"number": draft.number},
        due_on=timezone.localdate() + datetime.timedelta(days=LOOK_AGAIN_DAYS),
        organisation=case.origin,
        assignee=case.account_manager,
        created_by=actor.user,
    )
    actor.save(task, _("Requirements signed after intake"))
