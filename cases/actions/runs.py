"""Freezing a match: a run keeps what was asked, what was known and the ranking, for good."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.disclosure import names_company
from cases.matching import engine
from cases.matching.board import Board, whole_board
from cases.matching.freeze import fingerprint, frozen
from cases.models import Case, MatchRun


@transaction.atomic
def freeze_run(
    actor: Actor,
    case: Case,
    board: Board,
    reason: str,
    weights_reason: str = "",
    at: Any = None,
) -> MatchRun:
    """Keeps a match as it stands, numbered per case; the lock on the case makes two at once follow
    each other.

    Raises Refused for a closed case, without a reason, or when what is tried differs from what the
    company signed and `weights_reason` does not say why.
    """
    row = lock_open_case(case)
    _require_words(row, board, reason, weights_reason)
    return _keep(actor, row, board, frozen(board), reason.strip(), weights_reason.strip(), at)


def freeze_step(
    actor: Actor, case: Case, reason: str, at: Any = None
) -> tuple[MatchRun, Board] | None:
    """The run on which a step on the road rests, and the match in it, over every site and as it is
    signed. It is the newest run when that says the same, else a new one. None when nothing is
    asked. `case` is locked by the caller."""
    board = whole_board(case)
    if board is None:
        return None
    payload = frozen(board)
    runs = MatchRun._default_manager.filter(case=case).defer("payload")
    newest = runs.order_by("-number").first()
    if newest is not None and newest.sha256 == fingerprint(payload):
        return newest, board
    return _keep(actor, case, board, payload, reason, "", at), board


def _keep(
    actor: Actor,
    case: Case,
    board: Board,
    payload: dict[str, Any],
    reason: str,
    weights_reason: str,
    at: Any,
) -> MatchRun:
    last = MatchRun._default_manager.filter(case=case).aggregate(last=Max("number"))["last"]
    run = MatchRun(
        case=case,
        number=(last or 0) + 1,
        request=board.request,
        block=board.block,
        reason=reason,
        weights_reason=weights_reason,
        engine=engine.VERSION,
        payload=payload,
        sha256=fingerprint(payload),
        passing=len(board.ranking.passing),
        knocked_out=len(board.ranking.out),
        made_by=actor.user,
        organisation=actor.organisation,
        made_at=at or timezone.now(),
    )
    actor.save(run, reason, at=at)
    touch(case, at)
    return run


def _require_words(case: Case, board: Board, reason: str, weights_reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why; the reason stays in the history."))
    if board.trial and not weights_reason.strip():
        raise Refused(_("Say why musts, limits or weights differ from what the company signed."))
    if names_company(f"{reason} {weights_reason}", case.company):
        raise Refused(_("Leave out the name of the company: the run is exported without it."))
