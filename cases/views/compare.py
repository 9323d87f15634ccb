"""Sites side by side: the page and the spreadsheet."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.side_by_side import MOST, short_list, side_by_side
from cases.side_by_side_file import sheets_of, title_of
from cases.spreadsheet import MEDIA_TYPE, as_ods
from cases.views.match_desk import BLOCK, Desk, open_desk
from cases.views.page import CasePage, open_page, show
from cases.views.runs import attachment


def sites_of(query: QueryDict) -> list[uuid.UUID]:
    """The sites that an address or a form names; what is no key is left out."""
    found = []
    for text in query.getlist("site"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Up to six sites beside each other; ticked sites are posted, and then stand in the address."""
    opened = open_page(request, pk)
    if request.method == "POST":
        return redirect(f"{request.path}?{_address(sites_of(request.POST), request.GET)}")
    desk = open_desk(opened, request.GET, tried=False)
    if desk is None:
        return show(request, opened, "cases/matching/nothing_asked.html", "matching")
    context = _context(opened, desk, sites_of(request.GET))
    return show(request, opened, "cases/matching/compare.html", "matching", **context)


@require_safe
def compare_ods(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same as a spreadsheet; who took it along is logged."""
    opened = open_page(request, pk)
    desk = open_desk(opened, request.GET, tried=False)
    if desk is None:
        return redirect("case-compare", pk)
    found = side_by_side(opened.user, desk.board, sites_of(request.GET) or short_list(desk.board))
    log_access(
        opened.actor,
        AccessLog.Action.EXPORTED,
        "comparison",
        opened.case.code_name,
        case_id=opened.case.pk,
        detail=f"{len(found.columns)} sites, ods",
    )
    content = as_ods(sheets_of(opened.case, found), title_of(opened.case))
    name = _("%(reference)s-comparison.ods") % {"reference": opened.case.reference}
    return attachment(content, MEDIA_TYPE, name)


def _address(sites: list[uuid.UUID], query: QueryDict) -> str:
    wanted = QueryDict(mutable=True)
    wanted.setlist("site", [str(site) for site in dict.fromkeys(sites)])
    if query.get(BLOCK):
        wanted[BLOCK] = str(query[BLOCK])
    return wanted.urlencode()


def _context(opened: CasePage, desk: Desk, asked: list[uuid.UUID]) -> dict[str, Any]:
    found = side_by_side(opened.user, desk.board, asked or short_list(desk.board))
    block = QueryDict(mutable=True)
    if desk.block is not None:
        block[BLOCK] = str(desk.block.pk)
    keys = found.keys
    listed = [c for site, c in desk.board.candidates.items() if site not in keys]
    places = {c.site_id: desk.board.entry_of(c.site_id) for c in listed}
    return {
        "desk": desk,
        "found": found,
        "address": _address(keys, block),
        "without": {key: _address([k for k in keys if k != key], block) for key in keys},
        "more": [entry for entry in places.values() if entry is not None],
        "full": len(keys) >= MOST,
        "most": MOST,
    }
