"""The matching of a case: the ranking, one site explained, the lists and the regions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import matching as actions
from cases.forms.matching import (
    AddSitesForm,
    MoveForm,
    ReasonForm,
    RegionForm,
    RegionStatusForm,
)
from cases.matching.board import Board, Entry, board_for
from cases.models import Candidate, CandidateRegion
from cases.views.attempt import carried_out, posted, status_of
from cases.views.match_context import page_context, site_context
from cases.views.page import CasePage, open_page, show
from sites.models import Site

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The ranking beside its map; a post puts the ticked sites on the long list."""
    opened = open_page(request, pk, "change_case" if request.method == "POST" else None)
    board = board_for(opened.user, opened.case)
    if board is None:
        return show(request, opened, "cases/matching/nothing_asked.html", "matching")
    form = AddSitesForm(posted(request), case=opened.case)
    if form.is_bound and carried_out(form, lambda: _add(request, opened, board, form)):
        return redirect(request.get_full_path())
    context = page_context(request.GET, opened, board)
    template = "cases/matching/page.html"
    return show(request, opened, template, "matching", status_of(form), form=form, **context)


def _add(request: HttpRequest, opened: CasePage, board: Board, form: AddSitesForm) -> None:
    """Each site with the reason that was given, or else its own score and coverage."""
    given = form.cleaned_data["reason"]
    found = {site: board.entry_of(site.pk) for site in form.cleaned_data["site"]}
    wanted = {site: given or entry.reason for site, entry in found.items() if entry is not None}
    made = actions.add_candidates(opened.actor, opened.case, wanted)
    words = ngettext(
        "%(count)d site is now on the long list.",
        "%(count)d sites are now on the long list.",
        len(made),
    ) % {"count": len(made)}
    if len(made) < len(found):
        words += " " + _("The others were listed already.")
    messages.success(request, words)


@require_safe
def site(request: HttpRequest, pk: uuid.UUID, site: uuid.UUID) -> HttpResponse:
    """One site against every requirement."""
    opened = open_page(request, pk)
    return _show_site(request, opened, site, None)


def _show_site(
    request: HttpRequest, opened: CasePage, site_id: uuid.UUID, form: Any
) -> HttpResponse:
    """The page about one site; 404 when the viewer does not see its match."""
    board = board_for(opened.user, opened.case)
    context = site_context(opened, board, site_id) if board is not None else None
    if context is None:
        raise Http404
    return show(
        request,
        opened,
        "cases/matching/site.html",
        "matching",
        status_of(form) if form is not None else 200,
        form=form if form is not None else _form_for(opened, context["entry"]),
        **context,
    )


def _form_for(opened: CasePage, entry: Entry) -> ReasonForm:
    """What can be done with the site now: move it when it is listed, else list it."""
    if entry.candidate is not None:
        return MoveForm(case=opened.case, current=entry.candidate.status)
    return ReasonForm(case=opened.case, initial={"reason": entry.reason})


@require_POST
def add_one(request: HttpRequest, pk: uuid.UUID, site: uuid.UUID) -> HttpResponse:
    """Puts one site on the long list."""
    opened = open_page(request, pk, "change_case")
    row = get_object_or_404(Site.objects.in_use(), pk=site)
    form = ReasonForm(request.POST, case=opened.case)

    def add() -> object:
        reason = form.cleaned_data["reason"]
        return actions.add_candidates(opened.actor, opened.case, {row: reason})

    if not carried_out(form, add):
        return _show_site(request, opened, site, form)
    messages.success(request, _("%(site)s is now on the long list.") % {"site": row.name})
    return redirect("case-match-site", pk, site)


@require_POST
def propose(request: HttpRequest, pk: uuid.UUID, site: uuid.UUID) -> HttpResponse:
    """A region puts forward a site of its own area."""
    opened = open_page(request, pk, "respond_to_call")
    row = get_object_or_404(Site.objects.in_use(), pk=site)
    form = ReasonForm(request.POST, case=opened.case)

    def put_forward() -> object:
        reason = form.cleaned_data["reason"]
        return actions.propose_site(opened.actor, opened.case, row, reason)

    if not carried_out(form, put_forward):
        return _show_site(request, opened, site, form)
    messages.success(request, _("%(site)s was proposed.") % {"site": row.name})
    return redirect("case-match-site", pk, site)


@require_POST
def move(request: HttpRequest, pk: uuid.UUID, candidate: uuid.UUID) -> HttpResponse:
    """Moves a candidate to another list, with the reason."""
    opened = open_page(request, pk, "change_case")
    rows = Candidate.objects.visible_to(opened.user).filter(case=opened.case)
    row = get_object_or_404(rows.select_related("case", "site"), pk=candidate)
    form = MoveForm(request.POST, case=opened.case, current=row.status)

    def carry() -> object:
        data = form.cleaned_data
        return actions.move_candidate(
            opened.actor, row, data["seen"], data["status"], data["reason"]
        )

    if not carried_out(form, carry):
        return _show_site(request, opened, row.site_id, form)
    messages.success(request, _("The list of %(site)s was changed.") % {"site": row.site.name})
    return redirect("case-match-site", pk, row.site_id)


@require_http_methods(READ_OR_WRITE)
def add_region(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts a region in the running."""
    opened = open_page(request, pk, "change_case")
    form = RegionForm(posted(request), case=opened.case)

    def add() -> object:
        data = form.cleaned_data
        return actions.consider_region(opened.actor, opened.case, data["region"], data["reason"])

    if form.is_bound and carried_out(form, add):
        messages.success(request, _("The region is in the running."))
        return redirect("case-matching", pk)
    return show(
        request, opened, "cases/matching/region.html", "matching", status_of(form), form=form
    )


@require_http_methods(READ_OR_WRITE)
def edit_region(request: HttpRequest, pk: uuid.UUID, region: uuid.UUID) -> HttpResponse:
    """Changes where the talk with a region stands."""
    opened = open_page(request, pk, "change_case")
    rows = CandidateRegion.objects.visible_to(opened.user).filter(case=opened.case)
    row = get_object_or_404(rows.select_related("region", "case"), pk=region)
    form = RegionStatusForm(posted(request), instance=row)

    def change() -> object:
        data = form.cleaned_data
        return actions.change_region(opened.actor, row, data["status"], data["reason"])

    if form.is_bound and carried_out(form, change):
        messages.success(request, _("The region was changed."))
        return redirect("case-matching", pk)
    template = "cases/matching/region.html"
    return show(request, opened, template, "matching", status_of(form), form=form, row=row)
