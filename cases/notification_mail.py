"""The mail with notifications: what kind of news, a code name and a link, nothing confidential."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.models import MailDelivery
from cases.notices import Line, lines_of
from cases.notification_kinds import K

MOST_LINES = 5  # more of them are counted instead of written out


def news_mail(delivery: MailDelivery, person: User, rows: Any) -> EmailMultiAlternatives | None:
    """The mail to one person in their language about visible notifications; None when there are
    none. Its number is that of the delivery, whatever server it passes."""
    with translation.override(person.language):
        lines = lines_of(person, rows, rows.lines())
        if not lines:
            return None
        context = mail_context(delivery, person, lines)
        preferences = context["preferences"]
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string("cases/notifications/mail.txt", context),
            to=[person.email],
            headers={
                "List-Unsubscribe": f"<{preferences}>",
                "Auto-Submitted": "auto-generated",
                "Message-ID": message_id(delivery),
            },
        )
        page = render_to_string("cases/notifications/mail.html", context)
        message.attach_alternative(page, "text/html")
    return message


def message_id(delivery: MailDelivery) -> str:
    """The same each time that it is tried, so that a server can tell."""
    host = urlsplit(settings.BASE_URL).hostname or "brandpunt"
    return f"<{delivery.pk.hex}@{host}>"


def mail_context(delivery: MailDelivery, person: User, lines: list[Line]) -> dict[str, Any]:
    """What the templates show: lines with a link each, or a count per kind when they are many."""
    base = settings.BASE_URL.rstrip("/")
    written = [
        (line, base + reverse("notification-open", args=[line.rows[0].notification.pk]))
        for line in lines[:MOST_LINES]
    ]
    counts = Counter(line.kind for line in lines)
    many = len(lines) > MOST_LINES
    return {
        "subject": subject(delivery, len(lines)),
        "person": person,
        "lines": [] if many else written,
        "counts": [(str(K(kind).label), n) for kind, n in counts.most_common()] if many else [],
        "link": base + reverse("notifications"),
        "preferences": base + reverse("notification-preferences"),
    }


def subject(delivery: MailDelivery, number: int) -> str:
    """Neutral: it stands on screens of telephones."""
    if delivery.digest_of is not None:
        return _("Brandpunt: your daily overview")
    text = ngettext(
        "Brandpunt: %(number)s notification", "Brandpunt: %(number)s notifications", number
    )
    return text % {"number": number}
