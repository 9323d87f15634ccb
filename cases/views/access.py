"""Who can see a case and why, who looked, and the case as an organisation sees it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AccessLog, User
from cases.actions import sharing as actions
from cases.forms.collaboration import EndForm, PersonForm
from cases.models import Case, CaseParticipant, Disclosure
from cases.sight import as_seen_by, level_shown, seen_fields, seen_parts, sight_of
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show
from cases.who import administrators, personal_shares, who_sees

READ_OR_WRITE = ["GET", "HEAD", "POST"]
MANAGE = "manage_participants"


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody who can see the case with the reason, and the log of who looked."""
    opened = open_page(request, pk, MANAGE)
    looks = Paginator(AccessLog.objects.of_case(opened.case.pk), settings.PAGE_SIZE)
    return show(
        request,
        opened,
        "cases/collaboration/access.html",
        "participants",
        seen_by=who_sees(opened.case),
        shares=personal_shares(opened.case),
        administrators=administrators(),
        looks=looks.get_page(request.GET.get("page")),
    )


@require_safe
def preview(request: HttpRequest, pk: uuid.UUID, participant: uuid.UUID) -> HttpResponse:
    """The case as a participant sees it: the same rules, asked for somebody who belongs there."""
    opened = open_page(request, pk, MANAGE)
    rows = CaseParticipant.objects.visible_to(opened.user).current()
    found = get_object_or_404(rows.select_related("organisation"), case=opened.case, pk=participant)
    viewer = as_seen_by(found.organisation)
    seen = Case.objects.visible_to(viewer).for_detail(viewer).filter(pk=pk).first()
    values = {"participant": found, "sight": sight_of(found.role, found.disclosure)}
    if seen is not None:
        level = level_shown(seen)
        values |= {"seen": seen, "level": level, "fields": seen_fields(seen, level)}
        values["parts"] = list(seen_parts(seen, viewer))
    return show(request, opened, "cases/collaboration/preview.html", "participants", **values)


@require_http_methods(READ_OR_WRITE)
def share(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Shares the case with one person, after a page that says what that person will see."""
    opened = open_page(request, pk, MANAGE)
    form = PersonForm(posted(request), case=opened.case)
    if form.is_valid() and "confirmed" not in request.POST:
        values = form.cleaned_data
        sight = sight_of(CaseParticipant.Role.OBSERVER, values["disclosure"])
        context = {"form": form, "person": values["person"], "sight": sight}
        context["disclosure"] = Disclosure(values["disclosure"])
        template = "cases/collaboration/confirm_person.html"
        return show(request, opened, template, "participants", **context)
    if carried_out(form, lambda: _give(opened, form.cleaned_data)):
        text = _("%(name)s can see this case now.")
        messages.success(request, text % {"name": form.cleaned_data["person"].name})
        return redirect("case-access", pk)
    template = "cases/collaboration/share_person.html"
    return show(request, opened, template, "participants", status_of(form), form=form)


def _give(opened: CasePage, values: dict[str, Any]) -> None:
    actions.share_with_person(
        opened.actor,
        opened.case,
        values["person"],
        values["disclosure"],
        values["reason"],
        values["consent_on"],
    )


@require_http_methods(READ_OR_WRITE)
def withdraw(request: HttpRequest, pk: uuid.UUID, person: int) -> HttpResponse:
    """Takes a personal share back."""
    opened = open_page(request, pk, MANAGE)
    users = User.objects.filter(caseuserobjectpermission__content_object=opened.case).distinct()
    user = get_object_or_404(users, pk=person)
    form = EndForm(posted(request))
    if carried_out(
        form,
        lambda: actions.withdraw_from_person(
            opened.actor, opened.case, user, form.cleaned_data["reason"]
        ),
    ):
        text = _("The personal share with %(name)s is withdrawn.")
        messages.success(request, text % {"name": user.name})
        return redirect("case-access", pk)
    template = "cases/collaboration/withdraw.html"
    values = {"form": form, "person": user}
    return show(request, opened, template, "participants", status_of(form), **values)
