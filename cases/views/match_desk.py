"""The workbench of a match: what is asked, what is tried, and the address that says both.

Everything that was chosen stands in the address: the building block (`blok`), what is tried (see
cases.matching.trial) and the filters of the list.
"""

import math
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.matching import words
from cases.matching.board import Board, Loosening, asked, board_for
from cases.matching.engine import ORDINAL, RANGE, Ask
from cases.matching.register import codes_of
from cases.matching.trial import NOTHING_TRIED, OFF, Trial, limit_of, plain
from cases.models import BuildingBlock, Requirement
from cases.views.page import CasePage
from sites.labels import option_label

BLOCK = "blok"
FILTERS = ("province", "region", "coverage", "own")
PAGES = ("page", "out")
_TRIED = ("w-", "l-", "m-")
Level = Requirement.Weightiness


@dataclass(frozen=True)
class Desk:
    """A match with what is tried on it."""

    board: Board
    blocks: list[BuildingBlock]
    kept: dict[str, str]  # filters that were chosen

    @property
    def block(self) -> BuildingBlock | None:
        """The block that is matched; None for all in one place."""
        return self.board.block

    @property
    def trial(self) -> Trial:
        """What is tried."""
        return self.board.trial

    @cached_property
    def address(self) -> str:
        """The query string that gives this desk again, without a question mark."""
        return self.query_of(self.trial)

    @property
    def signed_address(self) -> str:
        """The same without what is tried."""
        return self.query_of(NOTHING_TRIED)

    @property
    def tried(self) -> list[str]:
        """What differs from what the company signed, a sentence each."""
        return words.trial_words(self.trial, self.board.asked)

    def query_of(self, trial: Trial, block: uuid.UUID | None = None) -> str:
        """An address with another trial, or for another block."""
        chosen = QueryDict(trial.query(), mutable=True)
        key = block or (self.block.pk if self.block else None)
        if key is not None:
            chosen[BLOCK] = str(key)
        chosen.update(self.kept)
        return chosen.urlencode()

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Building blocks to choose among; empty when there are none. What is tried stays behind:
        another block asks other things."""
        if not self.blocks:
            return []
        whole = QueryDict(mutable=True)
        whole.update(self.kept)
        return [
            {
                "name": _("All in one place"),
                "query": whole.urlencode(),
                "current": self.block is None,
            }
        ] + [
            {
                "name": block.name,
                "query": self.query_of(NOTHING_TRIED, block.pk),
                "current": block == self.block,
            }
            for block in self.blocks
        ]


def open_desk(page: CasePage, query: QueryDict, *, tried: bool = True) -> Desk | None:
    """The match as the address asks for it; None when nothing is asked yet, 404 for a block that
    is not there (any more). Without `tried` as the company signed it."""
    block = _block(page, query.get(BLOCK))
    trial = _trial(page, query, block) if tried else NOTHING_TRIED
    board = board_for(page.user, page.case, trial, block)
    if board is None:
        return None
    if block is not None and block.request_id != board.request.pk:
        raise Http404
    blocks = BuildingBlock.objects.visible_to(page.user).filter(request=board.request)
    kept = {name: str(query[name]) for name in FILTERS if query.get(name)}
    return Desk(board, list(blocks), kept)


def canonical(desk: Desk, query: QueryDict) -> QueryDict:
    """The address of the desk with the pages that were asked for."""
    wanted = QueryDict(desk.address, mutable=True)
    wanted.update({name: str(query[name]) for name in PAGES if name in query})
    return wanted


def _block(page: CasePage, key: str | None) -> BuildingBlock | None:
    if not key:
        return None
    try:
        wanted = uuid.UUID(key)
    except ValueError as error:
        raise Http404 from error
    rows = BuildingBlock.objects.visible_to(page.user).filter(request__case=page.case)
    found: BuildingBlock = get_object_or_404(rows, pk=wanted)
    return found


def _trial(page: CasePage, query: QueryDict, block: BuildingBlock | None) -> Trial:
    if not any(name.startswith(_TRIED) for name in query):
        return NOTHING_TRIED
    found = asked(page.user, page.case, block)
    return Trial.from_query(query, found[1]) if found else NOTHING_TRIED


# --- What the panel of criteria shows -----------------------------------------------------------


def criteria(desk: Desk) -> list[dict[str, Any]]:
    """A row per requirement, what is switched off included, in the order of what is asked."""
    board, trial = desk.board, desk.trial
    asks = {ask.code: ask for ask in board.asks}
    loose = {found.code: found for found in board.loosenings()}
    total = sum(ask.weight for ask in board.asks if ask.scored) or 1
    rows = []
    codes = codes_of(board.asked)
    for number, (code, row) in enumerate(zip(codes, board.asked, strict=True), start=1):
        ask = asks.get(code)
        level = trial.levels.get(code, row.level)
        rows.append(
            {
                "id": f"c{number}",  # a code may hold a dot
                "code": code,
                "requirement": row,
                "need": words.need_words(row),
                "level": level,
                "levels": _levels(level),
                "must": level == Level.MUST,
                "off": level == OFF,
                "changed": code in trial.levels or code in trial.limits or code in trial.weights,
                "scored": ask is not None and ask.scored,
                "share": _share(ask, total),
                "weight": trial.weights.get(code, row.weight),
                "limit": _limit(trial, code, row),
                "what_if": _what_if(desk, loose[code]) if code in loose else None,
            }
        )
    return rows


def _levels(chosen: str) -> list[dict[str, Any]]:
    named = [*Level.choices, (OFF, _("Off"))]
    return [{"value": v, "label": label, "chosen": v == chosen} for v, label in named]


def _share(ask: Ask | None, total: int) -> int | None:
    """The part of the score that it decides, in whole percents."""
    if ask is None or not ask.scored:
        return None
    return (ask.weight * 200 + total) // (2 * total)


def _limit(trial: Trial, code: str, row: Requirement) -> dict[str, Any] | None:
    """The control of a limit: steps of an ordinal, else a slider; None when nothing can move."""
    asked_for = limit_of(row)
    if asked_for is None:
        return None
    now = trial.limits.get(code, asked_for)
    criterion = row.criterion
    if criterion.kind == ORDINAL:
        steps = [
            {"value": n, "label": option_label(str(option)), "chosen": n == int(now)}
            for n, option in enumerate(criterion.options)
        ]
        return {"steps": steps}
    widest = 2 * max(abs(asked_for), abs(now)) or 2 * _width(row) or 1.0
    return {
        "value": plain(now),
        "signed": plain(asked_for),
        "most": plain(widest),
        "step": plain(max(10.0 ** (math.floor(math.log10(widest)) - 2), 0.0001)),
        "unit": criterion.unit,
        "range": criterion.kind == RANGE,
    }


def _width(row: Requirement) -> float:
    """Of a range: half of what lies between its ends, as a measure for moving them."""
    if row.minimum is None or row.maximum is None:
        return abs(float(row.minimum or row.maximum or row.target or 0)) / 2
    return float(row.maximum - row.minimum) / 2


def _what_if(desk: Desk, found: Loosening) -> dict[str, Any]:
    """How many sites come back when a must is dropped or loosened, each with its address."""
    trial, code = desk.trial, found.code
    limits = {name: limit for name, limit in trial.limits.items() if name != code}
    off = replace(trial, levels={**trial.levels, code: OFF}, limits=limits)
    steps = [
        {
            "words": words.moved_words(found.requirement, limit),
            "gain": gain,
            "query": desk.query_of(_moved(desk, found, limit)),
        }
        for limit, gain in found.curve
    ]
    return {"returns": found.returns, "off": desk.query_of(off), "steps": steps}


def _moved(desk: Desk, found: Loosening, limit: float) -> Trial:
    """The trial with one limit moved. Of a range it is counted from what is asked, so what was
    moved before is added."""
    before = desk.trial.limits.get(found.code, 0.0)
    is_range = found.requirement.criterion.kind == RANGE
    limits = {**desk.trial.limits, found.code: limit + before if is_range else limit}
    return replace(desk.trial, limits=limits)
