"""The invitation to a day of a visit, its changes and its cancel: a code name, a time and a link.

Where it goes and who comes along stands behind the link, for who may see it. A visit of several
days is several appointments, each in a mail of its own: of an invitation with more than one, mail
programs such as Outlook take over the first and leave out the others.
"""

import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.icalendar import Event, calendar
from cases.models import SiteVisit, VisitInvite
from cases.visit_days import Appointment, uid_of
from cases.visit_sight import VisitSight, sight_for

SUBJECTS: dict[str, Any] = {
    "request": gettext_lazy("Invitation to a site visit"),
    "update": gettext_lazy("A site visit was changed"),
    "cancel": gettext_lazy("A site visit was cancelled"),
    "day": gettext_lazy("A day of a site visit was cancelled"),
    "left": gettext_lazy("You are no longer expected at a site visit"),
}


def visit_events(
    visit: SiteVisit, sight: VisitSight, changed_at: datetime.datetime | None = None
) -> list[Event]:
    """The days of a visit that somebody sees, as appointments that say nothing but the code name,
    the time and a link. `changed_at` is asked for when it is not given."""
    at = changed_at or _changed_at(visit)
    off = visit.status == SiteVisit.Status.CANCELLED
    return [_event(visit, day, visit.version, at, cancelled=off) for day in sight.days]


def _event(
    visit: SiteVisit,
    day: Appointment | VisitInvite,
    sequence: int,
    changed_at: datetime.datetime,
    **more: Any,
) -> Event:
    return Event(
        uid=uid_of(visit.pk, day.offset),
        sequence=sequence,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        changed_at=changed_at,
        summary=_("Site visit %(code_name)s") % {"code_name": visit.case.code_name},
        url=visit_link(visit),
        **more,
    )


def _changed_at(visit: SiteVisit) -> datetime.datetime:
    dates = visit.history.order_by("-history_id").values_list("history_date", flat=True)
    found: datetime.datetime = dates.first() or visit.starts_at
    return found


def visit_link(visit: SiteVisit) -> str:
    """The page of the visit."""
    page = reverse("visit-detail", args=[visit.case_id, visit.pk])
    return settings.BASE_URL.rstrip("/") + page


def still_so(invite: VisitInvite) -> bool:
    """Whether the person still sees the day as they are told of it; a day that is taken out is."""
    if invite.withdrawn:
        return True
    visit, person = invite.visit, invite.person
    seen = SiteVisit.objects.visible_to(person).filter(pk=visit.pk)
    if visit.status == SiteVisit.Status.CANCELLED or not seen.exists():
        return False
    day = Appointment(invite.offset, invite.starts_at, invite.ends_at)
    return day in sight_for(visit, person).days


def kind_of(invite: VisitInvite, *, left: bool, joined: bool) -> str:
    """Which of SUBJECTS tells how the day is now, to who left the visit or has just joined it."""
    if left:
        return "left"
    if invite.withdrawn:
        off = invite.visit.status == SiteVisit.Status.CANCELLED
        return "cancel" if off else "day"
    return "request" if joined or invite.visit.version == 1 else "update"


def visit_mail(
    invite: VisitInvite, *, left: bool = False, joined: bool = False
) -> EmailMultiAlternatives:
    """The mail to one person, in their language, with the appointment for their agenda."""
    kind, person, visit = kind_of(invite, left=left, joined=joined), invite.person, invite.visit
    with translation.override(person.language):
        context: dict[str, Any] = {
            "kind": kind,
            "subject": _subject(invite, kind),
            "day": invite,
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
        event = _event(
            visit,
            invite,
            invite.version,
            _changed_at(visit),
            cancelled=invite.withdrawn,
            organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            attendee=person.email,
        )
    method = "CANCEL" if event.cancelled else "REQUEST"
    message.attach_alternative(
        calendar([event]).decode(), f'text/calendar; method={method}; charset="utf-8"'
    )
    return message


def _subject(invite: VisitInvite, kind: str) -> str:
    """With the date: mail programs put mails with the same subject together."""
    date = date_format(timezone.localtime(invite.starts_at), "j F Y")
    return f"{SUBJECTS[kind]}: {date}"
