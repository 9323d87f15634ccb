"""Mails about one thing that go at once, each made from what is true when it goes out: a call for
locations, an appointment, a shared case, a site that fits again. None of them holds more than a
code name and a link. They are recorded and tried again as the mails of notifications are
(cases.actions.deliveries), which name them by the keys of MAKERS.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import ApiToken, User
from accounts.tokens import manages_tokens
from cases.actions.calls import TOLD_AS
from cases.actions.visit_invites import invite_of
from cases.call_mail import call_mail, find_invitation, still_true
from cases.models import CaseParticipant, MailDelivery, Notification, SiteWatch
from cases.notification_kinds import mails_at_once
from cases.permissions import COMPARES, allowed
from cases.visit_mail import still_so, visit_mail

What = MailDelivery.What
Message = EmailMultiAlternatives | None


def made(person: User, what: str, arguments: dict[str, Any]) -> Message:
    """The mail to a person; None when it is not true any more, or not wanted at once."""
    return MAKERS[What(what)](person, **arguments) if person.is_active else None


def _call(person: User, kind: str, invitation: str) -> Message:
    row = find_invitation(invitation)
    if row is None or not still_true(kind, row):
        return None
    if not mails_at_once(person.pk, TOLD_AS.get(kind, Notification.Kind.CALL_CHANGED)):
        return None
    return call_mail(kind, row, person)


def _visit(
    person: User, visit: str, version: int, left: bool, joined: bool, offset: int = 0
) -> Message:
    invite = invite_of(uuid.UUID(visit), person, offset)
    if invite is None or invite.version != version or not still_so(invite):
        return None  # changed again: that change has its own mail
    return visit_mail(invite, left=left, joined=joined)


def _participation(person: User, participant: str) -> Message:
    rows = CaseParticipant._default_manager.select_related("case__origin", "organisation")
    row = rows.filter(pk=participant, ended_at=None).first()
    if row is None or not mails_at_once(person.pk, Notification.Kind.CASE_SHARED):
        return None
    subject = gettext_lazy("A case was shared with your organisation")
    page = reverse("case-detail", args=[row.case_id])
    values = {"participant": row, "case": row.case}
    return _message(person, subject, "cases/collaboration/mail", page, values)


def _feasible(person: User, watch: str) -> Message:
    row = SiteWatch._default_manager.select_related("case__account_manager").get(pk=watch)
    open_hits = row.hits.filter(handled_at=None)
    if row.ended_at or not open_hits.exists() or not allowed(person, COMPARES, row.case):
        return None
    if not mails_at_once(person.pk, Notification.Kind.SITE_FITS):
        return None
    page = reverse("case-watch", args=[row.case_id])
    subject = gettext_lazy("A parked case may be feasible again")
    return _message(person, subject, "cases/watch/mail", page, {"case": row.case})


def _token(person: User, token: str) -> Message:
    """Only while the token works, and to who manages its organisation. A name is free text, so the
    first characters tell which one it is."""
    row = ApiToken.objects.select_related("organisation").filter(pk=token).first()
    if row is None or not row.live or not manages_tokens(person, row.organisation_id):
        return None
    subject = gettext_lazy("An API token ends soon")
    return _message(person, subject, "api/mail_token", reverse("api-tokens"), {"token": row})


def _message(
    person: User, subject: Any, template: str, page: str, values: dict[str, Any]
) -> EmailMultiAlternatives:
    """Text and HTML in the language of the person, with a link to a page of ours."""
    with translation.override(person.language):
        context = values | {"person": person, "link": settings.BASE_URL.rstrip("/") + page}
        message = EmailMultiAlternatives(
            subject=str(subject),
            body=render_to_string(f"{template}.txt", context),
            to=[person.email],
        )
        message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


MAKERS: dict[str, Callable[..., Message]] = {
    What.CALL: _call,
    What.VISIT: _visit,
    What.SHARED: _participation,
    What.FEASIBLE: _feasible,
    What.TOKEN: _token,
}
