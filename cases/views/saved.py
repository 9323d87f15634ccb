"""Saved views of the list of cases: all of them, a new one, a change, and throwing one away."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from cases.actions.saved import may_remove, may_share, remove_view, save_view
from cases.forms.saved import SavedViewForm
from cases.listing import CaseListing
from cases.models import SavedView
from cases.saved_views import address_of, counted, saved_tabs
from cases.views.attempt import carried_out, posted, status_of
from cases.views.who import person


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """The person's own views and those shared with them, with what each holds."""
    user = person(request)
    rows = [(tab, may_remove(user, tab.view)) for tab in counted(user, saved_tabs(user, most=None))]
    return render(request, "cases/lists/saved_views.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_new(request: HttpRequest) -> HttpResponse:
    """Keeps the list of this address under a name."""
    listing = _asked_for(request, request.GET)
    form = _form(request, {"query": listing.address})
    return _edit(request, form, SavedView())


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another name, other readers, or the list as it is now instead of as it was."""
    view = get_object_or_404(SavedView.objects.visible_to(person(request)), pk=pk)
    if view.owner_id != person(request).pk:
        raise PermissionDenied
    query = _asked_for(request, request.GET).address if request.GET else view.query
    first = {"name": view.name, "shared": view.organisation_id is not None, "query": query}
    form = _form(request, first | {"version": view.version})
    return _edit(request, form, view, changed=query != view.query)


@require_POST
def saved_view_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throws it away; shared views also by a manager of the organisation."""
    view = get_object_or_404(SavedView.objects.visible_to(person(request)), pk=pk)
    if not may_remove(person(request), view):
        raise PermissionDenied
    remove_view(Actor.of(request), view)
    messages.success(request, _("The view “%(name)s” is thrown away.") % {"name": view.name})
    return redirect("saved-views")


def _form(request: HttpRequest, initial: dict[str, Any]) -> SavedViewForm:
    actor = Actor.of(request)
    may = may_share(person(request), actor.organisation)
    return SavedViewForm(posted(request), initial=initial, may_share=may)


def _asked_for(request: HttpRequest, asked: QueryDict) -> CaseListing:
    return CaseListing(person(request), asked)


def _edit(
    request: HttpRequest, form: SavedViewForm, view: SavedView, *, changed: bool = False
) -> HttpResponse:
    kept: list[SavedView] = []

    def keep() -> None:
        values = form.values()
        values["query"] = _asked_for(request, QueryDict(values["query"])).address
        kept.append(save_view(Actor.of(request), view, values, values["version"]))

    if carried_out(form, keep):
        messages.success(request, _("The view is kept."))
        return redirect(address_of(kept[0]))
    listing = _asked_for(request, QueryDict(form["query"].value() or ""))
    values = {"form": form, "view": view, "listing": listing, "changed": changed}
    return render(request, "cases/lists/saved_view.html", values, status=status_of(form))
