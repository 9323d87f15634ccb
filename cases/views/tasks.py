"""Next actions."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import work as actions
from cases.actions.guards import stamp_of
from cases.forms.work import TaskForm
from cases.models import Task
from cases.permissions import may_do_task
from cases.views.attempt import back_to, carried_out, posted, status_of, tell
from cases.views.overview import asks_next, tasks_of
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
    """The list of next actions for htmx; else back to the page where the button was, by way of
    the question what comes next when that was the last action."""
    if request.htmx:  # type: ignore[attr-defined]
        values = opened.context("overview", **tasks_of(opened, done_now))
        return render(request, "cases/case/tasks.html", values)
    page = reverse("case-detail", args=[opened.case.pk])
    back = back_to(request, page)
    told = {"klaar": done_now} if done_now else {}
    if done_now and asks_next(opened):
        query = urlencode(told | ({} if back == page else {"next": back}))
        return redirect(f"{reverse('task-next', args=[opened.case.pk])}?{query}")
    if not told:
        return redirect(f"{back}#tasks")
    return redirect(f"{back}{'&' if '?' in back else '?'}{urlencode(told)}#tasks")
