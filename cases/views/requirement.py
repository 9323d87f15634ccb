"""One must or wish of the draft: add, change, remove, bring back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import request as actions
from cases.actions.guards import stamp_of
from cases.forms.request import RequirementForm
from cases.models import Requirement, ScaleUpRequest
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.page import CasePage, open_page, show
from sites.models import Criterion

READ_OR_WRITE = ["GET", "HEAD", "POST"]
TEMPLATE = "cases/request/requirement.html"


def _find(page: CasePage, row: uuid.UUID) -> Requirement:
    rows = Requirement.objects.visible_to(page.user).select_related("criterion", "request")
    return get_object_or_404(rows, pk=row, request__case=page.case)


def _free_criteria(page: CasePage) -> list[Criterion]:
    """Criteria in use that the draft does not hold yet."""
    rows = Requirement.objects.visible_to(page.user)
    taken = rows.filter(request__case=page.case, request__status=ScaleUpRequest.Status.DRAFT)
    free = Criterion.objects.filter(active=True).exclude(pk__in=taken.values("criterion_id"))
    return list(free)


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new requirement. With ?criterion= the fields of that criterion only."""
    opened = open_page(request, pk, "change_case")
    form = RequirementForm(
        posted(request),
        company=opened.case.company,
        criteria=_free_criteria(opened),
        chosen=request.GET.get("criterion", ""),
    )
    if request.htmx and request.method == "GET":  # type: ignore[attr-defined]
        return render(request, f"{TEMPLATE}#values", {"form": form})
    if carried_out(
        form, lambda: actions.save_requirement(opened.actor, opened.case, None, form.cleaned_data)
    ):
        messages.success(request, _("The requirement is added."))
        again = "requirement-add" if "another" in request.POST else "case-requirements"
        return redirect(again, pk)
    return show(request, opened, TEMPLATE, "requirements", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """An existing requirement of the draft; one of a signed version is refused."""
    opened = open_page(request, pk, "change_case")
    found = _find(opened, row)
    form = RequirementForm(
        posted(request), company=opened.case.company, criteria=[], row=found, stamp=stamp_of(found)
    )
    if carried_out(
        form,
        lambda: actions.save_requirement(
            opened.actor, opened.case, found, form.cleaned_data, form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The requirement is saved."))
        return redirect("case-requirements", pk)
    frozen = found.request.status != ScaleUpRequest.Status.DRAFT
    values = {"form": form, "row": found, "frozen": frozen}
    return show(request, opened, TEMPLATE, "requirements", status_of(form), **values)


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Takes a requirement out of the draft; the page offers to undo it."""
    opened = open_page(request, pk, "change_case")
    found = _find(opened, row)
    back = reverse("case-requirements", args=[pk])
    if tell(request, lambda: actions.remove_requirement(opened.actor, opened.case, found), ""):
        return redirect(f"{back}?verwijderd={row}")
    return redirect(back)


@require_POST
def restore(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Undoes a removal."""
    opened = open_page(request, pk, "change_case")
    tell(
        request,
        lambda: actions.restore_requirement(opened.actor, opened.case, row),
        _("The requirement is back."),
    )
    return redirect("case-requirements", pk)
