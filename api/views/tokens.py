"""The tokens of the organisation one acts for: for its managers. An administrator sees those of all
organisations and may withdraw them, and makes none: a token acts as its organisation."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.models import ApiToken
from accounts.posted import posted
from accounts.querysets import ApiTokenQuerySet
from accounts.tokens import make_token, manages_tokens, withdraw_token, withdraws_tokens
from api.forms import TokenForm
from cases.views.attempt import carried_out, status_of, tell


def _manager(request: HttpRequest) -> Actor:
    """Who manages the organisation that they act for; 403 for everybody else."""
    actor = Actor.of(request)
    if actor.user is None or not manages_tokens(actor.user, actor.organisation_id):
        raise PermissionDenied
    return actor


def _withdrawer(request: HttpRequest) -> Actor:
    """Who may see tokens and withdraw them; 403 for everybody else."""
    actor = Actor.of(request)
    if actor.user is None or not withdraws_tokens(actor.user, actor.organisation_id):
        raise PermissionDenied
    return actor


def _rows(actor: Actor) -> ApiTokenQuerySet:
    """All tokens for an administrator, for others those of the organisation they act for."""
    rows = ApiToken.objects.visible_to(actor.user)
    every = actor.user is not None and actor.user.is_superuser
    return rows if every else rows.filter(organisation=actor.organisation)


@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """Which there are, what they are for, until when, and when they were used last."""
    return _show(request, _withdrawer(request))


def _show(request: HttpRequest, actor: Actor, secret: str = "") -> HttpResponse:
    user = actor.user
    values = {
        "rows": _rows(actor).for_list(),
        "organisation": actor.organisation,
        "every": user is not None and user.is_superuser,
        "manages": user is not None and manages_tokens(user, actor.organisation_id),
        "secret": secret,
    }
    return render(request, "api/tokens.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows it, this once: only its digest is kept."""
    actor = _manager(request)
    form = TokenForm(posted(request))
    made: list[str] = []
    if carried_out(form, lambda: made.append(make_token(actor, form.asked())[1])):
        return _show(request, actor, made[0])
    values = {"form": form, "organisation": actor.organisation}
    return render(request, "api/token_form.html", values, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def token_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks once more, as a system stops working; then the token opens nothing."""
    actor = _withdrawer(request)
    row = get_object_or_404(_rows(actor).select_related("organisation"), pk=pk)
    if request.method == "POST":
        tell(request, lambda: withdraw_token(actor, pk), _("The token is withdrawn."))
        return redirect("api-tokens")
    return render(request, "api/token_withdraw.html", {"row": row})
