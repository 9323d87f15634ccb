"""What the matching page shows, gathered from the board, the filters and the lists."""

import uuid
from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from cases.forms.matching import MatchFilter
from cases.matching import words
from cases.matching.board import Board, Entry, Selection
from cases.matching.engine import Match
from cases.matching.register import served_by
from cases.models import Candidate, CandidateRegion
from cases.views.page import CasePage
from sites.models import Site

PAGE_SIZE = 12
MOST_PINS = 400  # more dots than this hide each other
LOW_COVERAGE = 50  # percent: below this a score says little

Status = Candidate.Status


def page_context(query: QueryDict, page: CasePage, board: Board) -> dict[str, Any]:
    """The ranking as filtered, the knocked-out sites, the map, the lists and the regions."""
    form = MatchFilter(query, areas=board.places)
    wanted = _selection(page, form)
    passing = board.selected(board.ranking.passing, wanted)
    out = board.selected(board.ranking.out, wanted)
    entries = _paged(board, passing, query.get("page"))
    return {
        "board": board,
        "filter": form,
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        "criteria": _criteria(board),
        "entries": entries,
        "passing_count": len(passing),
        "total_count": len(passing) + len(out),
        "out": _paged(board, out, query.get("out")),
        "out_open": "out" in query,
        "pins": _pins(page, board, entries.object_list, passing),
        "lists": candidate_lists(board),
        "regions": _regions(page, board),
        "low_coverage": LOW_COVERAGE,
    }


def candidate_lists(board: Board) -> list[dict[str, Any]]:
    """Short list, long list and dropped sites, each in the order of the match."""
    rows: dict[str, list[Entry]] = defaultdict(list)
    for site_id, candidate in board.candidates.items():
        entry = board.entry_of(site_id)
        if entry is not None:
            rows[candidate.status].append(entry)
    for entries in rows.values():
        entries.sort(key=lambda e: (len(e.match.failed), e.position))
    return [
        {"status": status.value, "label": status.label, "entries": rows[status]}
        for status in (Status.SHORTLIST, Status.LONGLIST, Status.DROPPED)
    ]


def site_context(page: CasePage, board: Board, site_id: uuid.UUID) -> dict[str, Any] | None:
    """One site against every requirement; None when the viewer does not see its match."""
    entry = board.entry_of(site_id)
    if entry is None:
        return None
    candidate = entry.candidate
    steps = []
    if candidate is not None and page.may("view_options"):
        steps = list(
            candidate.history.select_related("history_user", "history_organisation").order_by(
                "-history_id"
            )
        )
    return {
        "board": board,
        "entry": entry,
        "details": board.details(entry.match),
        "candidate": candidate,
        "steps": steps,
        "low_coverage": LOW_COVERAGE,
    }


def _selection(page: CasePage, form: MatchFilter) -> Selection:
    """The filters; a value that is not on offer filters nothing."""
    form.is_valid()
    chosen = form.cleaned_data
    own = None
    if chosen.get("own"):
        served = Site.objects.filter(served_by(page.user.organisation_ids))
        own = frozenset(served.values_list("pk", flat=True))
    return Selection(
        chosen.get("province", ""), chosen.get("region", ""), chosen.get("coverage") or 0, own
    )


def _criteria(board: Board) -> list[dict[str, Any]]:
    """Musts and wishes in words, with the weight of what counts in the score."""
    total = sum(ask.weight for ask in board.asks) or 1
    return [
        {
            "requirement": requirement,
            "need": words.need_words(requirement),
            "must": ask.must,
            "scored": ask.scored,
            "share": round(ask.weight * 100 / total),
        }
        for requirement, ask in zip(board.requirements, board.asks, strict=True)
    ]


def _paged(board: Board, matches: list[Match], number: str | None) -> Any:
    """A page of entries; only these are explained."""
    page: Any = Paginator(matches, PAGE_SIZE).get_page(number)
    places = board.places
    page.object_list = [
        board.entry(match, board.by_site[places[match.place].id][0]) for match in page.object_list
    ]
    return page


def _pins(
    page: CasePage, board: Board, entries: list[Entry], passing: list[Match]
) -> list[dict[str, Any]]:
    """Numbered pins for the page that is shown, dots for the other sites that may fit."""
    base = reverse("case-matching", args=[page.case.pk])
    shown = {entry.place.id for entry in entries}
    pins = []
    for match in passing[:MOST_PINS] + [e.match for e in entries]:
        place = board.places[match.place]
        if place.latitude is None or place.longitude is None:
            continue
        listed = board.candidates.get(place.id)
        pins.append(
            {
                "name": place.name,
                "score": words.percent(match.score),
                "low": (words.percent(match.coverage) or 0) < LOW_COVERAGE,
                "shown": place.id in shown,
                "listed": listed is not None and listed.status != Status.DROPPED,
                "at": [place.latitude, place.longitude],
                "url": f"{base}locaties/{place.id}/",
            }
        )
    return pins


def _regions(page: CasePage, board: Board) -> list[dict[str, Any]]:
    """Regions in the running, with how many of their sites may fit and the best score."""
    best: dict[str, tuple[int, int | None]] = {}
    for match in board.ranking.passing:
        code = board.places[match.place].region_code
        count, top = best.get(code, (0, None))
        best[code] = (count + 1, top if top is not None else match.score)
    rows = CandidateRegion.objects.visible_to(page.user).filter(case=page.case)
    return [
        {"row": row, "fitting": count, "best": words.percent(top)}
        for row in rows.select_related("region__province")
        for count, top in [best.get(row.region_id, (0, None))]
    ]
