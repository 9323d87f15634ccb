"""The advice and the compliance steps as the record of a decision keeps them: text only."""

from typing import Any

from cases.advising import basis_of
from cases.compliance import checklist
from cases.models import Advice, Candidate, Case, CaseParticipant, ComplianceAnswer, Decision
from cases.querysets.decision import REGIONS


def frozen_advice(case: Case, decision: Decision) -> list[dict[str, Any]]:
    """Every advice, and what was asked and not given. `region`: of a region in the running, whose
    advice is no reading for another region; `on_this_text`: given on the text that was approved."""
    regions = CaseParticipant._default_manager.filter(case=case, role__in=REGIONS)
    competing = set(regions.values_list("organisation_id", flat=True))
    listed = Candidate._default_manager.filter(case=case).values_list("pk", "site__name")
    names = {str(key): name for key, name in listed}
    basis = basis_of(decision)
    rows = Advice._default_manager.filter(decision=decision)
    return [
        {
            "organisation": row.organisation_id,
            "name": row.organisation.name,
            "region": row.organisation_id in competing,
            "verdict": row.verdict,
            "sites": [
                {"name": names[key], "verdict": verdict}
                for key, verdict in sorted(row.sites.items())
                if key in names
            ],
            "reasons": row.reasons,
            "by": row.given_by.name if row.given_by else "",
            "at": row.given_at.isoformat() if row.given_at else None,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "waiting": row.is_waiting,
            "on_this_text": row.basis == basis,
        }
        for row in rows.select_related("organisation", "given_by")
    ]


def frozen_compliance(case: Case, decision: Decision) -> list[dict[str, Any]]:
    """Every step in order, answered or not."""
    rows = ComplianceAnswer._default_manager.filter(decision=decision)
    found = rows.select_related("answered_by", "organisation", "document")
    return [
        {"kind": str(item.step.kind), "required": item.required, **_answer(item.row)}
        for item in checklist(decision, case.company, found)
    ]


def _answer(row: ComplianceAnswer | None) -> dict[str, Any]:
    if row is None:
        return {"answer": "", "reason": "", "on_date": None, "by": "", "evidence": None}
    paper = row.document
    return {
        "answer": row.answer,
        "reason": row.reason,
        "on_date": row.on_date.isoformat() if row.on_date else None,
        "by": row.answered_by.name if row.answered_by else "",
        "organisation": row.organisation.name if row.organisation else "",
        "at": row.answered_at.isoformat(),
        "evidence": {"title": paper.title, "sha256": paper.sha256} if paper else None,
    }
