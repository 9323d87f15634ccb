"""Calls for locations, seen by a region: what it is asked, and its one answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict, Refused
from accounts.models.organisation import Role
from cases.actions import call_answers as actions
from cases.forms.call_answer import AnswerSheet, DeclineForm
from cases.inbox import VIEWS, as_rows, in_view, invitations_of
from cases.models import CallInvitation
from cases.views.attempt import carried_out, posted, status_of
from cases.views.call_answer_context import answer_context
from cases.views.page import CasePage, open_page, show
from cases.views.who import person, typed

READ_OR_WRITE = ["GET", "HEAD", "POST"]
PAGE_SIZE = 25


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The calls to the person's own organisations: open, late, done."""
    user = person(request)
    rows = invitations_of(user)
    view = request.GET.get("view", "")
    counts = {name: rows.filter(in_view(name)).count() for name in VIEWS}
    if view not in VIEWS:
        view = "late" if counts["late"] and not counts["open"] else "open"
    order = "-answered_at" if view == "done" else "call__deadline"
    found = rows.filter(in_view(view)).select_related("call", "organisation").order_by(order, "pk")
    page: Any = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = as_rows(user, page.object_list)
    values = {
        "view": view,
        "counts": counts,
        "page": page,
        "several": len(user.organisation_ids) > 1,
    }
    return render(request, "cases/calls/inbox.html", values)


def _find(opened: CasePage, key: uuid.UUID) -> CallInvitation:
    """An invitation to an organisation of the person; an administrator sees every one."""
    rows = CallInvitation.objects.visible_to(opened.user).filter(call__case=opened.case)
    if not opened.user.is_superuser:
        rows = rows.filter(organisation_id__in=opened.user.organisation_ids)
    rows = rows.select_related("call__request", "organisation", "answered_by")
    row: CallInvitation = get_object_or_404(rows, pk=key)
    row.call.case = opened.case
    return row


def _may_answer(opened: CasePage, row: CallInvitation) -> bool:
    """Whether the person works on cases for the region, which may still answer."""
    user = opened.user
    works = user.is_superuser or user.has_role(row.organisation_id, Role.CASE_WORKER)
    return works and opened.may("respond_to_call")


def _open(request: HttpRequest, pk: uuid.UUID, key: uuid.UUID) -> tuple[CasePage, CallInvitation]:
    """The page and the invitation: 404 when not theirs, 403 for a reader who writes."""
    opened = open_page(request, pk)
    row = _find(opened, key)
    if request.method == "POST" and not _may_answer(opened, row):
        raise PermissionDenied
    return opened, row


@require_http_methods(READ_OR_WRITE)
def answer(request: HttpRequest, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
    """The call and the answer to it. Every button keeps what was typed."""
    opened, row = _open(request, pk, invitation)
    if request.method == "POST":
        return _write(request, opened, row)
    actions.note_opened(opened.actor, row)
    return _show(request, opened, row, AnswerSheet(row))


def _show(
    request: HttpRequest, opened: CasePage, row: CallInvitation, sheet: AnswerSheet, error: str = ""
) -> HttpResponse:
    q = typed(request, "q", 80)
    values = answer_context(opened, row, sheet, _may_answer(opened, row), q)
    status = 422 if error or sheet.data is not None else 200
    template = "cases/calls/answer.html"
    return show(request, opened, template, "calls", status, **values, error=error)


def _write(request: HttpRequest, opened: CasePage, row: CallInvitation) -> HttpResponse:
    sheet = AnswerSheet(row, request.POST)
    task, _dash, key = request.POST.get("do", "draft").partition(":")
    if not sheet.remark.is_valid():
        return _show(request, opened, row, sheet, _("Something is missing in what was sent."))
    version = sheet.remark.cleaned_data["version"]
    try:
        if task == "submit":
            return _submit(request, opened, row, sheet, version)
        return _keep(request, opened, row, sheet, (task, key))
    except Conflict:
        raise
    except Refused as error:
        return _show(request, opened, row, sheet, str(error))


def _submit(
    request: HttpRequest, opened: CasePage, row: CallInvitation, sheet: AnswerSheet, version: int
) -> HttpResponse:
    if not sheet.is_valid():
        return _show(request, opened, row, sheet)
    remark = sheet.remark.cleaned_data["remark"]
    parts = sheet.proposed(), sheet.stated()
    sent = actions.submit_answer(opened.actor, row, version, *parts, remark)
    if sent.corrected_at:
        messages.success(request, _("Your correction was sent."))
    else:
        messages.success(
            request, _("Your answer was sent. It can be corrected while the call runs.")
        )
    return redirect("call-answer", opened.case.pk, row.pk)


def _keep(
    request: HttpRequest,
    opened: CasePage,
    row: CallInvitation,
    sheet: AnswerSheet,
    task: tuple[str, str],
) -> HttpResponse:
    """Saves the draft; with a site more, a site less, or on the way to a search."""
    what, key = task
    site = _site_key(key) if what in ("add", "remove") else None
    if what == "add" and sheet.full:
        limit = {"number": actions.MOST_SITES}
        raise Refused(_("Propose at most %(number)s sites.") % limit)
    draft = sheet.draft(add=site) if what == "add" else sheet.draft(remove=site)
    actions.save_draft(opened.actor, row, sheet.remark.cleaned_data["version"], draft)
    if what not in ("find", "add"):
        messages.success(request, _("The draft is kept. Only your own organisation sees it."))
    path = reverse("call-answer", args=[opened.case.pk, row.pk])
    return redirect(path + _where_to(what, site, request.POST.get("q", "").strip()))


def _where_to(what: str, site: uuid.UUID | None, q: str) -> str:
    """The work goes on where it was: at the search, or at the site that was added."""
    if what == "find":
        return f"?{urlencode({'q': q})}#choose"
    return f"#site-{site}" if what == "add" else ""


def _site_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(READ_OR_WRITE)
def decline(request: HttpRequest, pk: uuid.UUID, invitation: uuid.UUID) -> HttpResponse:
    """The region has nothing to offer, and says why."""
    opened, row = _open(request, pk, invitation)
    if not _may_answer(opened, row):
        raise PermissionDenied
    form = DeclineForm(posted(request), initial={"version": row.version})

    def say_no() -> object:
        data = form.cleaned_data
        return actions.decline(opened.actor, row, data["version"], data["reason"], data["note"])

    if carried_out(form, say_no):
        messages.success(request, _("You declined. This can be changed while the call runs."))
        return redirect("call-answer", pk, invitation)
    values = {"form": form, "invitation": row, "call": row.call}
    return show(request, opened, "cases/calls/decline.html", "calls", status_of(form), **values)
