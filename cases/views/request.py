"""The requirements of a case: versions, signing off, and what differs between two of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import request as actions
from cases.comparison import compare, compare_blocks
from cases.forms.request import CompareForm, DiscardForm, ReasonForm, SignForm
from cases.models import BuildingBlock, CaseStage, Requirement, ScaleUpRequest
from cases.versions import basis_of
from cases.views.attempt import carried_out, posted, removed_key, status_of
from cases.views.page import CasePage, open_page, show
from cases.weighing import total

READ_OR_WRITE = ["GET", "HEAD", "POST"]
DRAFT, SIGNED = ScaleUpRequest.Status.DRAFT, ScaleUpRequest.Status.SIGNED


def _versions(page: CasePage) -> Any:
    """The versions this viewer sees, newest first."""
    return ScaleUpRequest.objects.visible_to(page.user).filter(case=page.case)


def _requirements(page: CasePage, version: ScaleUpRequest) -> list[Requirement]:
    rows = Requirement.objects.visible_to(page.user).filter(request=version)
    return list(
        rows.select_related("criterion", "block").order_by("block__position", "criterion__position")
    )


def _blocks(page: CasePage, version: ScaleUpRequest | None) -> list[BuildingBlock]:
    rows = BuildingBlock.objects.visible_to(page.user)
    return list(rows.filter(request=version)) if version else []


def _groups(rows: list[Requirement], blocks: list[BuildingBlock]) -> list[dict[str, Any]]:
    """Musts and wishes of the whole request (block None), and of each block."""
    parts: list[BuildingBlock | None] = [None, *blocks]
    level = Requirement.Weightiness
    return [
        {
            "block": part,
            "musts": [row for row in rows if row.block == part and row.level == level.MUST],
            "wishes": [row for row in rows if row.block == part and row.level == level.WISH],
        }
        for part in parts
    ]


def _draft(page: CasePage) -> ScaleUpRequest:
    draft: ScaleUpRequest = get_object_or_404(_versions(page), status=DRAFT)
    return draft


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version (?versie=3; the newest unless said otherwise) and the list of all."""
    opened = open_page(request, pk)
    versions = list(_versions(opened))
    asked = request.GET.get("versie", "")
    shown = next((v for v in versions if str(v.number) == asked), versions[0] if versions else None)
    signed = next((v for v in versions if v.status == SIGNED), None)
    may_edit = opened.may("change_case") and opened.case.is_open
    values: dict[str, Any] = {
        "versions": versions,
        "basis": basis_of(opened.user, opened.case, signed),
        "may_start": may_edit and not any(v.status == DRAFT for v in versions),
        "may_edit": may_edit and shown is not None and shown.status == DRAFT,
    }
    if shown and values["may_edit"]:
        values["removed"] = removed_key(request, Requirement, request_id=shown.pk)
    values |= _shown(opened, shown)
    return show(request, opened, "cases/request/page.html", "requirements", **values)


def _shown(opened: CasePage, version: ScaleUpRequest | None) -> dict[str, Any]:
    """What one version asks, in its parts."""
    rows = _requirements(opened, version) if version else []
    return {
        "shown": version,
        "rows": rows,
        "groups": _groups(rows, _blocks(opened, version)),
        "total": total(rows),
        "has_must": any(row.level == Requirement.Weightiness.MUST for row in rows),
    }


@require_http_methods(READ_OR_WRITE)
def new_version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Starts a draft: the first one empty, a later one as a copy with a reason."""
    opened = open_page(request, pk, "change_case")
    newest = _versions(opened).first()
    form = ReasonForm(posted(request), company=opened.case.company, first=newest is None)
    if carried_out(
        form,
        lambda: actions.start_version(opened.actor, opened.case, form.cleaned_data["reason"]),
    ):
        messages.success(request, _("The draft is ready to be filled."))
        return redirect("case-requirements", pk)
    values: dict[str, Any] = {"form": form, "newest": newest}
    template = "cases/request/new_version.html"
    return show(request, opened, template, "requirements", status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Signs the draft off: from then on it never changes."""
    opened = open_page(request, pk, "change_case", identity=True)
    draft = _draft(opened)
    form = SignForm(posted(request), initial={"stamp": actions.content_stamp(draft)})
    if carried_out(form, lambda: actions.sign(opened.actor, opened.case, **form.cleaned_data)):
        messages.success(request, _("The requirements are signed off."))
        return redirect("case-requirements", pk)
    values = {"form": form, "draft": draft, "rows": _requirements(opened, draft)}
    values["beyond_intake"] = opened.case.stage != CaseStage.INTAKE
    values["reopens"] = opened.case.stage in actions.BEYOND_MATCHING and not opened.case.on_hold
    template = "cases/request/sign.html"
    return show(request, opened, template, "requirements", status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throws the draft away."""
    opened = open_page(request, pk, "change_case")
    draft = _draft(opened)
    form = DiscardForm(posted(request))
    if carried_out(
        form,
        lambda: actions.discard_draft(opened.actor, opened.case, form.cleaned_data["reason"]),
    ):
        messages.success(request, _("The draft is thrown away."))
        return redirect("case-requirements", pk)
    values: dict[str, Any] = {"form": form, "draft": draft}
    template = "cases/request/discard.html"
    return show(request, opened, template, "requirements", status_of(form), **values)


@require_safe
def diff(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What differs between two versions (?van=1&naar=2; the newest two unless said otherwise)."""
    opened = open_page(request, pk)
    versions = _versions(opened)
    numbers = list(versions.values_list("number", flat=True))
    newest = {"naar": numbers[0], "van": numbers[min(1, len(numbers) - 1)]} if numbers else {}
    form = CompareForm(request.GET if "van" in request.GET else newest, versions=versions)
    values = _differences(opened, form) if form.is_valid() else {}
    template = "cases/request/diff.html"
    return show(request, opened, template, "requirements", status_of(form), form=form, **values)


def _differences(opened: CasePage, form: CompareForm) -> dict[str, Any]:
    older, newer = form.cleaned_data["van"], form.cleaned_data["naar"]
    differences = compare(_requirements(opened, older), _requirements(opened, newer))
    return {
        "differences": [d for d in differences if d.kind != "same"],
        "block_changes": compare_blocks(_blocks(opened, older), _blocks(opened, newer)),
        "same": sum(1 for d in differences if d.kind == "same"),
        "newer": newer,
    }
