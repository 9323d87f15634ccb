"""The frozen record of a decision: what was decided, upon what, by whom; with a hash over it.

Only text and whole numbers, so that the stored record gives the same hash years later. Numbers
of facts are text as in the database; scores and coverage are parts per million.
"""

import datetime
import hashlib
import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from cases.frozen_parts import frozen_advice, frozen_compliance
from cases.matching import engine
from cases.matching.board import Board
from cases.matching.engine import Match
from cases.matching.reading import Line, Reading
from cases.matching.words import need_words, source_words, value_words
from cases.models import Candidate, Case, Decision, MatchRun, Requirement, ScaleUpRequest

# 2: with the match run that it rests on; 3: with the advice, the compliance steps and the
# organisation of the second reader
FORMAT = 3


def hash_of(record: dict[str, Any]) -> str:
    """SHA-256 over the record in one canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def record_of(
    case: Case,
    decision: Decision,
    board: Board | None,
    impressions: dict[Any, Any],
    reader: Organisation | None,
) -> dict[str, Any]:
    """Everything the decision leans on, as it stands now. `impressions`: candidate to mean score
    of the visits (1 to 5); `reader`: the organisation of the second reader."""
    return {
        "format": FORMAT,
        "engine": engine.VERSION,
        "case": {"reference": case.reference, "code_name": case.code_name},
        "outcome": decision.outcome,
        "preferred": _site(decision.preferred),
        "reserve": _site(decision.reserve),
        "motivation": decision.motivation,
        "decided_on": _iso(decision.decided_on),
        "conditions": [_condition(row) for row in decision.conditions.select_related("owner")],
        "proposed": {"by": _person(decision.proposed_by), "at": _iso(decision.proposed_at)},
        "approved": {
            "by": _person(decision.second_reader),
            "organisation": reader.name if reader else "",
            "at": _iso(decision.approved_at),
        },
        "advice": frozen_advice(case, decision),
        "compliance": frozen_compliance(case, decision),
        "run": _run(decision.run),
        "request": _request(board.request) if board else None,
        "requirements": [_requirement(row) for row in board.requirements] if board else [],
        "candidates": _candidates(board, impressions) if board else [],
    }


def readable(record: dict[str, Any], sealed: Collection[int] = ()) -> dict[str, Any]:
    """The record with its days as dates, for a page; the stored one stays text.

    `sealed`: organisations whose advice the reader may not see, as far as they were a region in
    the running when the record was made; `sealed_advice` says how many were left out.
    """
    request = record["request"]
    advice = record.get("advice", [])
    shown = [row for row in advice if not (row["region"] and row["organisation"] in sealed)]
    return record | {
        "advice": [_dated(row, "due_on") for row in shown],
        "sealed_advice": len(advice) - len(shown),
        "compliance": [_dated(row, "on_date") for row in record.get("compliance", [])],
        "decided_on": _day(record["decided_on"]),
        "request": request and request | {"signed_on": _day(request["signed_on"])},
        "conditions": [_dated(row, "due_on") for row in record["conditions"]],
    }


def _dated(row: dict[str, Any], name: str) -> dict[str, Any]:
    return row | {name: _day(row[name])}


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _run(run: MatchRun | None) -> dict[str, Any] | None:
    return {"number": run.number, "sha256": run.sha256} if run else None


def _request(request: ScaleUpRequest) -> dict[str, Any]:
    return {
        "version": request.number,
        "status": request.status,
        "signed_by": request.signed_by,
        "signed_on": _iso(request.signed_on),
    }


def _requirement(row: Requirement) -> dict[str, Any]:
    criterion = row.criterion
    return {
        "criterion": criterion.code,
        "name": criterion.name_nl,
        "unit": criterion.unit,
        "level": row.level,
        "minimum": _number(row.minimum),
        "target": _number(row.target),
        "maximum": _number(row.maximum),
        "text": row.text,
        "weight": row.weight,
        "need": need_words(row),
    }


def _candidates(board: Board, impressions: dict[Any, Any]) -> list[dict[str, Any]]:
    """Every listed site, dropped ones included, in the order of the match."""
    rows = []
    for site_id, candidate in board.candidates.items():
        position, match = board.by_site[site_id]
        rows.append((len(match.failed), position, candidate, match))
    rows.sort(key=lambda row: row[:2])
    return [
        _candidate(board, candidate, match, impressions.get(candidate.pk))
        for _failed, _position, candidate, match in rows
    ]


def _candidate(board: Board, candidate: Candidate, match: Match, impression: Any) -> dict[str, Any]:
    place = board.places[match.place]
    codes = [ask.code for ask in board.asks]
    lines = zip(board.requirements, board.lines(match), strict=True)
    return {
        "site": str(place.id),
        "name": place.name,
        "place": place.place,
        "province": place.province,
        "status": candidate.status,
        "reason": candidate.reason,
        "score_ppm": match.score,
        "coverage_ppm": match.coverage,
        "failed": [codes[n] for n in match.failed],
        "unknown": [codes[n] for n in match.unknown],
        "impression": None if impression is None else f"{impression:.2f}",
        "facts": [_fact(requirement, line) for requirement, line in lines],
    }


def _fact(requirement: Requirement, line: Line) -> dict[str, Any]:
    reading: Reading | None = line.reading
    known: dict[str, Any] = {
        "criterion": line.ask.code,
        "verdict": line.verdict.name.lower(),
        "desirability_ppm": line.desirability,
    }
    if reading is None:
        return known
    return known | {
        "value": value_words(requirement.criterion, reading),
        "source": source_words(reading),
        "as_of": _iso(reading.as_of),
        "year": reading.year,
        "stale": reading.stale,
    }


def _condition(row: Any) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "text": row.text,
        "owner": row.owner.name if row.owner else "",
        "due_on": _iso(row.due_on),
        "met_on": _iso(row.met_on),
    }


def _site(candidate: Candidate | None) -> dict[str, str] | None:
    if candidate is None:
        return None
    return {"site": str(candidate.site_id), "name": candidate.site.name}


def _person(user: User | None) -> str:
    return user.name if user else ""


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.4f}"
