"""Daily work on a case: tasks, notes and contact moments."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import DutchText, Plain
from cases.models.case import Case
from cases.querysets.parts import TaskQuerySet, VisiblePartQuerySet


class Visibility(models.TextChoices):
    """Who on the case may read something."""

    OWN = "own", _("Own organisation")
    INFORMED = "informed", _("Participants who know the company")
    ALL = "all", _("All participants")


class Task(models.Model):
    """A next action, for a person or an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("next action"), max_length=200)
    due_on = models.DateField(_("before"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = TaskQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("next action")
        verbose_name_plural = _("next actions")
        ordering = ["due_on", "created_at"]
        indexes = [
            models.Index(
                fields=["case", "due_on"],
                name="task_open_case",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["assignee", "due_on"],
                name="task_open_assignee",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(  # what is late, without reading the tasks themselves
                fields=["due_on"],
                include=["case", "organisation", "assignee"],
                name="task_open_due",
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """A note or contact moment."""

    class Kind(models.TextChoices):
        NOTE = "note", pgettext_lazy("contact", "Note")
        CALL = "call", _("Telephone call")
        MAIL = "mail", _("E-mail")
        MEETING = "meeting", _("Meeting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    body = models.TextField(_("text"))
    visibility = models.CharField(
        _("who may read this"),
        max_length=10,
        choices=Visibility,
        default=Visibility.OWN,
    )
    occurred_at = models.DateTimeField(_("when"))
    pinned = models.BooleanField(_("on top"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VisiblePartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-occurred_at"]
        indexes = [
            models.Index(fields=["case", "-occurred_at"], name="note_case"),
            models.Index(fields=["created_at"], name="note_new"),
            GinIndex(DutchText("body"), name="note_text"),
            GinIndex(OpClass(Plain("body"), name="gin_trgm_ops"), name="note_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"
