"""Visits to candidate sites: planning, the page of a visit, its calendar file, observations."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions import visit as actions
from cases.actions.guards import stamp_of
from cases.forms.visit import CancelForm, FinishForm, ObservationForm, VisitForm
from cases.icalendar import Event, calendar
from cases.models import Candidate, SiteVisit, VisitStop
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _stops(page: CasePage) -> Any:
    rows = VisitStop.objects.visible_to(page.user).order_by("position")
    return rows.select_related(
        "candidate__site__municipality", "candidate__site__province", "observed_by"
    )


def _rows(page: CasePage) -> Any:
    """Visits of the case that the viewer may see, each with the stops that the viewer may see."""
    rows = SiteVisit.objects.visible_to(page.user).filter(case=page.case)
    return rows.select_related("host", "case").prefetch_related(
        Prefetch("stops", _stops(page), to_attr="shown_stops")
    )


def _one(page: CasePage, pk: uuid.UUID) -> SiteVisit:
    visit: SiteVisit = get_object_or_404(_rows(page), pk=pk)
    return visit


def _candidates(page: CasePage) -> list[Candidate]:
    """Sites that can be visited: the short list first, then the long list."""
    rows = Candidate.objects.visible_to(page.user).filter(case=page.case)
    listed = rows.exclude(status=Candidate.Status.DROPPED)
    return list(listed.select_related("site").order_by("-status", "site__name"))


@require_safe
def visits(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All visits: what is coming, what was seen, what was called off."""
    opened = open_page(request, pk)
    rows = list(_rows(opened))
    planned = [row for row in reversed(rows) if row.status == SiteVisit.Status.PLANNED]
    past = [row for row in rows if row.status != SiteVisit.Status.PLANNED]
    return show(
        request,
        opened,
        "cases/visit/list.html",
        "visits",
        planned=planned,
        past=past,
        seen=_seen(opened),
        now=timezone.now(),
    )


def _seen(page: CasePage) -> Any:
    """Per site how often it was visited and the mean impression, for whoever may see the stops."""
    noted = Q(observed_at__isnull=False)
    rows = VisitStop.objects.visible_to(page.user).filter(noted, visit__case=page.case)
    grouped = rows.values("candidate__site_id", "candidate__site__name", "candidate__status")
    return grouped.annotate(visits=Count("pk"), impression=Avg("score")).order_by(
        "-impression", "candidate__site__name"
    )


@require_safe
def detail(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """One visit; the host sees it without company and guests."""
    opened = open_page(request, pk)
    row = _one(opened, visit)
    return show(
        request,
        opened,
        "cases/visit/detail.html",
        "visits",
        visit=row,
        begun=row.starts_at <= timezone.now(),
        overlapping=_overlapping(opened, row) if opened.may("change_case") else 0,
    )


def _overlapping(page: CasePage, visit: SiteVisit) -> int:
    """Other visits of the same host in the same hours, as far as the viewer knows of them."""
    if visit.host_id is None or visit.status != SiteVisit.Status.PLANNED:
        return 0
    others = SiteVisit.objects.visible_to(page.user).exclude(pk=visit.pk)
    count: int = others.filter(
        host_id=visit.host_id,
        status=SiteVisit.Status.PLANNED,
        starts_at__lt=visit.ends_at,
        ends_at__gt=visit.starts_at,
    ).count()
    return count


@require_http_methods(READ_OR_WRITE)
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Plans a visit."""
    opened = open_page(request, pk, "change_case")
    form = VisitForm(posted(request), case=opened.case, candidates=_candidates(opened))
    made: list[SiteVisit] = []

    def carry() -> None:
        data = form.cleaned_data
        made.append(actions.plan_visit(opened.actor, opened.case, data, data["stops"]))

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit is planned."))
        return redirect("visit-detail", pk, made[0].pk)
    template = "cases/visit/form.html"
    return show(request, opened, template, "visits", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Changes a planned visit."""
    opened = open_page(request, pk, "change_case")
    row = _one(opened, visit)
    version = _sent_version(request) if request.method == "POST" else row.version
    options = _candidates(opened)
    form = VisitForm(posted(request), instance=row, case=opened.case, candidates=options)

    def carry() -> object:
        data = form.cleaned_data
        return actions.change_visit(opened.actor, row, version, data, data["stops"])

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit was changed."))
        return redirect("visit-detail", pk, visit)
    values = {"form": form, "visit": row, "version": version}
    return show(request, opened, "cases/visit/form.html", "visits", status_of(form), **values)


def _sent_version(request: HttpRequest) -> int:
    """The version that the form was shown with; a form without one is out of date."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() else 0


@require_http_methods(READ_OR_WRITE)
def cancel(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Calls a visit off."""
    opened = open_page(request, pk, "change_case")
    row = _one(opened, visit)
    form = CancelForm(posted(request), case=opened.case, initial={"version": row.version})

    def carry() -> object:
        data = form.cleaned_data
        return actions.cancel_visit(opened.actor, row, data["version"], data["reason"])

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit was cancelled."))
        return redirect("visit-detail", pk, visit)
    template = "cases/visit/cancel.html"
    return show(request, opened, template, "visits", status_of(form), form=form, visit=row)


@require_http_methods(READ_OR_WRITE)
def finish(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """The visit took place; or writes its conclusion again."""
    opened = open_page(request, pk, "change_case")
    row = _one(opened, visit)
    initial = {"version": row.version, "conclusion": row.conclusion}
    form = FinishForm(posted(request), initial=initial)

    def carry() -> object:
        data = form.cleaned_data
        return actions.finish_visit(opened.actor, row, data["version"], data["conclusion"])

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit is noted as done."))
        return redirect("visit-detail", pk, visit)
    template = "cases/visit/finish.html"
    return show(request, opened, template, "visits", status_of(form), form=form, visit=row)


@require_http_methods(READ_OR_WRITE)
def observe(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, stop: uuid.UUID) -> HttpResponse:
    """Notes what was seen at one site."""
    opened = open_page(request, pk, "contribute_case")
    found = get_object_or_404(
        _stops(opened).select_related("visit__case"), pk=stop, visit=visit, visit__case=pk
    )
    initial = {name: getattr(found, name) for name in ("score", "observation", "follow_up")}
    initial["stamp"] = stamp_of(found)
    form = ObservationForm(posted(request), case=opened.case, initial=initial)

    def carry() -> object:
        data = form.cleaned_data
        return actions.note_observation(opened.actor, found, data["stamp"], data)

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("Noted."))
        return redirect("visit-detail", pk, visit)
    values = {"form": form, "stop": found, "visit": found.visit}
    return show(request, opened, "cases/visit/observe.html", "visits", status_of(form), **values)


@require_safe
def ics(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """The visit for an agenda; holds what every host may know and no more."""
    opened = open_page(request, pk)
    row = _one(opened, visit)
    sites = [f"{s.position}. {s.candidate.site}" for s in row.shown_stops]  # type: ignore[attr-defined]
    address = request.build_absolute_uri(reverse("visit-detail", args=[pk, visit]))
    body = calendar(_event(opened, row, sites, address))
    log_access(
        opened.actor,
        AccessLog.Action.DOWNLOADED,
        "visit",
        opened.case.code_name,
        object_id=row.pk,
        case_id=opened.case.pk,
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    name = f"bezoek-{opened.case.reference}-{timezone.localdate(row.starts_at):%Y-%m-%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _event(page: CasePage, visit: SiteVisit, sites: list[str], address: str) -> Event:
    changed = visit.history.order_by("-history_id").values_list("history_date", flat=True).first()
    return Event(
        uid=f"{visit.pk}@brandpunt",
        sequence=visit.version,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        changed_at=changed or timezone.now(),
        summary=_("Site visit %(code_name)s") % {"code_name": page.case.code_name},
        location=visit.meeting_point,
        description="\n".join([*sites, *filter(None, ["", visit.programme])]),
        url=address,
        cancelled=visit.status == SiteVisit.Status.CANCELLED,
    )
