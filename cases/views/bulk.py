"""Several cases at once, with the outcome per case."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actor import Actor
from accounts.models import User
from cases.actions.bulk import change_many
from cases.forms.lists import BulkForm
from cases.models import Case
from cases.permissions import can_open_case
from cases.views.attempt import back_to, status_of
from cases.views.who import person

MOST = 200


@require_POST
def case_bulk(request: HttpRequest) -> HttpResponse:
    """First asks what should happen with the chosen cases, then does it and says how each went."""
    actor, user = Actor.of(request), person(request)
    if actor.organisation is None or not can_open_case(user, actor.organisation_id):
        raise PermissionDenied
    cases = chosen_cases(user, request.POST.getlist("selected"))
    asked = "confirm" in request.POST
    form = BulkForm(request.POST if asked else None, organisation=actor.organisation)
    values: dict[str, Any] = {"cases": cases, "form": form}
    values["back"] = back_to(request, reverse("case-list"))
    if asked and cases and form.is_valid():
        values["results"] = change_many(actor, user, cases, form.cleaned_data)
        values["done"] = sum(result.done for result in values["results"])
    elif asked and not cases:
        form.add_error(None, _("Choose at least one case in the list."))
    return render(request, "cases/lists/bulk.html", values, status=status_of(form))


def chosen_cases(user: User, keys: list[str]) -> list[Case]:
    """The chosen cases that the person sees, at most MOST; anything else is passed over."""
    valid = []
    for key in keys[:MOST]:
        try:
            valid.append(uuid.UUID(key))
        except ValueError:
            continue
    cases = Case.objects.visible_to(user).with_knowledge(user).select_related("company", "origin")
    return list(cases.filter(pk__in=valid).order_by("reference"))
