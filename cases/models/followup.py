"""What follows a positive decision: milestones, what was realised, and when it is finished."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.querysets.followup import MilestoneQuerySet, RealisedQuerySet
from cases.querysets.parts import OptionPartQuerySet


class Milestone(models.Model):
    """A step towards a site in operation. The planned day stays; what slips gets another day
    with a reason."""

    class Kind(models.TextChoices):
        GRID = "grid", _("Grid connection")
        PERMIT = "permit", _("Permit")
        LAND = "land", _("Land")
        FINANCE = "finance", _("Financing")
        BUILDING = "building", _("Start of building")
        OPERATIONAL = "operational", _("In operation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(_("milestone"), max_length=12, choices=Kind)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("arranged by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    revised_on = models.DateField(_("now expected on"), null=True, blank=True)
    revision_reason = models.CharField(_("why on another day"), max_length=300, blank=True)
    done_on = models.DateField(_("reached on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MilestoneQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="each_milestone_once_per_case"),
            models.CheckConstraint(
                condition=Q(revised_on__isnull=True)
                | (Q(planned_on__isnull=False) & ~Q(revision_reason="")),
                name="revised_milestone_has_reason",
                violation_error_message=_("Say why the day changes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"

    @property
    def expected_on(self) -> datetime.date | None:
        """The day that holds now."""
        return self.revised_on or self.planned_on


class RealisedFigure(models.Model):
    """What a case brought, one year or three years after the decision: one row per case and
    moment, whoever reports it, so that no organisation counts it a second time."""

    class Moment(models.IntegerChoices):
        ONE = 1, _("One year after the decision")
        THREE = 3, _("Three years after the decision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="realised")
    years = models.PositiveSmallIntegerField(_("moment"), choices=Moment)
    measured_on = models.DateField(_("measured on"))
    jobs_new_fte = models.PositiveIntegerField(_("new jobs (fte)"))
    jobs_retained_fte = models.PositiveIntegerField(_("retained jobs (fte)"))
    capex_eur = models.DecimalField(_("investment (€)"), max_digits=14, decimal_places=0)
    area_ha = models.DecimalField(_("land in use (ha)"), max_digits=8, decimal_places=2)
    source = models.CharField(
        _("source"),
        max_length=300,
        help_text=_("Who said so, or where it stands: a year report, a talk with the company."),
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(_("reported on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RealisedQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("realised figure")
        verbose_name_plural = _("realised figures")
        ordering = ["years"]
        constraints = [
            models.UniqueConstraint(fields=["case", "years"], name="realised_once_per_moment"),
            models.CheckConstraint(
                condition=Q(capex_eur__gte=0) & Q(area_ha__gte=0),
                name="realised_not_negative",
                violation_error_message=_("An amount is never below zero."),
            ),
            models.CheckConstraint(condition=~Q(source=""), name="realised_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: +{self.years}"


class FollowUpEnd(models.Model):
    """The follow-up of a case is finished: nothing more is expected. Gone when it goes on."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="follow_up_end")
    reason = models.TextField(_("reason"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("finished on"))

    objects = OptionPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("end of the follow-up")
        verbose_name_plural = _("ends of the follow-up")

    def __str__(self) -> str:
        return f"{self.case_id}"
