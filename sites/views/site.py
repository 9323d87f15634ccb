"""The page of one site, and changes to it by who serves its area."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.models import User
from accounts.posted import posted
from regions.models import ServiceArea
from sites.actions.site import add_site, change_site
from sites.answers import Answer, answers_of
from sites.changes import events_of
from sites.forms.site import SiteForm
from sites.models import Site
from sites.permissions import can_add_site, can_edit_site

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def person(request: HttpRequest) -> User:
    """The signed-in person; LoginRequiredMiddleware sees to it that there is one."""
    user = Actor.of(request).user
    if user is None:
        raise PermissionDenied
    return user


def open_site(request: HttpRequest, pk: uuid.UUID) -> Site:
    """The site of an address. Raises 404."""
    sites = Site.objects.visible_to(person(request)).for_detail()
    site: Site = get_object_or_404(sites, pk=pk)
    return site


def editable_site(request: HttpRequest, pk: uuid.UUID) -> Site:
    """A site that the person may change. Raises 404 or PermissionDenied."""
    site = open_site(request, pk)
    if not can_edit_site(person(request), site):
        raise PermissionDenied
    return site


@require_safe
def site_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything known about a site."""
    site = open_site(request, pk)
    answers = answers_of(site)
    context = {
        "site": site,
        "groups": grouped(answer for answer in answers if answer.known),
        "unknown": grouped(answer for answer in answers if not answer.known),
        "stale": sum(answer.stale for answer in answers),
        "plots": site.plots.all(),
        "events": events_of(site),
        "served_by": who_serves(site),
        "may_edit": can_edit_site(person(request), site),
        "tiles": settings.TILE_URL,
    }
    return render(request, "sites/detail.html", context)


def grouped(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Answers by the group of their criterion, in the order of the catalogue."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(str(answer.criterion.get_group_display()), []).append(answer)
    return groups


def who_serves(site: Site) -> list[ServiceArea]:
    """Organisations that work for the site's area today, the region's own first."""
    if site.province_id is None:
        return []
    areas = ServiceArea.objects.current().filter(
        Q(region__isnull=True) | Q(region=site.region_id), province=site.province_id
    )
    return list(areas.select_related("organisation", "region").order_by("region"))


@require_http_methods(READ_OR_WRITE)
def site_new(request: HttpRequest) -> HttpResponse:
    """A site that the register does not have."""
    if not can_add_site(person(request)):
        raise PermissionDenied
    form = SiteForm(posted(request), instance=Site())
    if form.is_valid():
        site = add_site(Actor.of(request), form.save(commit=False))
        messages.success(request, _("The site is added."))
        return redirect("site-detail", site.pk)
    return _show_form(request, form, None)


@require_http_methods(READ_OR_WRITE)
def site_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the serving organisation knows of the site."""
    site = editable_site(request, pk)
    form = SiteForm(posted(request), instance=site)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        change_site(Actor.of(request), pk, version, form.values())
        messages.success(request, _("The site is saved."))
        return redirect("site-detail", pk)
    return _show_form(request, form, open_site(request, pk))


def _show_form(request: HttpRequest, form: SiteForm, site: Site | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "site": site}
    status = 422 if form.errors else 200
    return render(request, "sites/form.html", context, status=status)
