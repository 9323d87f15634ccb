"""Visits to candidate sites, and what was seen there."""

import datetime
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.models.matching import Candidate
from cases.querysets.parts import (
    SiteVisitQuerySet,
    VisitFeedbackQuerySet,
    VisitStopQuerySet,
)


class SiteVisit(models.Model):
    """One or more days on which candidate sites are visited with the company."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    # The hours between the first moment and the last, see `cases.visit_days`. With defaults in the
    # database: the release before this one does not write these columns.
    day_starts = ArrayField(
        models.TimeField(),
        verbose_name=_("begin of day 2 and on"),
        default=list,
        db_default=[],
        blank=True,
    )
    day_ends = ArrayField(
        models.TimeField(),
        verbose_name=_("end of the days before the last"),
        default=list,
        db_default=[],
        blank=True,
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    meeting_point = models.CharField(_("meeting point"), max_length=200, blank=True)
    programme = models.TextField(
        _("programme"),
        blank=True,
        help_text=_("Hosts read this: no name of the company."),
    )
    guests = models.TextField(
        _("guests"),
        blank=True,
        help_text=_(
            "Only for organisations that may know the company. Colleagues who stand here by "
            "name or mail address are invited too."
        ),
    )
    conclusion = models.TextField(_("conclusion"), blank=True)
    cancel_reason = models.CharField(_("reason of cancelling"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SiteVisitQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["starts_at"], name="visit_starts_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_start",
                violation_error_message=_("The visit ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="cancelled_visit_has_reason",
                violation_error_message=_("Say why the visit is cancelled."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def days(self) -> int:
        """How many days the visit takes; begun is counted whole."""
        last, first = timezone.localdate(self.ends_at), timezone.localdate(self.starts_at)
        return (last - first).days + 1

    def date_of(self, day: int) -> datetime.date:
        """The date of a day of the visit, counted from 1."""
        return timezone.localdate(self.starts_at) + datetime.timedelta(days=day - 1)


class VisitStop(models.Model):
    """One site on a visit, with what was seen. Scores run from 1 (poor) to 5 (excellent)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="stops")
    candidate = models.ForeignKey(
        Candidate,
        verbose_name=_("site"),
        on_delete=models.PROTECT,
        related_name="stops",
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    # Defaults in the database as well: the release before this one does not write these columns.
    day = models.PositiveSmallIntegerField(_("day of the visit"), default=1, db_default=1)
    arrives_at = models.TimeField(_("arrival"), null=True, blank=True)
    leaves_at = models.TimeField(_("departure"), null=True, blank=True)
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host of this site"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reception = models.CharField(
        _("reception"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Who receives the guests, and where; the host reads this."),
    )
    observation = models.TextField(_("what we saw"), blank=True)
    score = models.PositiveSmallIntegerField(
        _("impression"), null=True, blank=True, help_text=_("1 (poor) to 5 (excellent)")
    )
    follow_up = models.TextField(_("to find out"), blank=True)
    observed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    observed_at = models.DateTimeField(_("noted on"), null=True)

    objects = VisitStopQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["day", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "candidate"],
                name="each_site_once_per_visit",
                violation_error_message=_("This site is already on the programme."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)),
                name="score_from_1_to_5",
                violation_error_message=_("A score lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=Q(day__gte=1),
                name="stop_day_from_1",
                violation_error_message=_("The first day of a visit is day 1."),
            ),
            models.CheckConstraint(
                condition=Q(arrives_at__isnull=True)
                | Q(leaves_at__isnull=True)
                | Q(leaves_at__gt=F("arrives_at")),
                name="stop_leaves_after_arrival",
                violation_error_message=_("The departure lies after the arrival."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.candidate_id}"

    @property
    def date(self) -> datetime.date:
        """On which date the site is visited."""
        return self.visit.date_of(self.day)

    @property
    def hosted_by(self) -> Organisation | None:
        """Who receives at this site: its own host, else that of the visit."""
        return self.host or self.visit.host


class VisitInvite(models.Model):
    """A day of a visit as somebody was last told of it by mail: what stands in their agenda, so
    that a day that is no more theirs can be taken out again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="invites")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit_invites"
    )
    # Days after the first one that this person sees; see `cases.visit_days.uid_of`.
    offset = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    version = models.PositiveIntegerField()  # of the visit, when this was told
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("invitation to a visit")
        verbose_name_plural = _("invitations to a visit")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person", "offset"], name="one_invite_per_day_and_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.person_id}: {self.starts_at:%Y-%m-%d %H:%M}"


ASPECTS = ("sites", "reception", "answers", "programme")


def _aspect(label: StrOrPromise) -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class VisitFeedback(models.Model):
    """What somebody of the company said of a visit afterwards, each aspect from 1 to 5. Only for
    who may know the company, and compares the regions: it may speak of any of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(SiteVisit, on_delete=models.CASCADE, related_name="feedback")
    given_by = models.CharField(_("given by"), max_length=120)
    given_on = models.DateField(_("given on"))
    sites = _aspect(_("the sites"))
    reception = _aspect(_("the reception"))
    answers = _aspect(_("answers to the questions"))
    programme = _aspect(_("the programme"))
    remark = models.TextField(_("remark"), blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VisitFeedbackQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("feedback of the company")
        verbose_name_plural = _("feedback of the company")
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)})
                        for name in ASPECTS
                    )
                ),
                name="feedback_from_1_to_5",
                violation_error_message=_("A score lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=~Q(remark="")
                | Q(*((f"{name}__isnull", False) for name in ASPECTS), _connector=Q.OR),
                name="feedback_says_something",
                violation_error_message=_("Give at least one score, or a remark."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_on:%Y-%m-%d}"

    @property
    def scores(self) -> list[tuple[StrOrPromise, int | None]]:
        """Each aspect by name, with its score."""
        fields = (self._meta.get_field(name) for name in ASPECTS)
        return [(field.verbose_name, getattr(self, field.name)) for field in fields]  # type: ignore[union-attr]
