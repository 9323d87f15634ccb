"""What the answer page of a region shows: the question, the answer, and sites to choose from."""

from typing import Any

from cases.calls import answers_of_call, extensions_of
from cases.forms.call_answer import AnswerSheet
from cases.inbox import days_left
from cases.matching.board import Selection, board_for
from cases.matching.register import served_by
from cases.models import CallInvitation, LocationCall
from cases.views.call_context import requirements_of
from cases.views.page import CasePage
from sites.models import Site

SUGGESTED = 6
FOUND = 12


def answer_context(
    page: CasePage, invitation: CallInvitation, sheet: AnswerSheet, may_answer: bool, q: str = ""
) -> dict[str, Any]:
    """Everything of one invitation. Nothing in it counts or names other regions."""
    call: LocationCall = invitation.call
    writes = may_answer and page.case.is_open and call.status == LocationCall.Status.SENT
    sent = answers_of_call(page.user, [invitation])[0]
    return {
        "call": call,
        "invitation": invitation,
        "days_left": days_left(call.deadline),
        "extensions": extensions_of(call, invitation.asked_at),
        "requirements": requirements_of(page, call),
        "runs": call.status == LocationCall.Status.SENT,
        "sheet": sheet,
        "sent": sent,
        "writes": writes,
        "correcting": bool(q or invitation.draft or sheet.data is not None),
        "q": q,
        "choices": _choices(page, invitation, sheet, q) if writes and not sheet.full else [],
    }


def _choices(
    page: CasePage, invitation: CallInvitation, sheet: AnswerSheet, q: str
) -> list[dict[str, Any]]:
    """Sites of the own area to propose: those that fit best, or those that hold the words."""
    board = board_for(page.user, page.case)
    own = Site.objects.in_use().filter(served_by([invitation.organisation_id]))
    own = own.exclude(pk__in=sheet.site_ids)
    if q or board is None:
        found = own.search(q).for_detail().order_by("name", "pk")[:FOUND]
        return [
            {"site": site, "entry": board.entry_of(site.pk) if board is not None else None}
            for site in found
        ]
    keys = frozenset(own.values_list("pk", flat=True))
    best = board.selected(board.ranking.passing, Selection(own=keys))[:SUGGESTED]
    entries = [board.entry(match, position) for position, match in enumerate(best, start=1)]
    sites = Site.objects.for_detail().in_bulk([entry.place.id for entry in entries])
    return [{"site": sites[entry.place.id], "entry": entry} for entry in entries]
