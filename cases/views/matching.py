"""The matching of a case: the ranking, one site explained, the lists and the regions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from cases.actions import matching as actions
from cases.forms.matching import (
    AddSitesForm,
    AgainstMatchForm,
    MoveForm,
    ReasonForm,
    RegionForm,
    RegionStatusForm,
)
from cases.matching.board import board_for
from cases.matching.entries import Entry
from cases.models import Candidate, CandidateRegion
from cases.views.attempt import carried_out, posted, status_of
from cases.views.match_context import page_context, site_context
from cases.views.match_desk import Desk, canonical, open_desk
from cases.views.page import CasePage, open_page, show
from cases.views.run_context import since_context
from sites.models import Site

READ_OR_WRITE = ["GET", "HEAD", "POST"]
SHOW = "toon"  # the button of the form without JavaScript: goes on to the short address


@require_http_methods(READ_OR_WRITE)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The workbench; a post puts the ticked sites on the long list."""
    opened = open_page(request, pk, "change_case" if request.method == "POST" else None)
    desk = open_desk(opened, request.GET)
    if desk is None:
        return show(request, opened, "cases/matching/nothing_asked.html", "matching")
    if SHOW in request.GET:
        return redirect(f"{request.path}?{desk.address}")
    form = AddSitesForm(posted(request), case=opened.case)
    if form.is_bound and carried_out(form, lambda: _add(request, opened, form)):
        return redirect(f"{request.path}?{canonical(desk, request.GET).urlencode()}")
    return _show_desk(request, opened, desk, form)


def _show_desk(
    request: HttpRequest, opened: CasePage, desk: Desk, form: AddSitesForm
) -> HttpResponse:
    """The whole page, or what changes of it while somebody slides; the address is kept short."""
    live = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    since = {} if live else since_context(opened, desk, request.GET)
    request.GET = canonical(desk, request.GET)  # type: ignore[assignment]
    template = "cases/matching/page.html" + ("#live" if live else "")
    context = page_context(request.GET, opened, desk)
    answer = show(
        request, opened, template, "matching", status_of(form), form=form, **context, **since
    )
    if live:
        answer["HX-Replace-Url"] = f"{request.path}?{request.GET.urlencode()}"
    return answer


def _add(request: HttpRequest, opened: CasePage, form: AddSitesForm) -> None:
    """Each site with the reason that was given, or else its own score and coverage; as the company
    signed it, whatever is tried."""
    desk = open_desk(opened, request.GET, tried=False)
    given, sites = form.cleaned_data["reason"], form.cleaned_data["site"]
    found = {site: desk.board.entry_of(site.pk) for site in sites} if desk else {}
    entries = {site: entry for site, entry in found.items() if entry is not None}
    failing = {site.pk: site.name for site, entry in entries.items() if entry.match.failed}
    if failing and not given:
        raise Refused(
            _("Say why all the same; this fails a must: %(names)s.")
            % {"names": ", ".join(failing.values())}
        )
    wanted = {site: given or entry.reason for site, entry in entries.items()}
    made = actions.add_candidates(opened.actor, opened.case, wanted, failing)
    _tell_added(request, len(made), len(found))


def _tell_added(request: HttpRequest, made: int, asked: int) -> None:
    words = ngettext(
        "%(count)d site is now on the long list.",
        "%(count)d sites are now on the long list.",
        made,
    ) % {"count": made}
    if made < asked:
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
    desk = open_desk(opened, request.GET)
    context = site_context(opened, desk, site_id) if desk is not None else None
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
    if entry.match.failed:
        return AgainstMatchForm(case=opened.case)
    return ReasonForm(case=opened.case, initial={"reason": entry.reason})


def _fails(opened: CasePage, site_id: uuid.UUID) -> bool:
    """Whether a site fails a must, as the company signed it."""
    board = board_for(opened.user, opened.case)
    entry = board.entry_of(site_id) if board is not None else None
    return entry is not None and bool(entry.match.failed)


@require_POST
def add_one(request: HttpRequest, pk: uuid.UUID, site: uuid.UUID) -> HttpResponse:
    """Puts one site on the long list, also one that fails a must."""
    opened = open_page(request, pk, "change_case")
    row = get_object_or_404(Site.objects.in_use(), pk=site)
    fails = _fails(opened, site)
    form = (AgainstMatchForm if fails else ReasonForm)(request.POST, case=opened.case)

    def add() -> object:
        wanted = {row: form.cleaned_data["reason"]}
        return actions.add_candidates(opened.actor, opened.case, wanted, [site] if fails else [])

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
        fails = _fails(opened, site)
        return actions.propose_site(opened.actor, opened.case, row, reason, fails)

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
    form = RegionForm(posted(request), case=opened.case, initial=request.GET.dict())

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
