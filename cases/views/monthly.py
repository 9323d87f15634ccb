"""The monthly update of a case: those that were written, and the form of one month."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict
from cases.actions.monthly import write_update
from cases.forms.monthly import MonthlyForm
from cases.models import Draft, MonthlyUpdate
from cases.monthly import due_on, happened_in, month_name, month_of, month_slug, proposal
from cases.views.attempt import carried_out, posted, status_of
from cases.views.drafts import Keeping
from cases.views.monthly_context import monthly_context, own_tasks, updates_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _opened(request: HttpRequest, pk: uuid.UUID, permission: str | None = None) -> CasePage:
    """The case, for who may read its updates; others find nothing here."""
    page = open_page(request, pk)
    if updates_of(page) is None:
        raise Http404
    return page if permission is None else open_page(request, pk, permission)


@require_safe
def index(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every update of the case, newest first, and what is asked now."""
    page = _opened(request, pk)
    values = monthly_context(page)
    return show(request, page, "cases/monthly/index.html", "overview", **values)


@require_http_methods(READ_OR_WRITE)
def write(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """The update of a month: the one that is asked, or a correction. When a colleague was first,
    both texts are shown and nothing is lost."""
    page = _opened(request, pk, "change_case")
    day, there = _of_month(page, month)
    kept = Keeping(page, Draft.Form.MONTHLY, month, there.version if there else 0)
    form, conflict = _form(request, page, day, there, kept), ""
    try:
        if form.is_bound and carried_out(form, lambda: _save(page, day, form)):
            messages.success(request, _("The monthly update is saved."))
            return redirect("case-monthly", pk)
        status = status_of(form)
    except Conflict as error:
        conflict, status = str(error), 409
        there = MonthlyUpdate.objects.visible_to(page.user).get(case=page.case, month=day)
        form = _again(page, form, there)
    values = {"form": form, "update": there, "conflict": conflict, **_beside(page, day)}
    return show(
        request, page, "cases/monthly/write.html", "overview", status, **kept.context, **values
    )


def _of_month(page: CasePage, slug: str) -> tuple[datetime.date, MonthlyUpdate | None]:
    """The month of an address and what was written of it; 404 when neither there nor asked."""
    day, found = month_of(slug), monthly_context(page)
    there = next((row for row in found["updates"] if row.month == day), None)
    if day is None or (
        there is None and not (found["asked"].is_open and found["asked"].month == day)
    ):
        raise Http404
    return day, there


def _form(
    request: HttpRequest,
    page: CasePage,
    day: datetime.date,
    there: MonthlyUpdate | None,
    kept: Keeping,
) -> MonthlyForm:
    """As posted, as begun before, or as proposed from what happened."""
    initial = kept.initial
    if not initial and there is None:
        initial = proposal(happened_in(page.user, page.case, day), own_tasks(page))
    instance = there and MonthlyUpdate.objects.visible_to(page.user).get(pk=there.pk)
    if request.method == "POST" and request.POST.get("version") in ("", "0"):
        instance = None  # it was not there when this was begun: the action says who was first
    return MonthlyForm(
        posted(request), instance=instance, initial=initial, company=page.case.company
    )


def _again(page: CasePage, form: MonthlyForm, there: MonthlyUpdate) -> MonthlyForm:
    """What was typed, on top of the update as it is now."""
    initial = form.cleaned_data | {"version": there.version}
    return MonthlyForm(instance=there, initial=initial, company=page.case.company)


def _save(page: CasePage, day: datetime.date, form: MonthlyForm) -> None:
    data = form.cleaned_data
    values = {name: data.get(name, "") for name in ("colour", "reason", "done", "ahead", "why")}
    write_update(page.actor, page.case, day, data["version"] or 0, values)


def _beside(page: CasePage, day: datetime.date) -> dict[str, Any]:
    """What stands beside the form."""
    return {
        "month": day,
        "month_name": month_name(day),
        "slug": month_slug(day),
        "events": happened_in(page.user, page.case, day),
        "due_on": due_on(day),
        "overdue": timezone.localdate() > due_on(day),
    }
