"""A match, frozen: everything it leans on as text and whole numbers, and a hash over it.

Shown again years later without a look at today's register or catalogue: names, labels and options
of the criteria are in it. Who made it and when stand beside it (MatchRun), so that the same input
gives the same hash. Numbers of facts are decimal text; desirability, score and coverage are parts
per million. Nothing here depends on the language of who froze it.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from cases.matching import engine
from cases.matching.board import Board
from cases.matching.engine import Match, Verdict
from cases.matching.reading import Line, Reading
from cases.matching.thaw import Change, Changes, FrozenRun, changes, explain_frozen
from cases.matching.trial import plain
from cases.models import Requirement

__all__ = [
    "Change",
    "Changes",
    "FrozenRun",
    "changes",
    "explain_frozen",
    "fingerprint",
    "frozen",
]

FORMAT = 1
VERDICTS = {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.UNKNOWN: "unknown"}

Payload = dict[str, Any]


def frozen(board: Board) -> Payload:
    """Everything the match leans on and its outcome. Takes a moment: every site is explained.

    A site's `facts` stand in the order of the requirements; None where nothing was ever known.
    """
    second = board.second_opinion()
    rows = [*_rows(board, board.ranking.passing), *_rows(board, board.ranking.out)]
    for row in rows:
        row["topsis"] = second.get(row.pop("key"))
    request = board.request
    return {
        "format": FORMAT,
        "engine": engine.VERSION,
        "judged_on": board.sheet.today.isoformat(),
        "case": board.case.reference,
        "request": {
            "version": request.number,
            "status": request.status,
            "signed_by": request.signed_by,
            "signed_on": request.signed_on.isoformat() if request.signed_on else None,
        },
        "block": board.block.name if board.block else None,
        "trial": board.trial.query(),
        "requirements": [
            _requirement(code, row)
            for code, row in zip(board.codes, board.requirements, strict=True)
        ],
        "passing": len(board.ranking.passing),
        "knocked_out": len(board.ranking.out),
        "sites": rows,
        "sensitivity": _sensitivity(board),
        "loosenings": _loosenings(board),
    }


def fingerprint(payload: Payload) -> str:
    """SHA-256 over the payload in one canonical form: sorted keys, no spaces, UTF-8.

    Raises TypeError for a number with a fraction: those are not the same on every machine.
    """
    _refuse_fractions(payload)
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a frozen match holds whole numbers and text")
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            _refuse_fractions(part)


def _requirement(code: str, row: Requirement) -> Payload:
    criterion = row.criterion
    return {
        "code": code,
        "criterion": criterion.code,
        "name_nl": criterion.name_nl,
        "name_en": criterion.name_en,
        "group": criterion.group,
        "kind": criterion.kind,
        "unit": criterion.unit,
        "options": [str(option) for option in criterion.options],
        "fresh_months": criterion.fresh_months,
        "level": row.level,
        "weight": row.weight,
        "minimum": _decimal(row.minimum),
        "target": _decimal(row.target),
        "maximum": _decimal(row.maximum),
        "text": row.text,
        "near_label": row.near_label,
        "near_latitude": _degrees(row.near_latitude),
        "near_longitude": _degrees(row.near_longitude),
    }


def _sensitivity(board: Board) -> list[Payload]:
    return [
        {
            "requirement": flip.code,
            "less": str(flip.less.id),
            "more": str(flip.more.id),
            "smallest": flip.smallest,
            "instead": str(flip.instead.id) if flip.instead else None,
        }
        for flip in board.sensitivity()
    ]


def _loosenings(board: Board) -> list[Payload]:
    return [
        {
            "requirement": row.code,
            "returns": row.returns,
            "next_limit": None if row.next_limit is None else plain(row.next_limit),
            "next_gain": row.next_gain,
        }
        for row in board.loosenings()
    ]


def _rows(board: Board, matches: Any) -> list[Payload]:
    return [_site(board, match, position) for position, match in enumerate(matches, start=1)]


def _site(board: Board, match: Match, position: int) -> Payload:
    place = board.places[match.place]
    return {
        "key": place.id,
        "site": str(place.id),
        "name": place.name,
        "place": place.place,
        "province": place.province,
        "province_code": place.province_code,
        "region": place.region,
        "region_code": place.region_code,
        "position": position,
        "score": match.score,
        "coverage": match.coverage,
        "failed": list(match.failed),
        "unknown": list(match.unknown),
        "facts": [_fact(line) for line in board.lines(match)],
    }


def _fact(line: Line) -> Payload | None:
    """What was known; what it led to is left out where nothing was."""
    reading: Reading | None = line.reading
    if reading is None:
        return None
    return {
        "number": None if reading.number is None else plain(reading.number),
        "text": reading.text,
        "source": reading.source,
        "as_of": reading.as_of.isoformat() if reading.as_of else None,
        "year": reading.year,
        "stale": reading.stale,
        "readable": reading.value is not None,
        "confidence": reading.confidence,
        "verdict": VERDICTS[line.verdict],
        "desirability": line.desirability,
    }


def _decimal(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:.4f}"


def _degrees(number: float | None) -> str | None:
    return None if number is None else f"{number:.6f}"
