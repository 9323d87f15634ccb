"""Targets per figure and year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from cases.permissions import reads_progress
from cases.views.attempt import carried_out, posted, status_of, tell
from reports.actions.targets import remove_target, save_target
from reports.forms import StepForm, TargetForm
from reports.models import Target
from reports.permissions import sets_targets

READ_OR_WRITE = ["GET", "HEAD", "POST"]
CHANGES = 20


@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """Every target, the newest year first, and how they came to be."""
    user = Actor.of(request).user
    if user is None or not reads_progress(user):
        raise PermissionDenied
    changes = Target.history.select_related("history_user").order_by("-history_id")[:CHANGES]
    values = {"rows": Target.objects.all(), "changes": changes, "may": sets_targets(user)}
    return render(request, "reports/progress/targets.html", values)


@require_http_methods(READ_OR_WRITE)
def target_edit(request: HttpRequest, target: int | None = None) -> HttpResponse:
    """A new target, or another value of one."""
    actor = _setter(request)
    found = get_object_or_404(Target, pk=target) if target else None
    form = TargetForm(posted(request), instance=found or Target())

    def carry() -> object:
        data = form.cleaned_data
        return save_target(actor, found, data["version"], data)

    if carried_out(form, carry):
        messages.success(request, _("The target was saved."))
        return redirect("progress-targets")
    values = {"form": form, "target": found}
    return render(request, "reports/progress/target.html", values, status=status_of(form))


@require_POST
def target_remove(request: HttpRequest, target: int) -> HttpResponse:
    """Takes one away."""
    actor = _setter(request)
    found = get_object_or_404(Target, pk=target)
    form = StepForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    tell(request, lambda: remove_target(actor, found, version), _("The target was removed."))
    return redirect("progress-targets")


def _setter(request: HttpRequest) -> Actor:
    actor = Actor.of(request)
    if actor.user is None or not sets_targets(actor.user):
        raise PermissionDenied
    return actor
