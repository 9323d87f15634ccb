"""One's own calendar for an agenda elsewhere: the page about its address, and the calendar."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog, User
from cases.actions.calendar import digest_of, make_address, withdraw_address
from cases.calendar_feed import calendar_of
from cases.models import CalendarAddress
from cases.views.attempt import tell

KIND = "calendar"
AN_HOUR = 3600  # seconds
MOST_AN_HOUR = 60  # agendas ask every hour or so
TEMPLATE = "cases/calendar.html"


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Whether there is an address, since when, and when it was read last."""
    return render(request, TEMPLATE, _context(_person(request)))


@require_POST
def calendar_new(request: HttpRequest) -> HttpResponse:
    """Makes an address and shows it, this once: only its digest is kept."""
    user = _person(request)
    path = reverse("calendar-feed", args=[make_address(Actor.of(request))])
    address = request.build_absolute_uri(path)
    return render(request, TEMPLATE, _context(user) | {"address": address})


@require_POST
def calendar_withdraw(request: HttpRequest) -> HttpResponse:
    """The address works no longer."""
    _person(request)
    tell(
        request,
        lambda: withdraw_address(Actor.of(request)),
        _("The calendar address is withdrawn; agendas can no longer read it."),
    )
    return redirect("preferences-calendar")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whose address this is; 404 for one that was withdrawn or never was."""
    rows = CalendarAddress.objects.live().filter(digest=digest_of(token), owner__is_active=True)
    row = rows.select_related("owner").first()
    if row is None:
        raise Http404
    if _too_often(row):
        why = _("Read too often; try again in an hour.")
        return HttpResponse(why, "text/plain; charset=utf-8", 429, headers={"Retry-After": AN_HOUR})
    body = calendar_of(row.owner)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    _note(row)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag, response=response) or response


def _person(request: HttpRequest) -> User:
    user = Actor.of(request).user
    if user is None:
        raise Http404
    return user


def _context(user: User) -> dict[str, object]:
    row = CalendarAddress.objects.visible_to(user).live().first()
    reads = AccessLog.objects.filter(user=user, kind=KIND, object_id=row.pk if row else None)
    return {"row": row, "read_at": reads.values_list("at", flat=True).first() if row else None}


def _too_often(row: CalendarAddress) -> bool:
    key = f"calendar-read:{row.pk}:{int(timezone.now().timestamp()) // AN_HOUR}"
    cache.add(key, 0, AN_HOUR)
    return cache.incr(key) > MOST_AN_HOUR


def _note(row: CalendarAddress) -> None:
    """In the access log, once a day: agendas read it every hour."""
    today = timezone.localdate()
    reads = AccessLog.objects.filter(user=row.owner, kind=KIND, object_id=row.pk)
    if not reads.filter(at__date=today).exists():
        actor = Actor.person(row.owner)
        log_access(actor, AccessLog.Action.DOWNLOADED, KIND, _("calendar"), object_id=row.pk)
