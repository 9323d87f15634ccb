"""Noting what the company said of a visit, and correcting it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions.visit_feedback import save_feedback
from cases.forms.visit_feedback import FeedbackForm
from cases.models import Draft, SiteVisit, VisitFeedback
from cases.views.attempt import carried_out, posted, status_of
from cases.views.drafts import Keeping
from cases.views.page import CasePage, open_page, show
from cases.views.visit import READ_OR_WRITE, visit_of


@require_http_methods(READ_OR_WRITE)
def note(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Notes what somebody of the company said."""
    opened = open_page(request, pk, "change_case", options=True)
    row = visit_of(opened, visit)
    return _form(request, opened, row, VisitFeedback(given_on=timezone.localdate()))


@require_http_methods(READ_OR_WRITE)
def change(
    request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, feedback: uuid.UUID
) -> HttpResponse:
    """Corrects it."""
    opened = open_page(request, pk, "change_case", options=True)
    row = visit_of(opened, visit)
    rows = VisitFeedback.objects.visible_to(opened.user).filter(visit=row)
    return _form(request, opened, row, get_object_or_404(rows, pk=feedback))


def _form(
    request: HttpRequest, page: CasePage, visit: SiteVisit, feedback: VisitFeedback
) -> HttpResponse:
    about = visit if feedback._state.adding else feedback
    kept = Keeping(page, Draft.Form.FEEDBACK, str(about.pk), feedback.version)
    first = {"version": feedback.version} | kept.initial
    form = FeedbackForm(posted(request), instance=feedback, visit=visit, initial=first)

    def carry() -> object:
        data = form.cleaned_data
        # A form without a version is out of date.
        return save_feedback(page.actor, visit, feedback, data["version"] or 0, data)

    if form.is_bound and carried_out(form, carry):
        kept.sent()
        messages.success(request, _("Noted."))
        return redirect("visit-detail", page.case.pk, visit.pk)
    values = kept.context | {"form": form, "visit": visit}
    template = "cases/visit/feedback_form.html"
    return show(request, page, template, "visits", status_of(form), **values)
