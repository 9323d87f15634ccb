"""Default weights on the draft: choose a set, see what it does, divide it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases import weighing
from cases.actions.request import content_stamp
from cases.actions.weights import apply_weights
from cases.forms.request import WeightsForm
from cases.models import Requirement, ScaleUpRequest, WeightTemplate
from cases.views.attempt import carried_out, status_of
from cases.views.page import CasePage, open_page, show


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The weights as a set (?sjabloon=) would make them; a post keeps them."""
    opened = open_page(request, pk, "change_case")
    rows = ScaleUpRequest.objects.visible_to(opened.user).filter(case=opened.case)
    draft: ScaleUpRequest = get_object_or_404(rows, status=ScaleUpRequest.Status.DRAFT)
    templates = weighing.templates()
    first = weighing.suggested(opened.case, templates)
    asked = request.POST if request.method == "POST" else request.GET
    given = asked if "sjabloon" in asked else {"sjabloon": first.pk if first else ""}
    form = WeightsForm(given, templates=templates)
    if request.method == "POST" and carried_out(form, lambda: _keep(request, opened, form)):
        return redirect("case-requirements", pk)
    values = _preview(opened, draft, form) | {"form": form, "suggested": first, "draft": draft}
    template = "cases/request/weights.html"
    return show(request, opened, template, "requirements", status_of(form), **values)


def _keep(request: HttpRequest, opened: CasePage, form: WeightsForm) -> None:
    values = form.cleaned_data
    changed = apply_weights(opened.actor, opened.case, values["sjabloon"], values["stamp"])
    words = ngettext("%(count)d weight is changed.", "%(count)d weights are changed.", changed)
    nothing = _("The weights were like this already.")
    messages.success(request, words % {"count": changed} if changed else nothing)


def _preview(opened: CasePage, draft: ScaleUpRequest, form: WeightsForm) -> dict[str, Any]:
    """Each scored requirement with its weight before and after, and what is left over."""
    rows = list(
        Requirement.objects.visible_to(opened.user)
        .filter(request=draft)
        .select_related("criterion", "block")
        .order_by("criterion__position", F("block__position").asc(nulls_first=True))
    )
    values: dict[str, Any] = {"now": weighing.total(rows), "stamp": content_stamp(draft)}
    template: WeightTemplate | None = form.cleaned_data.get("sjabloon") if form.is_valid() else None
    if template is not None:
        weighed = weighing.weigh(rows, template)
        values |= {"chosen": template, "weighed": weighed}
        values["sum"] = weighing.summed((i.row.criterion_id, i.weight) for i in weighed)
        values["silent"] = any(item.weight == 0 for item in weighed)
        values["unused"] = weighing.unused(rows, template)
    return values
