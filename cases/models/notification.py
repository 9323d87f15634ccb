"""Telling people what happened on their cases: in the application, by mail, or not at all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.querysets.notification import NotificationQuerySet, PreferenceQuerySet


class How(models.TextChoices):
    """How somebody wants to hear of a kind of news."""

    NOW = "immediately", _("At once, by mail too")
    DAILY = "daily", _("In the daily overview by mail")
    APP = "app", _("In Brandpunt only")
    NONE = "none", _("Not")


class Notification(models.Model):
    """One thing that one person is told. No words are kept: they are made when somebody reads it,
    from what that person may know by then."""

    class Kind(models.TextChoices):
        MENTIONED = "mentioned", _("Mentioned in a note")
        TASK_GIVEN = "task_given", _("A next action for you")
        TASK_DUE = "task_due", _("A next action is due")
        TASK_LATE = "task_late", _("A next action is too late")
        TASK_DONE = "task_done", _("What you asked another organisation was done")
        UPDATE_DUE = "update_due", _("A monthly update is due")
        UPDATE_LATE = "update_late", _("A monthly update is too late")
        CASE_GIVEN = "case_given", _("You became account manager")
        NOTE_ADDED = "note_added", _("A note or contact moment by somebody else")
        DOCUMENT_ADDED = "document_added", _("A document by somebody else")
        CASE_MOVED = "case_moved", _("A case moved along its road")
        CASE_SHARED = "case_shared", _("A case was shared with your organisation")
        CASE_SHOWN = "case_shown", _("A case was shared with you")
        CALL_ASKED = "call_asked", _("Your organisation is asked for locations")
        CALL_REMINDER = "call_reminder", _("A call for locations waits for your answer")
        CALL_CHANGED = "call_changed", _("A call for locations was extended or ended")
        CALL_ANSWERED = "call_answered", _("A region answered a call for locations")
        CALL_LATE = "call_late", _("A region did not answer in time")
        ANSWER_JUDGED = "answer_judged", _("An answer of your organisation was not taken over")
        VISIT_PLANNED = "visit_planned", _("A site visit was planned")
        VISIT_CHANGED = "visit_changed", _("A site visit was changed")
        VISIT_CANCELLED = "visit_cancelled", _("A site visit was cancelled")
        ADVICE_ASKED = "advice_asked", _("Your organisation is asked for its advice")
        ADVICE_GIVEN = "advice_given", _("An advice on your decision was given")
        DECISION_WAITS = "decision_waits", _("A decision waits for your second reading")
        DECISION_APPROVED = "decision_approved", _("A decision was approved")
        DECISION_RETURNED = "decision_returned", _("A decision came back to be changed")
        SITE_FITS = "site_fits", _("A parked case may be feasible again")

    class Mail(models.TextChoices):
        NONE = "none", _("no mail")
        SOON = "soon", _("within minutes")
        DIGEST = "digest", _("in the daily overview")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notifications")
    about = models.CharField(max_length=12, blank=True)  # see querysets.notification.ABOUT
    about_id = models.UUIDField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # What one action told one person at once is one line, however many cases it was about.
    batch = models.UUIDField()
    once = models.CharField(max_length=60, blank=True)  # what must not be told twice
    created_at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read on"), null=True)
    mail = models.CharField(_("by mail"), max_length=6, choices=Mail, default=Mail.NONE)
    delivery = models.ForeignKey(
        "MailDelivery", on_delete=models.SET_NULL, null=True, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notification_of"),
            models.Index(
                fields=["recipient", "batch", "kind"],
                name="notification_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(
                fields=["mail", "recipient", "created_at"],
                name="notification_to_mail",
                condition=Q(delivery__isnull=True) & ~Q(mail="none"),
            ),
            models.Index(fields=["read_at"], name="notification_read"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "once"],
                name="notification_told_once",
                condition=~Q(once=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class NotificationPreference(models.Model):
    """How one person wants to hear of one kind of news; without a row the default holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Notification.Kind)
    how = models.CharField(_("how"), max_length=12, choices=How)

    objects = PreferenceQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.how}"


class MailDelivery(models.Model):
    """One mail to one person: what became of it, and how often it was tried.

    Of notifications, or about one thing that goes at once (`what`, with the keys of what it is
    about in `arguments`; see cases.direct_mail). `once` is what is never mailed to somebody twice.
    """

    class What(models.TextChoices):
        NEWS = "", _("notifications")
        CALL = "call", _("call for locations")
        VISIT = "visit", _("site visit")
        SHARED = "shared", _("shared case")
        FEASIBLE = "feasible", _("site that fits again")
        TOKEN = "token", _("API token that ends")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        CLAIMED = "claimed", _("Being made")
        HANDED = "handed", _("Being handed over")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing left to tell")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        on_delete=models.CASCADE,
        related_name="mail_deliveries",
    )
    what = models.CharField(
        _("about"), max_length=10, choices=What, blank=True, default="", db_default=""
    )
    arguments = models.JSONField(null=True)
    once = models.CharField(max_length=160, blank=True, default="", db_default="")
    digest_of = models.DateField(_("daily overview of"), null=True)
    kinds = models.JSONField(_("kinds"), default=list)
    count = models.PositiveIntegerField(_("notifications"), default=0)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    due_at = models.DateTimeField(_("not before"))
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    reason = models.CharField(_("what went wrong"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["status", "due_at"],
                name="delivery_to_do",
                condition=Q(status__in=("queued", "claimed", "handed")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "digest_of"],
                name="one_digest_a_day",
                condition=Q(digest_of__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["recipient", "once"],
                name="mail_sent_once",
                condition=~Q(once=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.created_at:%Y-%m-%d %H:%M}: {self.status}"
