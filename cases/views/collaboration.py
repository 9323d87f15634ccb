"""Participants: who is on a case, why, and what each may know. Sharing is confirmed first."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, Organisation
from accounts.models.organisation import Role
from cases.actions import sharing as actions
from cases.actions.guards import stamp_of
from cases.forms.collaboration import EndForm, InviteForm, ParticipantForm
from cases.models import CaseParticipant, Disclosure
from cases.sight import sight_of
from cases.tasks import queue_announcement
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MANAGE = "manage_participants"


def _participants(page: CasePage) -> Any:
    rows = CaseParticipant.objects.visible_to(page.user).filter(case=page.case)
    return rows.select_related("organisation", "invited_by")


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The organisations on the case that this viewer may know of."""
    opened = open_page(request, pk)
    rows = _participants(opened)
    left = rows.filter(ended_at__isnull=False) if opened.case.knows_options else []  # type: ignore[attr-defined]
    return show(
        request,
        opened,
        "cases/collaboration/page.html",
        "participants",
        participants=rows.current(),
        left=left,
    )


@require_http_methods(READ_OR_WRITE)
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts an organisation on the case, after a page that says what leaves the house."""
    opened = open_page(request, pk, MANAGE)
    present = _participants(opened).current().values("organisation_id")
    free = Organisation.objects.on_cases().exclude(pk__in=present).order_by("name")
    form = InviteForm(posted(request), organisations=free)
    if form.is_valid() and "confirmed" not in request.POST:
        return _confirm(request, opened, form, form.cleaned_data["organisation"])
    shared: list[actions.Shared] = []
    if carried_out(
        form,
        lambda: shared.append(
            actions.share_with_organisation(
                opened.actor, opened.case, form.cleaned_data, queue_announcement
            )
        ),
    ):
        _say(request, shared[0])
        return redirect("case-participants", pk)
    template = "cases/collaboration/invite.html"
    return show(request, opened, template, "participants", status_of(form), form=form)


def _say(request: HttpRequest, shared: actions.Shared) -> None:
    name = shared.participant.organisation.name
    if shared.told:
        text = _("%(name)s is on the case; its people get a message by mail.")
        messages.success(request, text % {"name": name})
    else:
        text = _("%(name)s is on the case, but no mail could be sent: tell them yourself.")
        messages.warning(request, text % {"name": name})


def _confirm(
    request: HttpRequest, opened: CasePage, form: Any, organisation: Organisation
) -> HttpResponse:
    """Says in words what the organisation will be able to see, and who hears of it."""
    values = form.cleaned_data
    people = Membership.objects.active().filter(organisation=organisation)
    return show(
        request,
        opened,
        "cases/collaboration/confirm.html",
        "participants",
        form=form,
        organisation=organisation,
        role=CaseParticipant.Role(values["role"]),
        disclosure=Disclosure(values["disclosure"]),
        sight=sight_of(values["role"], values["disclosure"]),
        readers=people.count(),
        workers=people.exclude(role=Role.READER).count(),
        joins=isinstance(form, InviteForm),
    )


@require_http_methods(READ_OR_WRITE)
def change(request: HttpRequest, pk: uuid.UUID, participant: uuid.UUID) -> HttpResponse:
    """Changes a role or level; more knowledge is confirmed first, less goes at once."""
    opened = open_page(request, pk, MANAGE)
    found = get_object_or_404(_participants(opened).current(), pk=participant)
    form = _participant_form(request, found)
    if form.is_valid() and "confirmed" not in request.POST and _tells_more(found, form):
        return _confirm(request, opened, form, found.organisation)
    if carried_out(
        form,
        lambda: actions.change_share(
            opened.actor, found, form.cleaned_data, form.cleaned_data["stamp"]
        ),
    ):
        messages.success(
            request,
            _("What %(name)s may do and know is changed.") % {"name": found.organisation.name},
        )
        return redirect("case-participants", pk)
    template = "cases/collaboration/change.html"
    values = {"form": form, "participant": found}
    return show(request, opened, template, "participants", status_of(form), **values)


def _participant_form(request: HttpRequest, row: CaseParticipant) -> ParticipantForm:
    names = ("role", "disclosure", "consent_by", "consent_on")
    initial = {name: getattr(row, name) for name in names} | {"stamp": stamp_of(row)}
    return ParticipantForm(posted(request), initial=initial)


def _tells_more(row: CaseParticipant, form: ParticipantForm) -> bool:
    asked = Disclosure(form.cleaned_data["disclosure"])
    return asked.rank > Disclosure(row.disclosure).rank


@require_http_methods(READ_OR_WRITE)
def end(request: HttpRequest, pk: uuid.UUID, participant: uuid.UUID) -> HttpResponse:
    """Takes an organisation off the case."""
    opened = open_page(request, pk, MANAGE)
    found = get_object_or_404(_participants(opened).current(), pk=participant)
    form = EndForm(posted(request))
    if carried_out(
        form, lambda: actions.end_share(opened.actor, found, form.cleaned_data["reason"])
    ):
        text = _("%(name)s sees nothing of this case from now on.")
        messages.success(request, text % {"name": found.organisation.name})
        return redirect("case-participants", pk)
    template = "cases/collaboration/end.html"
    values = {"form": form, "participant": found}
    return show(request, opened, template, "participants", status_of(form), **values)
