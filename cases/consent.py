"""The ledger of consents: what the company agreed to, for which organisation, and until when.

Read from the history of the participants, so that it holds what was true before as well.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from cases.models import Case, CaseParticipant, Disclosure, Document


@dataclass
class Given:
    """A consent. `document` is None without a paper, or when the reader may not see it; `ended_at`
    is when the organisation no longer knew this much, with the reason that was given."""

    organisation: str
    level: Disclosure
    by: str
    on: datetime.date | None
    recorded_at: datetime.datetime
    recorded_by: str
    paper: Any = None
    document: Document | None = None
    ended_at: datetime.datetime | None = None
    end_reason: str = ""


def ledger_of(user: User, case: Case) -> list[Given]:
    """Every consent on a case, newest first; only for who may see every region. Two queries."""
    rows = CaseParticipant.history.filter(case_id=case.pk).exclude(role="origin")
    rows = rows.select_related("organisation", "history_user").order_by("history_id")
    given: list[Given] = []
    standing: dict[Any, Given] = {}
    for row in rows:
        told = row.history_type != "-" and row.ended_at is None and row.consent_on is not None
        now = _given(row) if told and row.disclosure != Disclosure.PROFILE else None
        before = standing.get(row.id)
        if now and before and _same(before, now):
            continue
        if before is not None:
            before.ended_at = row.history_date
            before.end_reason = row.history_change_reason or ""
        if now is None:
            standing.pop(row.id, None)
        else:
            standing[row.id] = now
            given.append(now)
    _add_documents(user, case, given)
    return given[::-1]


def _given(row: Any) -> Given:
    return Given(
        organisation=row.organisation.name,
        level=Disclosure(row.disclosure),
        by=row.consent_by,
        on=row.consent_on,
        recorded_at=row.history_date,
        recorded_by=row.history_user.name if row.history_user else "",
        paper=row.consent_document_id,
    )


def _same(before: Given, now: Given) -> bool:
    """Whether a change of the participant was about something else, such as its role."""
    names = ("level", "by", "on", "paper")
    return all(getattr(before, name) == getattr(now, name) for name in names)


def _add_documents(user: User, case: Case, given: list[Given]) -> None:
    keys = {row.paper for row in given if row.paper}
    if not keys:
        return
    rows = Document.objects.visible_to(user).filter(case=case, pk__in=keys)
    papers = {paper.pk: paper for paper in rows}
    for row in given:
        row.document = papers.get(row.paper)
