"""The front page: my day for who follows cases, the dashboard for everybody else."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.models import User
from cases.context import follows_cases
from cases.day import day_of, last_visit
from cases.models import Task
from cases.permissions import can_open_case
from cases.views.who import person


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My day. Provinces and the ministry have no cases: they go to their dashboard."""
    user, actor = person(request), Actor.of(request)
    if not follows_cases(user):
        return redirect("dashboard")
    values = {
        "day": day_of(user, last_visit(user)),
        "just_done": _just_done(user, request.GET.get("klaar", "")),
        "may_open": actor.organisation is not None and can_open_case(user, actor.organisation_id),
    }
    return render(request, "cases/lists/day.html", values)


def _just_done(user: User, key: str) -> Task | None:
    """What the person ticked off on this page a moment ago; the page offers to undo it."""
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return None
    found: Task | None = Task.objects.visible_to(user).filter(pk=pk, done_by=user).first()
    return found
