"""One's own preferences, the organisation one acts for, and the accessibility statement."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actor import Actor
from accounts.forms import PreferencesForm
from accounts.middleware import SESSION_KEY


@require_POST
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """From now on the person acts for another of their organisations."""
    user = Actor.of(request).user
    chosen = request.POST.get("organisation", "")
    if user and chosen.isdigit() and int(chosen) in user.organisation_ids:
        request.session[SESSION_KEY] = int(chosen)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "home")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, language, keyboard shortcuts."""
    actor = Actor.of(request)
    form = PreferencesForm(request.POST or None, instance=actor.user)
    if form.is_valid():
        actor.save(form.save(commit=False))
        messages.success(request, _("Your preferences are saved."))
        return redirect("preferences")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement; also for who is not signed in."""
    return render(request, "accessibility.html")
