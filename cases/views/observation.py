"""On the site: noting what is seen, and the photos, which never leave but through this check."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_access
from accounts.errors import Conflict
from accounts.models import AccessLog
from cases.actions import observation as actions
from cases.forms.observation import ObservationForm
from cases.forms.work import readers
from cases.models import VisitPhoto, VisitStop
from cases.observing import topics_of
from cases.photos import CONTENT_TYPE
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.page import CasePage, open_page, participants_of, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _stop(opened: CasePage, visit: uuid.UUID, stop: uuid.UUID) -> VisitStop:
    rows = VisitStop.objects.visible_to(opened.user).select_related(
        "visit__case", "candidate__site__municipality", "candidate__site__province", "observed_by"
    )
    found: VisitStop = get_object_or_404(rows, pk=stop, visit=visit, visit__case=opened.case)
    return found


def _form(request: HttpRequest, opened: CasePage, stop: VisitStop) -> ObservationForm:
    initial = {name: getattr(stop, name) for name in actions.SHARED}
    return ObservationForm(
        posted(request),
        request.FILES or None,
        case=opened.case,
        topics=topics_of(opened.user, opened.case, stop),
        readers=readers(opened.case, participants_of(opened)),
        initial=initial | {"stamp": actions.stamp_of_sheet(stop, opened.user)},
    )


@require_http_methods(READ_OR_WRITE)
def observe(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, stop: uuid.UUID) -> HttpResponse:
    """Notes what was seen at one site. Who meets a newer text keeps the own one on the form."""
    opened = open_page(request, pk, "contribute_case")
    found = _stop(opened, visit, stop)
    form = _form(request, opened, found)
    status: int | None = None
    try:
        if form.is_bound and carried_out(form, lambda: _note(opened, found, form)):
            messages.success(request, _("Noted."))
            return redirect("visit-detail", pk, visit)
    except Conflict as conflict:
        status = _meet(opened, found, form, conflict)
    photos = VisitPhoto.objects.visible_to(opened.user).filter(stop=found)
    values: dict[str, Any] = {"form": form, "stop": found, "visit": found.visit, "photos": photos}
    values["meanwhile"] = status is not None
    template = "cases/visit/observe.html"
    return show(request, opened, template, "visits", status or status_of(form), **values)


def _note(opened: CasePage, stop: VisitStop, form: ObservationForm) -> VisitStop:
    return actions.note_sheet(opened.actor, stop, form.cleaned_data["stamp"], form.sheet())


def _meet(opened: CasePage, stop: VisitStop, form: ObservationForm, conflict: Conflict) -> int:
    """Shows what is there now beside what was typed; sending again puts the latter in place."""
    stop.refresh_from_db(fields=[*actions.SHARED, "observed_by", "observed_at"])
    form.add_error(None, str(conflict))
    form.shown_again(actions.stamp_of_sheet(stop, opened.user))
    return 409


# --- Photos --------------------------------------------------------------------------------------


def _photo(opened: CasePage, visit: uuid.UUID, photo: uuid.UUID) -> VisitPhoto:
    rows = VisitPhoto.objects.visible_to(opened.user).select_related("stop__visit__case")
    found: VisitPhoto = get_object_or_404(
        rows, pk=photo, stop__visit=visit, stop__visit__case=opened.case
    )
    return found


@require_safe
def photo(
    request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, photo: uuid.UUID
) -> HttpResponseBase:
    """The photo itself; who looked at it is logged."""
    opened = open_page(request, pk)
    row = _photo(opened, visit, photo)
    answer = _delivered(row.file)
    log_access(
        opened.actor,
        AccessLog.Action.DOWNLOADED,
        "photo",
        opened.case.code_name,
        object_id=row.pk,
        case_id=opened.case.pk,
    )
    return answer


@require_safe
def photo_small(
    request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, photo: uuid.UUID
) -> HttpResponseBase:
    """The small picture that pages show."""
    opened = open_page(request, pk)
    return _delivered(_photo(opened, visit, photo).small)


def _delivered(stored: Any) -> FileResponse:
    """To be looked at here and kept nowhere, under a name that says nothing."""
    try:
        stream = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(stream, filename="foto.jpg", content_type=CONTENT_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def photo_remove(
    request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID, photo: uuid.UUID
) -> HttpResponse:
    """Takes a photo of one's own organisation away."""
    opened = open_page(request, pk, "contribute_case")
    row = _photo(opened, visit, photo)
    if not actions.owns_photo(opened.user, row):
        raise PermissionDenied
    tell(request, lambda: actions.remove_photo(opened.actor, row), _("The photo is removed."))
    return redirect("visit-observe", pk, visit, row.stop_id)
