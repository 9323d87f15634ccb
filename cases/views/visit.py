"""Visits to candidate sites: the page of a visit and its calendar file."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions import visit as actions
from cases.findings import show_findings
from cases.forms.visit import CancelForm, FinishForm
from cases.icalendar import Event, calendar
from cases.models import Draft, SiteVisit, VisitFeedback, VisitStop
from cases.views.attempt import carried_out, posted, status_of
from cases.views.drafts import Keeping
from cases.views.page import CasePage, open_page, show
from cases.visit_checklist import checklists
from cases.visit_days import uid_of
from cases.visit_overlap import overlaps
from cases.visit_route import RouteDay, route_of
from cases.visit_sight import seen_visits

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _stops(page: CasePage) -> Any:
    rows = VisitStop.objects.visible_to(page.user).order_by("day", "position")
    return rows.select_related(
        "candidate__site__municipality", "candidate__site__province", "observed_by"
    )


def visits_of(page: CasePage, **which: Any) -> list[Any]:
    """Visits of the case that the viewer may see, each with `shown_stops` and `sight`."""
    rows = SiteVisit.objects.visible_to(page.user).filter(case=page.case, **which)
    compared = {page.case.pk} if page.case.knows_options else ()  # type: ignore[attr-defined]
    return seen_visits(rows, page.user, compared)


def visit_of(page: CasePage, pk: uuid.UUID) -> Any:
    """One of them. Raises Http404."""
    found = visits_of(page, pk=pk)
    if not found:
        raise Http404
    return found[0]


@require_safe
def visits(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All visits: what is coming, what was seen, what was called off."""
    opened = open_page(request, pk)
    rows = visits_of(opened)
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
    """One visit; a host sees its own part of it, without company and guests."""
    opened = open_page(request, pk)
    row = visit_of(opened, visit)
    show_findings(opened, row.shown_stops)
    ahead = row.status == SiteVisit.Status.PLANNED
    return show(
        request,
        opened,
        "cases/visit/detail.html",
        "visits",
        visit=row,
        route=route_of(row, row.sight, row.shown_stops),
        checklists=checklists(opened.user, opened.case, row, row.shown_stops) if ahead else {},
        begun=row.starts_at <= timezone.now(),
        feedback=_feedback(opened, row),
        overlaps=overlaps(opened.user, row) if opened.may("change_case") else [],
    )


def _feedback(page: CasePage, visit: SiteVisit) -> list[VisitFeedback]:
    rows = VisitFeedback.objects.visible_to(page.user).filter(visit=visit)
    return list(rows.select_related("noted_by"))


@require_http_methods(READ_OR_WRITE)
def cancel(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Calls a visit off."""
    opened = open_page(request, pk, "change_case")
    row = visit_of(opened, visit)
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
    row = visit_of(opened, visit)
    kept = Keeping(opened, Draft.Form.VISIT, str(visit), row.version)
    initial = {"version": row.version, "conclusion": row.conclusion} | kept.initial
    form = FinishForm(posted(request), initial=initial)

    def carry() -> object:
        data = form.cleaned_data
        return actions.finish_visit(opened.actor, row, data["version"], data["conclusion"])

    if form.is_bound and carried_out(form, carry):
        kept.sent()
        messages.success(request, _("The visit is noted as done."))
        return redirect("visit-detail", pk, visit)
    values = kept.context | {"form": form, "visit": row}
    return show(request, opened, "cases/visit/finish.html", "visits", status_of(form), **values)


@require_safe
def ics(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """The visit for an agenda, each day of it or the one that is asked for; holds what every host
    may know and no more."""
    opened = open_page(request, pk)
    row = visit_of(opened, visit)
    address = request.build_absolute_uri(reverse("visit-detail", args=[pk, visit]))
    days = route_of(row, row.sight, row.shown_stops).days
    asked = [day for day in days if str(day.number) == request.GET.get("dag")]
    body = calendar(_events(row, asked or days, address))
    log_access(
        opened.actor,
        AccessLog.Action.DOWNLOADED,
        "visit",
        opened.case.code_name,
        object_id=row.pk,
        case_id=opened.case.pk,
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    name = f"bezoek-{opened.case.reference}-{(asked or days)[0].date:%Y-%m-%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _events(visit: Any, days: list[RouteDay], address: str) -> list[Event]:
    changed = visit.history.order_by("-history_id").values_list("history_date", flat=True).first()
    told = ["", visit.programme] if visit.programme and visit.sight.leads else []
    return [
        Event(
            uid=uid_of(visit.pk, day.hours.offset),
            sequence=visit.version,
            starts_at=day.hours.starts_at,
            ends_at=day.hours.ends_at,
            changed_at=changed or timezone.now(),
            summary=_("Site visit %(code_name)s") % {"code_name": visit.case.code_name},
            location=visit.meeting_point if visit.sight.leads else "",
            description="\n".join(
                [*(f"{leg.number}. {leg.stop.candidate.site}" for leg in day.legs), *told]
            ),
            url=address,
            cancelled=visit.status == SiteVisit.Status.CANCELLED,
        )
        for day in days
    ]
