"""Judging what a region answered: facts of sites, and places on the long list."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.actions import call_review as actions
from cases.forms.calls import ReviewForm
from cases.matching.board import board_for
from cases.models import CallAnswer, CallInvitation, CallProposal
from cases.views.attempt import carried_out, tell
from cases.views.call_context import failing_sites, region_context
from cases.views.calls import find_call, find_region
from cases.views.page import CasePage, open_page, show

TEMPLATE = "cases/calls/region.html"


@require_safe
def region(
    request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, invitation: uuid.UUID
) -> HttpResponse:
    """What one region answered, each part to be judged."""
    opened = open_page(request, pk, options=True)
    row = find_region(opened, find_call(opened, call), invitation)
    return show(request, opened, TEMPLATE, "calls", **region_context(opened, row))


def _judged(
    request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, invitation: uuid.UUID
) -> tuple[CasePage, CallInvitation]:
    opened = open_page(request, pk, options=True)
    row = find_region(opened, find_call(opened, call), invitation)
    if not opened.may("change_case"):
        raise PermissionDenied
    return opened, row


@require_POST
def review(
    request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, invitation: uuid.UUID, answer: uuid.UUID
) -> HttpResponse:
    """Takes one answer over as a fact, or says why not."""
    opened, asked = _judged(request, pk, call, invitation)
    rows = CallAnswer.objects.visible_to(opened.user).filter(invitation=asked)
    row = get_object_or_404(rows.select_related("invitation__call"), pk=answer)
    form = ReviewForm(request.POST)

    def judge() -> object:
        data = form.cleaned_data
        if data["verdict"] == "accept":
            return actions.accept_answer(opened.actor, row, data["stamp"])
        return actions.reject_answer(opened.actor, row, data["stamp"], data["note"])

    if carried_out(form, judge):
        return redirect(f"{reverse('call-region', args=[pk, call, invitation])}#answer-{answer}")
    values: dict[str, Any] = region_context(opened, asked) | {"form": form, "judged": row.pk}
    return show(request, opened, TEMPLATE, "calls", 422, **values)


@require_POST
def accept_all(
    request: HttpRequest, pk: uuid.UUID, call: uuid.UUID, invitation: uuid.UUID
) -> HttpResponse:
    """Takes everything over that was not judged yet."""
    opened, asked = _judged(request, pk, call, invitation)
    facts: list[Any] = []
    if tell(request, lambda: facts.extend(actions.accept_all(opened.actor, asked)), ""):
        words = ngettext(
            "%(number)d answer is now a fact of its site.",
            "%(number)d answers are now facts of their sites.",
            len(facts),
        )
        messages.success(request, words % {"number": len(facts)})
    return redirect("call-region", pk, call, invitation)


@require_POST
def to_longlist(request: HttpRequest, pk: uuid.UUID, call: uuid.UUID) -> HttpResponse:
    """Puts the ticked proposals on the long list, with the region's own motivation."""
    opened = open_page(request, pk, options=True)
    row = find_call(opened, call)
    if not opened.may("change_case"):
        raise PermissionDenied
    sent = CallProposal.objects.visible_to(opened.user).filter(invitation__call=row)
    keys = [key for key in request.POST.getlist("proposal") if _is_key(key)]
    chosen = list(
        sent.filter(pk__in=keys).select_related("site", "plot", "invitation__organisation")
    )
    against = failing_sites(board_for(opened.user, opened.case), chosen)
    made: list[Any] = []

    def put() -> None:
        made.extend(actions.list_proposals(opened.actor, opened.case, chosen, against))

    if tell(request, put, ""):
        _say(request, len(made))
    return redirect("call-detail", pk, call)


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _say(request: HttpRequest, made: int) -> None:
    if not made:
        messages.warning(request, _("Tick the sites to put on the long list."))
        return
    words = ngettext(
        "%(count)d site is now on the long list.",
        "%(count)d sites are now on the long list.",
        made,
    )
    messages.success(request, words % {"count": made})
