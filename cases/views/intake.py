"""The entry condition of the pilot: why not here, with evidence, and the reviewer's verdict."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import intake as actions
from cases.actions.guards import stamp_of
from cases.actions.stage import close
from cases.forms.intake import BottleneckForm, FactsForm, NotEligibleForm, VerdictForm
from cases.models import Bottleneck, EligibilityReview, Outcome
from cases.permissions import may_judge
from cases.views.attempt import carried_out, posted, removed_key, status_of, tell
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _review(page: CasePage) -> EligibilityReview:
    """The review of the case; an empty one while nothing was saved."""
    rows = EligibilityReview.objects.visible_to(page.user).filter(case=page.case)
    found: EligibilityReview | None = rows.select_related("reviewer").first()
    return found or EligibilityReview(case=page.case, version=0)


def _bottlenecks(page: CasePage) -> QuerySet[Bottleneck]:
    rows: QuerySet[Bottleneck] = Bottleneck.objects.visible_to(page.user).filter(case=page.case)
    return rows


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything about the entry condition."""
    opened = open_page(request, pk, identity=True)
    review = _review(opened)
    may_edit = opened.may("change_case") and opened.case.is_open
    return show(
        request,
        opened,
        "cases/intake/page.html",
        "intake",
        review=review,
        bottlenecks=_bottlenecks(opened),
        lacking=actions.missing_grounds(opened.case),
        may_edit=may_edit,
        may_judge=opened.case.is_open and may_judge(opened.user, opened.case),
        may_close=may_edit and review.verdict == EligibilityReview.Verdict.REJECTED,
        removed=removed_key(request, Bottleneck, case_id=pk),
    )


@require_http_methods(READ_OR_WRITE)
def facts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The facts of the entry condition."""
    opened = open_page(request, pk, "change_case", identity=True)
    review = _review(opened)
    form = FactsForm(posted(request), initial=FactsForm.initial_of(review))
    if carried_out(
        form,
        lambda: actions.save_facts(
            opened.actor, opened.case, form.facts(), form.cleaned_data["version"]
        ),
    ):
        messages.success(request, _("The entry condition is saved."))
        return redirect("case-intake", pk)
    template = "cases/intake/facts.html"
    return show(request, opened, template, "intake", status_of(form), form=form, review=review)


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new bottleneck."""
    return _edit(request, open_page(request, pk, "change_case", identity=True), None)


@require_http_methods(READ_OR_WRITE)
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """An existing bottleneck."""
    opened = open_page(request, pk, "change_case", identity=True)
    return _edit(request, opened, get_object_or_404(_bottlenecks(opened), pk=row))


def _edit(request: HttpRequest, opened: CasePage, row: Bottleneck | None) -> HttpResponse:
    form = BottleneckForm(
        posted(request), instance=row, initial={"stamp": stamp_of(row)} if row else {}
    )
    if carried_out(
        form,
        lambda: actions.save_bottleneck(
            opened.actor, opened.case, row, form.cleaned_data, form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The bottleneck is saved."))
        return redirect("case-intake", opened.case.pk)
    values = {"form": form, "row": row, "review": _review(opened)}
    return show(
        request, opened, "cases/intake/bottleneck.html", "intake", status_of(form), **values
    )


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Takes a bottleneck away; the page offers to undo it."""
    opened = open_page(request, pk, "change_case", identity=True)
    found = get_object_or_404(_bottlenecks(opened), pk=row)
    back = reverse("case-intake", args=[pk])
    if tell(request, lambda: actions.remove_bottleneck(opened.actor, opened.case, found), ""):
        return redirect(f"{back}?verwijderd={row}")
    return redirect(back)


@require_POST
def restore(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Undoes a removal."""
    opened = open_page(request, pk, "change_case", identity=True)
    tell(
        request,
        lambda: actions.restore_bottleneck(opened.actor, opened.case, row),
        _("The bottleneck is back."),
    )
    return redirect("case-intake", pk)


@require_http_methods(READ_OR_WRITE)
def verdict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The verdict of a reviewer who is not the account manager."""
    opened = open_page(request, pk, identity=True)
    if not (opened.may("change_case") or may_judge(opened.user, opened.case)):
        raise PermissionDenied
    review = _review(opened)
    form = VerdictForm(posted(request), initial={"version": review.version})
    if carried_out(form, lambda: actions.judge(opened.actor, opened.case, **form.cleaned_data)):
        messages.success(request, _("The verdict is recorded."))
        return redirect("case-intake", pk)
    values = {"form": form, "review": review, "bottlenecks": _bottlenecks(opened)}
    values["lacking"] = actions.missing_grounds(opened.case)
    return show(request, opened, "cases/intake/verdict.html", "intake", status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def close_case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Closes a case whose entry condition was rejected."""
    opened = open_page(request, pk, "change_case", identity=True)
    review = get_object_or_404(
        EligibilityReview.objects.visible_to(opened.user),
        case=opened.case,
        verdict=EligibilityReview.Verdict.REJECTED,
    )
    initial = {"reason": review.verdict_reason, "version": opened.case.version}
    form = NotEligibleForm(posted(request), initial=initial)
    if carried_out(
        form,
        lambda: close(opened.actor, opened.case, outcome=Outcome.NOT_ELIGIBLE, **form.cleaned_data),
    ):
        messages.success(request, _("The case is closed as not eligible for the pilot."))
        return redirect("case-detail", pk)
    return show(request, opened, "cases/intake/close.html", "intake", status_of(form), form=form)
