"""What the page of the decision shows: options side by side, conditions, earlier records."""

from typing import Any

from django.db.models import Q

from cases.actions.decision import barred_reader, impressions, may_withdraw
from cases.advising import Opinion, may_advise, opinions
from cases.compliance import Item, checklist
from cases.findings import findings_by_site
from cases.matching.board import board_for
from cases.models import (
    Candidate,
    CaseParticipant,
    ComplianceAnswer,
    Decision,
    DecisionCondition,
    Document,
)
from cases.views.page import CasePage
from regions.models import ServiceArea

Status = Decision.Status


def decision_context(page: CasePage, decision: Decision | None) -> dict[str, Any]:
    """Template context; `page` is of somebody who knows the company."""
    writes = page.may("decide_case") and page.case.is_open
    status = decision.status if decision else Status.DRAFT
    proposed = status == Status.PROPOSED
    barred = barred_reader(page.user, page.case, decision) if decision and proposed else ""
    heard = opinions(page.user, decision) if decision else []
    return {
        "decision": decision,
        "options": _options(page, decision, heard),
        "opinions": heard,
        "may_ask": writes and decision is not None and status != Status.APPROVED,
        "may_advise": _may_advise(page, decision),
        "own_organisation": page.actor.organisation_id,
        "steps": _steps(page, decision),
        "conditions": _conditions(page, decision),
        "may_write": writes and status == Status.DRAFT,
        "may_read_second": writes and proposed and not barred,
        "waits_for_other": barred if writes else "",
        "may_send_back": writes and proposed,
        "may_tick": writes,
        "may_withdraw": writes
        and status == Status.APPROVED
        and may_withdraw(page.actor, page.case),
        "destinations": _destinations(page, decision),
        "records": _records(page),
    }


def _may_advise(page: CasePage, decision: Decision | None) -> bool:
    """Whether there is something to advise on, and the person's organisation may."""
    if decision is None or decision.status == Status.APPROVED or not page.case.is_open:
        return False
    return may_advise(page.actor.organisation, page.permissions, page.case)


def _steps(page: CasePage, decision: Decision | None) -> list[Item]:
    """The compliance steps; a paper is named to who may read it today."""
    if decision is None:
        return []
    rows = ComplianceAnswer.objects.visible_to(page.user).filter(decision=decision)
    found = list(rows.select_related("answered_by", "organisation", "document"))
    papers = Document.objects.visible_to(page.user).filter(
        pk__in=[row.document_id for row in found if row.document_id]
    )
    readable = set(papers.values_list("pk", flat=True))
    for row in found:
        row.shown_document = row.document if row.document_id in readable else None
    return checklist(decision, page.case.company, found)


def _said(heard: list[Opinion], candidate: Candidate) -> list[dict[str, Any]]:
    """What the organisations advise on one site."""
    key = str(candidate.pk)
    return [
        {"organisation": o.row.organisation, "verdict": o.row.sites[key]}
        for o in heard
        if key in o.row.sites
    ]


def _options(
    page: CasePage, decision: Decision | None, heard: list[Opinion]
) -> list[dict[str, Any]]:
    """The short list side by side: score, coverage, what is not known, impression and findings of
    the visits, advice."""
    board = board_for(page.user, page.case)
    if board is None:
        return []
    means, found = impressions(page.case), findings_by_site(page.case, page.user)
    rows: list[dict[str, Any]] = []
    for site_id, candidate in board.candidates.items():
        entry = board.entry_of(site_id)
        if entry is None or candidate.status != Candidate.Status.SHORTLIST:
            continue
        rows.append(
            {
                "candidate": candidate,
                "entry": entry,
                "impression": means.get(candidate.pk),
                "found": found.get(site_id),
                "advice": _said(heard, candidate),
                "details": board.details(entry.match),
                "preferred": decision is not None and decision.preferred_id == candidate.pk,
                "reserve": decision is not None and decision.reserve_id == candidate.pk,
            }
        )
    rows.sort(key=lambda row: (len(row["entry"].failures), row["entry"].position))
    return rows


def _conditions(page: CasePage, decision: Decision | None) -> list[DecisionCondition]:
    if decision is None:
        return []
    rows = DecisionCondition.objects.visible_to(page.user).filter(decision=decision)
    return list(rows.select_related("owner"))


def _destinations(page: CasePage, decision: Decision | None) -> list[CaseParticipant]:
    """Participants that serve the preferred site and are not its destination yet."""
    if decision is None or decision.preferred is None or not page.may("manage_participants"):
        return []
    site = decision.preferred.site
    region = site.region_id or (site.municipality.region_id if site.municipality else None)
    serving = ServiceArea.objects.current().filter(
        Q(region__isnull=True) | Q(region_id=region), province_id=site.province_id
    )
    rows = (
        CaseParticipant.objects.visible_to(page.user)
        .current()
        .filter(case=page.case, organisation_id__in=serving.values("organisation_id"))
    )
    roles = CaseParticipant.Role
    settled = rows.exclude(role__in=[roles.ORIGIN, roles.DESTINATION])
    return list(settled.select_related("organisation"))


def _records(page: CasePage) -> list[Any]:
    """Every record that was ever approved, newest first; ticking a condition adds none."""
    rows = Decision.history.filter(
        case_id=page.case.pk, status=Status.APPROVED, record__isnull=False
    ).order_by("history_id")
    first: dict[str, Any] = {}
    for row in rows.select_related("history_user").defer("record"):
        first.setdefault(row.record_hash, row)
    return list(reversed(first.values()))
