"""The list of cases, its export, and searching everything."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog
from cases.exports import FORMATS, LIMIT, export_name, told_of_export
from cases.listing import CaseListing
from cases.permissions import can_open_case
from cases.saved_views import counted, own_view, saved_tabs
from cases.search import SHORTEST, SHOWN, Kind, find
from cases.views.who import person, typed


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases a person sees, in views, filtered, sorted and in pages."""
    actor, user = Actor.of(request), person(request)
    listing = CaseListing(user, request.GET)
    works = actor.organisation is not None and can_open_case(user, actor.organisation_id)
    values = {"listing": listing, "page": listing.page, "may_open": works, "may_bulk": works}
    if listing.saved:
        values["kept"] = own_view(user, listing.saved)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/lists/cases.html#update", values)
    values |= {"tabs": listing.tabs(), "saved": saved_tabs(user, listing.saved)}
    return render(request, "cases/lists/cases.html", values)


@require_safe
def case_counts(request: HttpRequest) -> HttpResponse:
    """The views of the list with what each holds; the page fetches it after the rows."""
    listing = CaseListing(person(request), request.GET)
    saved = counted(listing.user, saved_tabs(listing.user, listing.saved))
    values = {"tabs": listing.counted_tabs(), "saved": saved, "totals": listing.counts}
    return render(request, "cases/lists/views.html", values)


@require_safe
def case_export(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows, as a file; who exported how many rows is logged.

    More rows than a page can wait for are made by a worker.
    """
    listing = CaseListing(person(request), request.GET)
    asked = request.GET.get("format", "")
    kind = asked if asked in FORMATS else "csv"
    if listing.exact > LIMIT:
        return redirect(f"{reverse('case-list-file')}?{listing.address}&format={kind}")
    content = FORMATS[kind].make(listing.first(LIMIT))
    detail = told_of_export(listing, listing.exact, kind)
    log_access(Actor.of(request), AccessLog.Action.EXPORTED, "case list", "cases", detail=detail)
    response = HttpResponse(content, content_type=FORMATS[kind].media_type)
    name = export_name(f"{timezone.localdate():%Y-%m-%d}", kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What holds the words, of every kind in one list; `kind` keeps to one of them."""
    words = typed(request, "q", 100)
    hits = find(person(request), words)
    kinds = Counter(hit.kind for hit in hits)
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in kinds else ""
    values = {
        "words": words,
        "hits": [hit for hit in hits if chosen in ("", hit.kind)],
        "kinds": [(kind, kinds[kind]) for kind in Kind if kinds[kind]],
        "chosen": chosen,
        "total": len(hits),
        "capped": len(hits) == SHOWN,
        "too_short": 0 < len(words) < SHORTEST,
    }
    return render(request, "cases/lists/search.html", values)
