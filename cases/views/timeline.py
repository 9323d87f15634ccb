"""Everything that happened to a case, as far as the viewer may know it."""

import datetime
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from cases.timeline import KINDS, Reader, timeline
from cases.views.page import open_page, show


def _moment(text: str) -> datetime.datetime | None:
    """The moment in an address, None when there is none or it makes no sense."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The timeline: one kind or all, from a moment back."""
    opened = open_page(request, pk)
    asked = request.GET.get("soort", "")
    kind = asked if asked in KINDS else ""
    before = _moment(request.GET.get("voor", ""))
    found = timeline(Reader(opened.case, opened.user, frozenset(opened.permissions)), kind, before)
    values: dict[str, Any] = {"found": found, "kinds": KINDS, "kind": kind, "before": before}
    return show(request, opened, "cases/case/timeline.html", "timeline", **values)
