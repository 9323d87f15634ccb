"""Figures as known on a reference date, kept so that a dashboard is quick; and targets."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from reports.querysets import FigureSnapshotQuerySet, OrganisationFiguresQuerySet


class FigureSnapshot(models.Model):
    """All figures of one area on one reference date; made from history, so it can be made again.

    `values` are whole numbers that only this app may see; `hidden` names the cells that a reader
    who does not see the cases behind them may not get.
    """

    area = models.CharField(_("area"), max_length=5)
    reference_date = models.DateField(_("reference date"))
    technology = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    hidden = models.JSONField(default=list)
    threshold = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField(_("computed on"))

    objects = FigureSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")
        ordering = ["area", "reference_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "technology", "reference_date"], name="figures_once_per_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.reference_date}"


class OrganisationFigures(models.Model):
    """All figures of the own cases of an organisation on one reference date, whole numbers.

    A table of its own, so that nothing that goes over areas (what is hidden, open data, reports,
    the files of provinces) can meet them. Made in one transaction with the areas of that date.
    """

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    reference_date = models.DateField(_("reference date"))
    technology = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField(_("computed on"))

    objects = OrganisationFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of an organisation")
        verbose_name_plural = _("figures of organisations")
        ordering = ["organisation", "reference_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "technology", "reference_date"],
                name="own_figures_once_per_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.reference_date}"


class Target(models.Model):
    """What should be reached by the end of a year, counted since the beginning of the programme."""

    class Figure(models.TextChoices):
        OPENED = "opened", _("Cases opened")
        CLOSED = "closed", _("Cases closed")
        WON = "won", _("Places found")
        JOBS_NEW = "won_jobs_new", _("New jobs, place found")
        JOBS_RETAINED = "won_jobs_retained", _("Retained jobs, place found")
        CAPEX = "won_capex", _("Investment, place found")
        HA = "won_ha", _("Land found")
        MW = "won_mw", _("Power found")

    figure = models.CharField(_("figure"), max_length=20, choices=Figure)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2020), MaxValueValidator(2099)]
    )
    value = models.DecimalField(
        _("target"),
        max_digits=14,
        decimal_places=0,
        help_text=_("In the unit of the figure: cases, fte, euros, hectares or megawatts."),
    )
    note = models.CharField(_("where it was agreed"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = tracked()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-year", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "year"],
                name="one_target_per_figure_and_year",
                violation_error_message=_("There is a target for this figure and year already."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0),
                name="target_above_zero",
                violation_error_message=_("A target is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.year}"
