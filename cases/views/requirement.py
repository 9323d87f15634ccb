"""One must or wish of the draft: add, change, remove, bring back."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import request as actions
from cases.actions.guards import stamp_of
from cases.forms.requirement import RequirementForm
from cases.models import BuildingBlock, Requirement, ScaleUpRequest
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.page import CasePage, open_page, show
from sites.models import Criterion

READ_OR_WRITE = ["GET", "HEAD", "POST"]
DRAFT = ScaleUpRequest.Status.DRAFT
TEMPLATE = "cases/request/requirement.html"


def _find(page: CasePage, row: uuid.UUID) -> Requirement:
    rows = Requirement.objects.visible_to(page.user).select_related("criterion", "request")
    return get_object_or_404(rows, pk=row, request__case=page.case)


def _blocks(page: CasePage) -> list[BuildingBlock]:
    """Building blocks of the draft."""
    rows = BuildingBlock.objects.visible_to(page.user)
    return list(rows.filter(request__case=page.case, request__status=DRAFT))


def _free_criteria(page: CasePage, blocks: list[BuildingBlock]) -> list[Criterion]:
    """Criteria in use that can still be asked, of the whole request or of one of its blocks."""
    rows = Requirement.objects.visible_to(page.user)
    taken = rows.filter(request__case=page.case, request__status=DRAFT)
    counted = Counter(taken.values_list("criterion_id", flat=True))
    active = Criterion.objects.filter(active=True)
    return [criterion for criterion in active if counted[criterion.pk] <= len(blocks)]


def _form(request: HttpRequest, page: CasePage, row: Requirement | None = None) -> RequirementForm:
    """The form of a requirement of the draft, or of a new one."""
    blocks = _blocks(page)
    if row is not None:
        given: dict[str, Any] = {"row": row, "criteria": [], "stamp": stamp_of(row)}
    else:
        given = {"criteria": _free_criteria(page, blocks), "block": request.GET.get("blok", "")}
        given["chosen"] = request.GET.get("criterion", "")
    return RequirementForm(posted(request), company=page.case.company, blocks=blocks, **given)


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new requirement. With ?criterion= the fields of that criterion only."""
    opened = open_page(request, pk, "change_case")
    form = _form(request, opened)
    if request.htmx and request.method == "GET":  # type: ignore[attr-defined]
        return render(request, f"{TEMPLATE}#values", {"form": form})
    if carried_out(
        form, lambda: actions.save_requirement(opened.actor, opened.case, None, form.cleaned_data)
    ):
        messages.success(request, _("The requirement is added."))
        return redirect(_after(request, pk, form))
    return show(request, opened, TEMPLATE, "requirements", status_of(form), form=form)


def _after(request: HttpRequest, pk: uuid.UUID, form: RequirementForm) -> str:
    """Back to the list, or to a next one of the same block."""
    if "another" not in request.POST:
        return reverse("case-requirements", args=[pk])
    block = form.cleaned_data.get("block")
    return reverse("requirement-add", args=[pk]) + (f"?blok={block.pk}" if block else "")


@require_http_methods(READ_OR_WRITE)
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """An existing requirement of the draft; one of a signed version is refused."""
    opened = open_page(request, pk, "change_case")
    found = _find(opened, row)
    form = _form(request, opened, found)
    if carried_out(
        form,
        lambda: actions.save_requirement(
            opened.actor, opened.case, found, form.cleaned_data, form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The requirement is saved."))
        return redirect("case-requirements", pk)
    frozen = found.request.status != DRAFT
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
