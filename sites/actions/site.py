"""Changes to sites and plots by the organisation that serves the area."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import explain_change, lock_version
from accounts.errors import Conflict, Refused
from sites.models import Plot, Site
from sites.permissions import can_edit_site


def require_editor(actor: Actor, site: Site) -> None:
    """Raises PermissionDenied unless the actor's person serves the site, or it is the system."""
    if actor.user is not None and not can_edit_site(actor.user, site):
        raise PermissionDenied


@transaction.atomic
def add_site(actor: Actor, site: Site, reason: str = "") -> Site:
    """Adds a site that is not in the register. Raises PermissionDenied outside the own area."""
    _place(site)
    require_editor(actor, site)
    return actor.save(site, reason)


@transaction.atomic
def change_site(
    actor: Actor, pk: uuid.UUID, version: int, values: dict[str, Any], reason: str = ""
) -> Site:
    """Changes columns of a site.

    Raises Conflict when somebody was first, PermissionDenied when the site lies in, or would move
    to, an area of somebody else.
    """
    site = lock_version(Site, pk, version)
    require_editor(actor, site)
    for name, value in values.items():
        setattr(site, name, value)
    if "municipality" in values:
        _place(site)
        require_editor(actor, site)
    return actor.save(site, reason)


def _place(site: Site) -> None:
    """Region and province follow from the municipality."""
    if site.municipality is not None:
        site.region_id = site.municipality.region_id
        site.province_id = site.municipality.province_id
        site.municipality_note = ""


def stamp(plot: Plot) -> int:
    """The newest history row of a plot: what a form was filled in against."""
    return int(plot.history.values_list("history_id", flat=True).first() or 0)


@transaction.atomic
def add_plot(actor: Actor, plot: Plot) -> Plot:
    """Adds a plot to a site."""
    require_editor(actor, plot.site)
    return actor.save(plot)


@transaction.atomic
def change_plot(actor: Actor, pk: uuid.UUID, seen: int, values: dict[str, Any]) -> Plot:
    """Changes a plot. `seen` is its stamp when the form was made. Raises Conflict."""
    plot = _locked_plot(actor, pk)
    if stamp(plot) != seen:
        raise Conflict(explain_change(plot))
    for name, value in values.items():
        setattr(plot, name, value)
    return actor.save(plot)


@transaction.atomic
def remove_plot(actor: Actor, pk: uuid.UUID, reason: str) -> None:
    """Removes a plot; the history keeps it. Raises Refused when something leans on it."""
    plot = _locked_plot(actor, pk)
    try:
        with transaction.atomic():
            actor.delete(plot, reason)
    except ProtectedError as error:
        raise Refused(_("This plot is used in a case and cannot be removed.")) from error


def _locked_plot(actor: Actor, pk: uuid.UUID) -> Plot:
    plot = Plot.objects.select_for_update(of=("self",)).select_related("site").get(pk=pk)
    require_editor(actor, plot.site)
    return plot
