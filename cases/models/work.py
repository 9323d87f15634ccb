"""Daily work on a case: tasks, notes and contact moments."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import DutchText, Plain
from cases.models.case import Case
from cases.models.standard import StandardAction
from cases.querysets.parts import TaskQuerySet, VisiblePartQuerySet

LONGEST_TERM = 260  # working days, about a year


class Visibility(models.TextChoices):
    """Who on the case may read something."""

    OWN = "own", _("Own organisation")
    INFORMED = "informed", _("Participants who know the company")
    ALL = "all", _("All participants")


class Task(models.Model):
    """A next action, for a person or an organisation.

    It is due on a day that was agreed, or after a term in working days. The clock of a term stands
    still while the case is on hold or, for the origin, waits on somebody else: then there is no
    date but what was left of the term, so whatever looks at dates finds nothing that is late.
    """

    class Stopped(models.TextChoices):
        """Why the clock of a term stands still: on hold, else whom the case waits on."""

        HOLD = "hold", _("on hold")
        COMPANY = "company", _("the company is to answer")
        REGION = "region", _("a region is to answer")
        GRID = "grid", _("the grid operator is to answer")
        MUNICIPALITY = "municipality", _("a municipality is to answer")
        OTHER = "other", _("somebody else is to answer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("next action"), max_length=200)
    due_on = models.DateField(_("before"), null=True, blank=True)
    term_days = models.PositiveSmallIntegerField(
        _("term (working days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)],
    )
    days_left = models.SmallIntegerField(
        _("working days left while the clock stands still"), null=True, editable=False
    )
    stopped_for = models.CharField(
        _("the clock stands still because"),
        max_length=12,
        choices=Stopped,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    standard = models.ForeignKey(
        StandardAction,
        verbose_name=_("standard action"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tasks",
    )
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
        constraints = [
            models.CheckConstraint(
                condition=Q(days_left__isnull=True, stopped_for="")
                | Q(days_left__isnull=False, due_on__isnull=True, term_days__isnull=False)
                & Q(stopped_for__gt=""),
                name="task_stopped_has_no_date",
                violation_error_message=_("A clock that stands still has a term and no date."),
            ),
            models.UniqueConstraint(
                fields=["case", "standard", "organisation"],
                name="task_standard_once",
                violation_error_message=_("This standard action is on the case already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether the day has passed: the same question as `TaskQuerySet.late`."""
        return self.due_on is not None and self.due_on < timezone.localdate()


class Note(models.Model):
    """A note or contact moment."""

    class Kind(models.TextChoices):
        NOTE = "note", pgettext_lazy("contact", "Note")
        CALL = "call", _("Telephone call")
        MAIL = "mail", _("E-mail")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", pgettext_lazy("contact", "Visit")

    CONTACTS = (Kind.CALL, Kind.MAIL, Kind.MEETING, Kind.VISIT)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    body = models.TextField(_("text"))
    participants = models.TextField(
        _("who were there"),
        blank=True,
        default="",
        db_default="",
        help_text=_("names, one to a line; for who compares regions and the own organisation"),
    )
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
