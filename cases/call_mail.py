"""The mails about a call for locations: a link, a code name and a date, nothing of the company."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import CallInvitation, LocationCall

SUBJECTS: dict[str, Any] = {
    "asked": _("Your organisation is asked for locations"),
    "reminder": _("Reminder: a call for locations waits for your answer"),
    "overdue": _("The deadline of a call for locations has passed"),
    "extended": _("A call for locations has a later deadline"),
    "closed": _("A call for locations was closed"),
    "withdrawn": _("A call for locations was withdrawn"),
}
WHILE_WAITING = {"asked", "reminder", "overdue"}
_Status = CallInvitation.Status


def find_invitation(key: str) -> CallInvitation | None:
    """The invitation with everything that a mail shows."""
    rows = CallInvitation._default_manager.select_related("call__case__origin", "organisation")
    return rows.filter(pk=key).first()


def still_true(kind: str, invitation: CallInvitation) -> bool:
    """Whether the mail still says how it is, at the moment that it goes out."""
    call = invitation.call
    if kind == "withdrawn":
        return invitation.status == _Status.WITHDRAWN or call.status == kind
    if invitation.status == _Status.WITHDRAWN:
        return False
    if kind == "closed":
        return call.status == LocationCall.Status.CLOSED
    waits = invitation.status in (_Status.WAITING, _Status.DRAFT)
    return call.status == LocationCall.Status.SENT and (waits or kind not in WHILE_WAITING)


def mark_of(kind: str, invitation: CallInvitation) -> str:
    """What makes this mail another one than an earlier one of the same kind."""
    if kind == "asked":
        return invitation.asked_at.isoformat()
    return invitation.call.deadline.isoformat()


def call_mail(kind: str, invitation: CallInvitation, person: User) -> EmailMultiAlternatives:
    """The mail to one person, in their language."""
    with translation.override(person.language):
        context = mail_context(kind, invitation, person)
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("cases/calls/mail.txt", context),
            to=[person.email],
        )
        message.attach_alternative(render_to_string("cases/calls/mail.html", context), "text/html")
    return message


def mail_context(kind: str, invitation: CallInvitation, person: User) -> dict[str, Any]:
    """What the templates of the mail show; the page before sending shows the same."""
    page = reverse("call-inbox")
    if invitation.status != _Status.WITHDRAWN and invitation.pk and invitation.call.case_id:
        page = reverse("call-answer", args=[invitation.call.case_id, invitation.pk])
    return {
        "kind": kind,
        "subject": str(SUBJECTS[kind]),
        "call": invitation.call,
        "case": invitation.call.case,
        "organisation": invitation.organisation,
        "person": person,
        "link": settings.BASE_URL.rstrip("/") + page,
    }
