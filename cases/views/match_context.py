"""What the matching page shows, gathered from the board, the filters and the lists."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from cases.forms.matching import MatchFilter
from cases.matching import words
from cases.matching.board import Board, Selection
from cases.matching.engine import Match
from cases.matching.entries import Entry
from cases.matching.reads import Texts
from cases.matching.register import served_by
from cases.models import Candidate, CandidateRegion, MatchRun
from cases.versions import basis_of
from cases.views.match_desk import Desk, criteria
from cases.views.page import CasePage
from regions.models import KeyTechnology
from sites.models import Site

PAGE_SIZE = 12
MOST_PINS = 400  # more dots than this hide each other
LOW_COVERAGE = 50  # percent: below this a score says little
OPINIONS = 8  # sites of which both orders are shown
REGIONS = 8  # regions that are shown beside those in the running

Status = Candidate.Status


def page_context(query: QueryDict, page: CasePage, desk: Desk) -> dict[str, Any]:
    """The workbench: criteria, ranking as filtered, knocked-out sites, map, lists and regions."""
    board = desk.board
    register = board.sheet.register
    form = MatchFilter(
        query,
        provinces=_areas(board, register.province, register.province_name),
        regions=_areas(board, register.region, register.region_name),
    )
    wanted = _selection(page, form)
    passing = board.selected(board.ranking.passing, wanted)
    out = board.selected(board.ranking.out, wanted)
    entries = _paged(board, passing, query.get("page"))
    return {
        "board": board,
        "desk": desk,
        # Asked by the whole page only, not while somebody slides.
        "basis": SimpleLazyObject(lambda: basis_of(page.user, page.case, board.request)),
        "filter": form,
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        "criteria": criteria(desk),
        "entries": entries,
        "passing_count": len(passing),
        "total_count": len(passing) + len(out),
        "out": _paged(board, out, query.get("out")),
        "out_open": "out" in query,
        "pins": _pins(page, desk, entries.object_list, passing),
        "tiles": settings.TILE_URL,
        "lists": candidate_lists(board),
        **_firmness(board),
        "low_coverage": LOW_COVERAGE,
        "may_freeze": page.may("change_case") and page.may("view_options") and page.case.is_open,
        **(_compared(page, board) if page.may("view_options") else {}),
    }


def _compared(page: CasePage, board: Board) -> dict[str, Any]:
    """What only who compares the regions sees: regions in the running, and frozen runs."""
    runs = MatchRun.objects.visible_to(page.user).filter(case=page.case).defer("payload")
    return {
        "regions": _regions(page, board),
        "runs": runs.select_related("request", "block", "made_by"),
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


def site_context(page: CasePage, desk: Desk, site_id: uuid.UUID) -> dict[str, Any] | None:
    """One site against every requirement; None when the viewer does not see its match."""
    board = desk.board
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
        "desk": desk,
        "entry": entry,
        "details": board.details(entry.match),
        "candidate": candidate,
        "steps": steps,
        "low_coverage": LOW_COVERAGE,
    }


def _areas(board: Board, codes: Texts, names: Texts) -> dict[str, str]:
    """Code to name of the areas in which sites of the board lie."""
    rows = board.sheet.rows
    found, first = np.unique(codes.codes[rows], return_index=True)
    named = zip(found, first, strict=True)
    return {codes.words[c]: names[int(rows[n])] for c, n in named if codes.words[c]}


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


def _paged(board: Board, matches: Sequence[Match], number: str | None) -> Any:
    """A page of entries; only these are explained."""
    page: Any = Paginator(matches, PAGE_SIZE).get_page(number)
    places = board.places
    page.object_list = [
        board.entry(match, board.by_site[places[match.place].id][0]) for match in page.object_list
    ]
    return page


def _pins(
    page: CasePage, desk: Desk, entries: list[Entry], passing: Sequence[Match]
) -> list[dict[str, Any]]:
    """Numbered pins for the page that is shown, dots for the other sites that may fit."""
    board, base = desk.board, reverse("case-matching", args=[page.case.pk])
    shown = {entry.place.id for entry in entries}
    pins = []
    for match in [*passing[:MOST_PINS], *(e.match for e in entries)]:
        place = board.places[match.place]
        if place.latitude is None or place.longitude is None:
            continue
        listed = board.candidates.get(place.id)
        pins.append(
            {
                "id": str(place.id),
                "name": place.name,
                "score": words.percent(match.score),
                "low": (words.percent(match.coverage) or 0) < LOW_COVERAGE,
                "shown": place.id in shown,
                "listed": listed is not None and listed.status != Status.DROPPED,
                "at": [place.latitude, place.longitude],
                "url": f"{base}locaties/{place.id}/?{desk.address}",
            }
        )
    return list({pin["id"]: pin for pin in pins}.values())


def _firmness(board: Board) -> dict[str, Any]:
    """The first sites in both orders (by score, and by TOPSIS), what another weight does to first
    place, and both in a sentence."""
    opinion = _opinion(board)
    flips = [
        {
            "requirement": flip.requirement,
            "flips": flip.flips,
            "smallest": flip.smallest,
            "distance": abs(flip.smallest or 0),
            "instead": flip.instead,
        }
        for flip in board.sensitivity()
    ]
    same = bool(opinion) and opinion[0]["second"] == 1
    return {
        "opinion": opinion,
        "flips": flips,
        "same_first": same,
        "firm": same and not any(flip["flips"] for flip in flips),
    }


def _opinion(board: Board) -> list[dict[str, Any]]:
    second = board.second_opinion()
    return [
        {"place": board.places[match.place], "first": position, "second": second[site]}
        for position, match in enumerate(board.ranking.passing[:OPINIONS], start=1)
        for site in [board.places[match.place].id]
    ]


def _regions(page: CasePage, board: Board) -> dict[str, Any]:
    """Regions in the running, and the best of the others; both in the order of the match."""
    rows = CandidateRegion.objects.visible_to(page.user).filter(case=page.case)
    chosen = {row.region_id: row for row in rows.select_related("region__province")}
    ranks = board.regions()
    technologies = _names({code for rank in ranks for code in rank.shared})
    listed: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for rank in ranks:
        shared = [technologies[code] for code in rank.shared if code in technologies]
        item = {"rank": rank, "row": chosen.pop(rank.code, None), "shared": shared}
        (listed if item["row"] is not None else others).append(item)
    listed += [{"rank": None, "row": row, "shared": []} for row in chosen.values()]
    return {"listed": listed, "others": [item for item in others if item["rank"].fitting][:REGIONS]}


def _names(codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return {row.pk: str(row) for row in KeyTechnology.objects.filter(pk__in=codes)}
