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
from cases.actions.documents import add_document
from cases.actions.guards import stamp_of
from cases.chain import chain_of
from cases.consent import ledger_of
from cases.forms.collaboration import EndForm, InviteForm, KnowledgeForm, ParticipantForm
from cases.models import CaseParticipant, Disclosure, Document, Publication, Visibility
from cases.sight import sight_of
from cases.tasks import queue_announcement
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MANAGE = "manage_participants"


def _participants(page: CasePage) -> Any:
    rows = CaseParticipant.objects.visible_to(page.user).filter(case=page.case)
    return rows.select_related("organisation", "invited_by", "consent_document")


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The organisations on the case that this viewer may know of."""
    opened = open_page(request, pk)
    rows = _participants(opened)
    values: dict[str, Any] = {"participants": rows.current()}
    if opened.case.knows_options:  # type: ignore[attr-defined]
        values["left"] = rows.filter(ended_at__isnull=False)
        values["ledger"] = ledger_of(opened.user, opened.case)
    if opened.case.knows_identity:  # type: ignore[attr-defined]
        values["chain"] = chain_of(opened.user, opened.case)
        texts = Publication.objects.visible_to(opened.user)
        values["publication"] = texts.filter(case=opened.case).first()
    template = "cases/collaboration/page.html"
    return show(request, opened, template, "participants", **values)


def _papers(page: CasePage) -> Any:
    """Documents of the case that are a consent and that the viewer may read."""
    rows = Document.objects.visible_to(page.user)
    return rows.filter(case=page.case, kind=Document.Kind.CONSENT)


def _keep_paper(page: CasePage, form: KnowledgeForm) -> None:
    """Stores the consent that came with a valid form, so that the confirmation can name it."""
    upload = form.cleaned_data.get("consent_file")
    if not upload or form.checked is None:
        return
    values = {"kind": Document.Kind.CONSENT, "title": "", "visibility": Visibility.OWN}
    document = add_document(page.actor, page.case, values, upload, form.checked)
    form.keep_paper(document)


@require_http_methods(READ_OR_WRITE)
def invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts an organisation on the case, after a page that says what leaves the house."""
    opened = open_page(request, pk, MANAGE)
    present = _participants(opened).current().values("organisation_id")
    free = Organisation.objects.on_cases().exclude(pk__in=present).order_by("name")
    form = InviteForm(posted(request), request.FILES or None, organisations=free)
    form.offer_documents(_papers(opened))
    if _asks_to_confirm(request, opened, form):
        return _confirm(request, opened, form, form.cleaned_data["organisation"])
    shared: list[actions.Shared] = []
    if carried_out(form, lambda: shared.append(_share(opened, form))):
        _say(request, shared[0])
        return redirect("case-participants", pk)
    template = "cases/collaboration/invite.html"
    return show(request, opened, template, "participants", status_of(form), form=form)


def _asks_to_confirm(request: HttpRequest, page: CasePage, form: KnowledgeForm) -> bool:
    """Whether a valid form was not confirmed yet; its paper is stored by then."""
    if not form.is_valid():
        return False
    _keep_paper(page, form)
    return "confirmed" not in request.POST


def _share(page: CasePage, form: InviteForm) -> actions.Shared:
    values = form.cleaned_data
    return actions.share_with_organisation(page.actor, page.case, values, queue_announcement)


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
    form = _participant_form(request, opened, found)
    if _asks_to_confirm(request, opened, form) and _tells_more(found, form):
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


def _participant_form(
    request: HttpRequest, page: CasePage, row: CaseParticipant
) -> ParticipantForm:
    names = ("role", "disclosure", "consent_by", "consent_on", "consent_document")
    initial = {name: getattr(row, name) for name in names} | {"stamp": stamp_of(row)}
    form = ParticipantForm(posted(request), request.FILES or None, initial=initial)
    form.offer_documents(_papers(page))
    return form


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
