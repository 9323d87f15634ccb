"""The front page: my day for who follows cases, the dashboard for everybody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from cases.context import follows_cases
from cases.day import day_of, last_visit
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
        "may_open": actor.organisation is not None and can_open_case(user, actor.organisation_id),
    }
    return render(request, "cases/lists/day.html", values)
