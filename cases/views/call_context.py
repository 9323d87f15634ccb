"""What the pages about calls show, gathered for one viewer."""

from typing import Any

from django.db.models import Count, Max, Q

from cases.calls import answers_of_call, extensions_of
from cases.forms.calls import ReviewForm
from cases.inbox import days_left
from cases.matching.board import Board, board_for
from cases.models import (
    CallAnswer,
    CallInvitation,
    CallProposal,
    Candidate,
    LocationCall,
    Requirement,
)
from cases.views.page import CasePage

_Answer = CallInvitation.Status


def calls_of(page: CasePage) -> dict[str, Any]:
    """The calls of a case with how far each is; for a region, what it was asked itself."""
    if not page.case.knows_options:  # type: ignore[attr-defined]
        rows = CallInvitation.objects.visible_to(page.user).filter(
            call__case=page.case, organisation_id__in=page.user.organisation_ids
        )
        return {"invitations": rows.select_related("call", "organisation").order_by("-asked_at")}
    asked = ~Q(invitations__status=_Answer.WITHDRAWN)
    calls = LocationCall.objects.visible_to(page.user).filter(case=page.case)
    return {
        "calls": calls.select_related("request").annotate(
            asked=Count("invitations", filter=asked),
            answered=Count("invitations", filter=Q(invitations__status=_Answer.ANSWERED)),
            declined=Count("invitations", filter=Q(invitations__status=_Answer.DECLINED)),
        ),
        "signed": page.case.requests.filter(status="signed").exists(),
    }


def call_context(call: LocationCall) -> dict[str, Any]:
    """The call itself, how many working days are left, and how often the deadline was moved."""
    return {
        "call": call,
        "days_left": days_left(call.deadline),
        "runs": call.status == LocationCall.Status.SENT,
        "extensions": extensions_of(call),
    }


def compared(page: CasePage, call: LocationCall) -> dict[str, Any]:
    """Every region of a call beside the others, and the sites that they propose together."""
    rows = CallInvitation.objects.visible_to(page.user).filter(call=call)
    invitations = list(rows.select_related("organisation", "answered_by"))
    for row in invitations:
        row.call = call
    columns = answers_of_call(page.user, invitations)
    proposals = [proposal for column in columns for proposal in column.proposals]
    proposed = proposed_sites(page, proposals)
    return call_context(call) | {
        "columns": columns,
        "proposed": proposed,
        "to_list": any(row["candidate"] is None for row in proposed),
        "requirements": requirements_of(page, call),
    }


def proposed_sites(page: CasePage, proposals: list[CallProposal]) -> list[dict[str, Any]]:
    """Proposed sites with their match and the list that they are on."""
    if not proposals:
        return []
    board = board_for(page.user, page.case)
    listed = Candidate.objects.visible_to(page.user).filter(case=page.case)
    on_list = {row.site_id: row for row in listed}
    return [
        {
            "proposal": proposal,
            "entry": board.entry_of(proposal.site_id) if board is not None else None,
            "candidate": on_list.get(proposal.site_id),
        }
        for proposal in proposals
    ]


def failing_sites(board: Board | None, proposals: list[CallProposal]) -> set[Any]:
    """The proposed sites that fail a must."""
    if board is None:
        return set()
    entries = {row.site_id: board.entry_of(row.site_id) for row in proposals}
    return {site for site, entry in entries.items() if entry is not None and entry.failures}


def requirements_of(page: CasePage, call: LocationCall) -> list[Requirement]:
    """What was asked in the version that the call rests on."""
    rows = Requirement.objects.visible_to(page.user).filter(request_id=call.request_id)
    return list(rows.select_related("criterion", "block").order_by("criterion__position"))


def region_context(page: CasePage, invitation: CallInvitation) -> dict[str, Any]:
    """One region's answer, with a form to judge each part of it."""
    column = answers_of_call(page.user, [invitation])[0]
    sites: dict[Any, dict[str, Any]] = {}
    for row in proposed_sites(page, column.proposals):
        sites[row["proposal"].site_id] = row | {"site": row["proposal"].site, "answers": []}
    stamps = stamps_of(CallAnswer, [answer.pk for answer in column.answers])
    for answer in column.answers:
        answer.stamp = stamps[answer.pk]  # type: ignore[attr-defined]
        known = sites.setdefault(answer.site_id, {"site": answer.site, "answers": []})
        known["answers"].append(answer)
    return call_context(invitation.call) | {
        "column": column,
        "invitation": invitation,
        "sites": list(sites.values()),
        "form": ReviewForm(),
    }


def stamps_of(model: Any, keys: list[Any]) -> dict[Any, int]:
    """Per row what `cases.actions.guards.stamp_of` gives for one: one query for all."""
    rows = model.history.filter(id__in=keys).values("id").order_by("id")
    return dict(rows.annotate(newest=Max("history_id")).values_list("id", "newest"))
