"""Calls for locations, seen by the account manager: ask, add, extend, end, compare the answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import calls as actions
from cases.calls import fits_of
from cases.forms.calls import AddRegionsForm, CallForm, ExtendForm, ToldForm
from cases.matching.board import board_for
from cases.models import CallInvitation, LocationCall, ScaleUpRequest
from cases.views.attempt import carried_out, posted, status_of
from cases.views.call_context import call_context, calls_of, compared
from cases.views.call_preview import preview_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
Status = LocationCall.Status


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The calls of a case; who was asked itself sees what it was asked."""
    opened = open_page(request, pk)
    return show(request, opened, "cases/calls/list.html", "calls", **calls_of(opened))


@require_http_methods(READ_OR_WRITE)
def new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks regions, after a page that shows exactly what leaves the house."""
    opened = open_page(request, pk, "change_case")
    signed = ScaleUpRequest.objects.visible_to(opened.user).filter(case=opened.case)
    version = signed.filter(status=ScaleUpRequest.Status.SIGNED).first()
    if version is None or not opened.case.is_open:
        status = 200 if request.method != "POST" else 422
        template = "cases/calls/not_yet.html"
        return show(request, opened, template, "calls", status, version=version)
    form = _call_form(request, opened, version)
    if form.is_valid() and not {"confirmed", "change"} & request.POST.keys():
        preview = preview_of(opened, version, form)
        return show(request, opened, "cases/calls/preview.html", "calls", **preview, form=form)
    made: list[LocationCall] = []
    if "confirmed" in request.POST and carried_out(form, lambda: made.append(_send(opened, form))):
        messages.success(request, _sent(len(form.cleaned_data["region"])))
        return redirect("call-detail", pk, made[0].pk)
    template, values = "cases/calls/new.html", {"form": form, "version": version}
    return show(request, opened, template, "calls", status_of(form), **values)


def _call_form(request: HttpRequest, opened: CasePage, version: ScaleUpRequest) -> CallForm:
    fits = fits_of(opened.case, board_for(opened.user, opened.case))
    initial = {
        "profile": opened.case.summary,
        "number": actions.next_number(opened.case),
        "request": version.pk,
    }
    return CallForm(posted(request), case=opened.case, fits=fits, initial=initial)


def _send(opened: CasePage, form: CallForm) -> LocationCall:
    data = form.cleaned_data
    question = actions.Question(
        data["profile"],
        data["message"],
        data["working_days"],
        data["breadth_reason"],
        data["number"],
        data["request"],
    )
    return actions.send_call(opened.actor, opened.case, question, form.invitees())


def _sent(regions: int) -> str:
    return ngettext(
        "%(number)d region is asked; its account managers get a mail with a link.",
        "%(number)d regions are asked; their account managers get a mail with a link.",
        regions,
    ) % {"number": regions}


@require_safe
def detail(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """The answers side by side, a column per region."""
    opened = open_page(request, pk, options=True)
    row = find_call(opened, call)
    return show(request, opened, "cases/calls/detail.html", "calls", **compared(opened, row))


def find_call(opened: CasePage, call: uuid.UUID) -> LocationCall:
    """A call of the case, on a page opened with `options`: the viewer sees it as a whole."""
    rows = LocationCall.objects.visible_to(opened.user).filter(case=opened.case)
    row: LocationCall = get_object_or_404(rows.select_related("request", "sent_by"), pk=call)
    row.case = opened.case
    return row


def find_region(opened: CasePage, call: LocationCall, key: uuid.UUID) -> CallInvitation:
    """One region that was asked in a call."""
    rows = CallInvitation.objects.visible_to(opened.user).filter(call=call)
    rows = rows.select_related("organisation", "answered_by")
    row: CallInvitation = get_object_or_404(rows, pk=key)
    row.call = call
    return row


def _changeable(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> Any:
    """The page and the call, for who changes the case; 404 before 403."""
    opened = open_page(request, pk, options=True)
    row = find_call(opened, call)
    if not opened.may("change_case"):
        raise PermissionDenied
    return opened, row


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """Asks more regions the same."""
    opened, row = _changeable(request, pk, call)
    present = row.invitations.exclude(status=CallInvitation.Status.WITHDRAWN)
    asked = list(present.values_list("organisation_id", flat=True))
    fits = fits_of(opened.case, board_for(opened.user, opened.case), asked)
    values = {"version": row.version, "breadth_reason": row.breadth_reason}
    kept = {"case": opened.case, "fits": fits, "asked": len(asked), "initial": values}
    form = AddRegionsForm(posted(request), **kept)

    def ask_more() -> object:
        data, more = form.cleaned_data, form.invitees()
        reason = data["breadth_reason"]
        return actions.add_regions(opened.actor, row, data["version"], more, reason)

    if carried_out(form, ask_more):
        messages.success(request, _sent(len(form.cleaned_data["region"])))
        return redirect("call-detail", pk, call)
    context = call_context(row) | {"form": form}
    return show(request, opened, "cases/calls/add.html", "calls", status_of(form), **context)


@require_http_methods(READ_OR_WRITE)
def extend(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """A later deadline for all regions, who are all told."""
    opened, row = _changeable(request, pk, call)
    start = {"version": row.version, "extra_days": 5}
    form = ExtendForm(posted(request), case=opened.case, deadline=row.deadline, initial=start)

    def move() -> object:
        data = form.cleaned_data
        return actions.extend_deadline(
            opened.actor, row, data["version"], data["extra_days"], data["reason"]
        )

    if carried_out(form, move):
        messages.success(request, _("The deadline is later; all regions get a mail."))
        return redirect("call-detail", pk, call)
    context = call_context(row) | {"form": form}
    return show(request, opened, "cases/calls/extend.html", "calls", status_of(form), **context)


@require_http_methods(READ_OR_WRITE)
def close(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """Ends a call: what came in counts."""
    return _end(request, pk, call, Status.CLOSED)


@require_http_methods(READ_OR_WRITE)
def withdraw(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """Takes a call back: nobody need answer any more."""
    return _end(request, pk, call, Status.WITHDRAWN)


def _end(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, status: Status) -> HttpResponse:
    opened, row = _changeable(request, pk, call)
    form = ToldForm(posted(request), case=opened.case, initial={"version": row.version})

    def end() -> object:
        data = form.cleaned_data
        return actions.end_call(opened.actor, row, data["version"], status, data["reason"])

    if carried_out(form, end):
        messages.success(request, _("The call has ended; all regions get a mail."))
        return redirect("call-detail", pk, call)
    context = call_context(row) | {"form": form, "closes": status == Status.CLOSED}
    return show(request, opened, "cases/calls/end.html", "calls", status_of(form), **context)


@require_http_methods(READ_OR_WRITE)
def withdraw_region(
    request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, invitation: uuid.UUID
) -> HttpResponse:
    """One region need not answer after all."""
    opened, row = _changeable(request, pk, call)
    asked = find_region(opened, row, invitation)
    start, known = {"version": asked.version}, asked.organisation_id
    form = ToldForm(posted(request), case=opened.case, known=known, initial=start)

    def take_back() -> object:
        data = form.cleaned_data
        return actions.withdraw_invitation(opened.actor, asked, data["version"], data["reason"])

    if carried_out(form, take_back):
        messages.success(request, _("%(name)s need not answer.") % {"name": asked.organisation})
        return redirect("call-detail", pk, call)
    values = call_context(row) | {"form": form, "asked": asked}
    return show(request, opened, "cases/calls/withdraw.html", "calls", status_of(form), **values)
