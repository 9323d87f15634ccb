"""A whole match as plain values with sentences, for the command line."""

from collections.abc import Mapping
from typing import Any

from cases.matching import engine, words
from cases.matching.board import Board
from cases.matching.entries import Entry
from cases.matching.freeze import fingerprint, frozen


def report_of(board: Board) -> dict[str, Any]:
    """The ranking with reasons, questions, second opinion, sensitivity, what-if and hash. Score
    and coverage in parts per million."""
    second = board.second_opinion()
    ranking = board.ranking
    return {
        "case": board.case.reference,
        "request": board.request.number,
        "block": board.block.name if board.block else None,
        "judged_on": board.sheet.today.isoformat(),
        "engine": engine.VERSION,
        "sha256": fingerprint(frozen(board)),
        "requirements": [
            {
                "code": code,
                "name": str(row.criterion),
                "level": row.level,
                "weight": row.weight,
                "need": words.need_words(row),
            }
            for code, row in zip(board.codes, board.requirements, strict=True)
        ],
        "ranking": [_site(board.entry(m, n), second) for n, m in enumerate(ranking.passing, 1)],
        "knocked_out": [_site(board.entry(m, n), second) for n, m in enumerate(ranking.out, 1)],
        "sensitivity": _sensitivity(board),
        "what_if": _what_if(board),
        "regions": [
            {
                "position": row.position,
                "code": row.code,
                "name": row.name,
                "fitting": row.fitting,
                "sites": row.sites,
                "best": row.best,
                "mean": row.mean,
                "coverage": row.coverage,
                "key_technologies": list(row.shared),
            }
            for row in board.regions()
        ],
    }


def _site(entry: Entry, second: Mapping[Any, int]) -> dict[str, Any]:
    place, match = entry.place, entry.match
    return {
        "position": entry.position,
        "site": str(place.id),
        "name": place.name,
        "place": place.place,
        "province": place.province,
        "region": place.region,
        "score": match.score,
        "coverage": match.coverage,
        "topsis": second.get(place.id),
        "known": entry.highlights,
        "reasons": entry.failures,
        "questions": entry.questions,
        "listed": entry.candidate.status if entry.candidate else None,
    }


def _sensitivity(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "code": flip.code,
            "weight": flip.requirement.weight,
            "first_at_20_less": flip.less.name,
            "first_at_20_more": flip.more.name,
            "flips": flip.flips,
            "smallest_percent": flip.smallest,
            "then_first": flip.instead.name if flip.instead else None,
        }
        for flip in board.sensitivity()
    ]


def _what_if(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "returns_without": row.returns,
            "next_limit": row.next_limit,
            "next": row.next_words,
            "next_gain": row.next_gain,
            "steps": [list(step) for step in row.curve],
        }
        for row in board.loosenings()
    ]
