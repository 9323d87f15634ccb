"""The invitation to a visit, its changes and its cancel: a code name, a time and a link.

Where it goes and who comes along stands behind the link, for who may see it.
"""

import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.icalendar import Event, calendar
from cases.models import SiteVisit
from cases.visit_sight import VisitSight, sight_for, sight_left

SUBJECTS: dict[str, Any] = {
    "request": gettext_lazy("Invitation to a site visit"),
    "update": gettext_lazy("A site visit was changed"),
    "cancel": gettext_lazy("A site visit was cancelled"),
    "left": gettext_lazy("Your organisation no longer hosts a site visit"),
}


def find_visit(key: str) -> SiteVisit | None:
    """The visit with everything that a mail shows."""
    rows = SiteVisit._default_manager.select_related("case__account_manager", "host")
    return rows.filter(pk=key).first()


def visit_event(
    visit: SiteVisit,
    sight: VisitSight,
    *,
    cancelled: bool = False,
    attendee: str = "",
    changed_at: datetime.datetime | None = None,
) -> Event:
    """The visit, as far as somebody may know it, as an appointment that says nothing but the code
    name, the time and a link. `changed_at` is asked for when it is not given."""
    return Event(
        uid=f"{visit.pk}@brandpunt",
        sequence=visit.version,
        starts_at=sight.starts_at,
        ends_at=sight.ends_at,
        changed_at=changed_at or _changed_at(visit),
        summary=_("Site visit %(code_name)s") % {"code_name": visit.case.code_name},
        url=visit_link(visit),
        cancelled=cancelled or visit.status == SiteVisit.Status.CANCELLED,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if attendee else "",
        attendee=attendee,
    )


def _changed_at(visit: SiteVisit) -> datetime.datetime:
    dates = visit.history.order_by("-history_id").values_list("history_date", flat=True)
    found: datetime.datetime = dates.first() or visit.starts_at
    return found


def visit_link(visit: SiteVisit) -> str:
    """The page of the visit."""
    page = reverse("visit-detail", args=[visit.case_id, visit.pk])
    return settings.BASE_URL.rstrip("/") + page


def kind_of(visit: SiteVisit, *, left: bool = False, joined: bool = False) -> str:
    """Which of SUBJECTS tells how the visit is now, to who left it or has just joined it."""
    if left:
        return "left"
    if visit.status == SiteVisit.Status.CANCELLED:
        return "cancel"
    return "request" if joined or visit.version == 1 else "update"


def visit_mail(
    visit: SiteVisit, person: User, *, left: bool = False, joined: bool = False
) -> EmailMultiAlternatives:
    """The mail to one person, in their language, with the appointment for their agenda."""
    kind = kind_of(visit, left=left, joined=joined)
    sight = sight_left(visit) if left else sight_for(visit, person)
    with translation.override(person.language):
        context: dict[str, Any] = {
            "kind": kind,
            "subject": str(SUBJECTS[kind]),
            "sight": sight,
            "case": visit.case,
            "person": person,
            "link": visit_link(visit),
        }
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("cases/visit/mail.txt", context),
            to=[person.email],
        )
        message.attach_alternative(render_to_string("cases/visit/mail.html", context), "text/html")
        event = visit_event(visit, sight, cancelled=left, attendee=person.email)
    method = "CANCEL" if event.cancelled else "REQUEST"
    message.attach_alternative(
        calendar(event).decode(), f'text/calendar; method={method}; charset="utf-8"'
    )
    return message
