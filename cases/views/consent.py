"""The company takes its consent back."""

import uuid

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import AccessLog
from cases.actions.guards import stamp_of
from cases.actions.sharing import withdraw_share
from cases.forms.collaboration import WithdrawForm
from cases.models import CaseParticipant, Disclosure
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: uuid.UUID, participant: uuid.UUID) -> HttpResponse:
    """Back to the anonymous profile, with the reason; says what was looked at until now."""
    opened = open_page(request, pk, "manage_participants")
    rows = CaseParticipant.objects.visible_to(opened.user).current().filter(case=opened.case)
    told = rows.exclude(disclosure=Disclosure.PROFILE).exclude(role=CaseParticipant.Role.ORIGIN)
    found = get_object_or_404(told.select_related("organisation"), pk=participant)
    form = WithdrawForm(posted(request), case=opened.case, initial={"stamp": stamp_of(found)})
    if carried_out(form, lambda: withdraw_share(opened.actor, found, **form.cleaned_data)):
        text = _("%(name)s knows the anonymous profile from now on.")
        messages.success(request, text % {"name": found.organisation.name})
        return redirect("case-participants", pk)
    values = {"form": form, "participant": found, "looks": _looks(opened, found)}
    template = "cases/collaboration/withdraw_consent.html"
    return show(request, opened, template, "participants", status_of(form), **values)


def _looks(opened: CasePage, found: CaseParticipant) -> dict[str, object]:
    """How often people of the organisation looked, took or downloaded something, and when last."""
    rows = AccessLog.objects.of_case(opened.case.pk).filter(organisation=found.organisation)
    seen = rows.exclude(action=AccessLog.Action.DISCLOSED)
    return seen.order_by().aggregate(count=Count("pk"), last=Max("at"))
