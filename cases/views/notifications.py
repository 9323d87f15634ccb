"""One's notifications: all of them, opening one, marking them as read, and the bell."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from cases.actions.notifications import mark_read, save_preferences
from cases.forms.notifications import NotificationPreferencesForm
from cases.models import Notification
from cases.notices import lines_of, page_of
from cases.notification_kinds import choices_of
from cases.views.attempt import posted, status_of
from cases.views.who import person

VIEWS = ("unread", "all")


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What the person was told, by day, newest first: unread or all."""
    user, now = person(request), timezone.now()
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else VIEWS[0]
    rows = Notification.objects.visible_to(user)
    rows = rows.unread() if view == "unread" else rows
    page = Paginator(rows.lines(), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = lines_of(user, rows, page.object_list)
    values = {"view": view, "page": page, "now": now.isoformat()}
    return render(request, "cases/notifications/list.html", values)


@require_safe
def open_one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Goes to what a notification is about, and marks its line as read. Mails link here, so that
    an address says nothing of the case."""
    user = person(request)
    row = get_object_or_404(Notification.objects.visible_to(user), pk=pk)
    if row.read_at is None:
        mark_read(user, batch=row.batch)
    return redirect(page_of(row, user))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One line (`batch`), or everything that stood on the page (`until`)."""
    user = person(request)
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        batch = None
    until = _moment(request.POST.get("until", ""))
    if batch or until:
        mark_read(user, batch, until)
    view = "all" if request.POST.get("view") == "all" else "unread"
    return redirect(f"{reverse('notifications')}?view={view}")


def _moment(text: str) -> object:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, for a page that stays open."""
    return render(request, "components/bell.html")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to hear of each kind of news."""
    user = person(request)
    form = NotificationPreferencesForm(posted(request), chosen=choices_of(user))
    if form.is_valid():
        save_preferences(Actor.of(request), user, form.values())
        messages.success(request, _("Your preferences are saved."))
        return redirect("notification-preferences")
    values = {"form": form}
    return render(request, "cases/notifications/preferences.html", values, status=status_of(form))
