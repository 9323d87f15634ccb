"""Next actions."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import work as actions
from cases.actions.guards import stamp_of
from cases.forms.work import TaskForm
from cases.models import Task
from cases.permissions import may_do_task
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.overview import tasks_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new next action."""
    return _edit(request, open_page(request, pk, "contribute_case"), None)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    """An existing next action."""
    opened = open_page(request, pk, "contribute_case")
    return _edit(request, opened, _task(opened, task))


def _task(opened: CasePage, task: uuid.UUID) -> Task:
    """404 when the viewer does not see it, 403 when it is not theirs to change."""
    rows = Task.objects.visible_to(opened.user).filter(case=opened.case)
    found: Task = get_object_or_404(rows, pk=task)
    if not may_do_task(opened.user, opened.permissions, found):
        raise PermissionDenied
    return found


def _edit(request: HttpRequest, opened: CasePage, task: Task | None) -> HttpResponse:
    first = {"stamp": stamp_of(task)} if task else {"organisation": opened.actor.organisation_id}
    case, user = opened.case, opened.user
    form = TaskForm(posted(request), instance=task, initial=first, case=case, user=user)
    if carried_out(
        form,
        lambda: actions.save_task(
            opened.actor, case, task, form.cleaned_data, form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The next action is saved."))
        return redirect("case-detail", case.pk)
    values = {"form": form, "task": task}
    return show(request, opened, "cases/work/task.html", "overview", status_of(form), **values)


@require_POST
def done(request: HttpRequest, pk: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    """Ticks off; the page offers to undo it."""
    opened = open_page(request, pk, "contribute_case")
    found = _task(opened, task)
    tell(request, lambda: actions.finish_task(opened.actor, opened.case, found), "")
    return _answer(request, opened, str(task))


@require_POST
def undo(request: HttpRequest, pk: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    """Not done after all."""
    opened = open_page(request, pk, "contribute_case")
    found = _task(opened, task)
    tell(request, lambda: actions.undo_task(opened.actor, opened.case, found), "")
    return _answer(request, opened, "")


def _answer(request: HttpRequest, opened: CasePage, done_now: str) -> HttpResponse:
    """The list of next actions for htmx; else back to the page where the button was."""
    if request.htmx:  # type: ignore[attr-defined]
        values = opened.context("overview", **tasks_of(opened, done_now))
        return render(request, "cases/case/tasks.html", values)
    address = request.POST.get("next", "")
    if address and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, request.is_secure()
    ):
        return redirect(address)
    page = reverse("case-detail", args=[opened.case.pk])
    return redirect(f"{page}?klaar={done_now}#tasks" if done_now else f"{page}#tasks")
