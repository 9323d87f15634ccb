"""Plots of a site: added, changed and removed by who serves its area."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from accounts.posted import posted
from sites.actions.site import add_plot, change_plot, remove_plot, stamp
from sites.forms.site import PlotForm, ReasonForm
from sites.models import Plot, Site
from sites.views.site import READ_OR_WRITE, editable_site


def _open(request: HttpRequest, site_pk: uuid.UUID, pk: uuid.UUID) -> tuple[Site, Plot]:
    site = editable_site(request, site_pk)
    plot = get_object_or_404(Plot.objects.select_related("site"), pk=pk, site=site)
    return site, plot


@require_http_methods(READ_OR_WRITE)
def plot_new(request: HttpRequest, site_pk: uuid.UUID) -> HttpResponse:
    """A new plot."""
    site = editable_site(request, site_pk)
    form = PlotForm(posted(request), instance=Plot(site=site))
    if form.is_valid():
        add_plot(Actor.of(request), form.save(commit=False))
        messages.success(request, _("The plot is added."))
        return redirect("site-detail", site_pk)
    return _show(request, form, site, None)


@require_http_methods(READ_OR_WRITE)
def plot_edit(request: HttpRequest, site_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Changes a plot."""
    site, plot = _open(request, site_pk, pk)
    form = PlotForm(posted(request), instance=plot, seen=stamp(plot))
    if form.is_valid():
        change_plot(Actor.of(request), pk, form.cleaned_data["seen"] or 0, form.values())
        messages.success(request, _("The plot is saved."))
        return redirect("site-detail", site_pk)
    return _show(request, form, site, plot)


def _show(request: HttpRequest, form: PlotForm, site: Site, plot: Plot | None) -> HttpResponse:
    context = {"form": form, "site": site, "plot": plot}
    return render(request, "sites/plot_form.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_WRITE)
def plot_remove(request: HttpRequest, site_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Removes a plot, with a reason."""
    site, plot = _open(request, site_pk, pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            remove_plot(Actor.of(request), pk, form.cleaned_data["reason"])
        except Conflict:
            raise
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plot is removed; the history keeps it."))
            return redirect("site-detail", site_pk)
    context = {"form": form, "site": site, "plot": plot}
    return render(request, "sites/plot_remove.html", context, status=422 if form.errors else 200)
