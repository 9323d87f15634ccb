"""The progress report for the ministry: figures of a period, words about them, and who agreed."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models import Publication
from reports import periods
from reports.querysets import ProgressReportQuerySet


class ProgressReport(models.Model):
    """One version of the report on a period. Frozen, it never changes: a correction is the next
    version.

    `figures` are those of every area as they were computed; `record` is everything that the frozen
    report says, in both languages, with a hash over it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Submitted for approval")
        APPROVED = "approved", _("Approved")
        FROZEN = "frozen", _("Frozen")

    class Span(models.IntegerChoices):
        QUARTER = 1, _("a quarter")
        HALF = 2, _("half a year")
        YEAR = 4, _("a year")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference_date = models.DateField(_("reference date"))
    span = models.PositiveSmallIntegerField(_("period"), choices=Span, default=Span.QUARTER)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    correction = models.TextField(_("what is corrected"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    figures = models.JSONField(null=True)
    figures_at = models.DateTimeField(_("figures of"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted on"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved on"), null=True)
    returned_reason = models.TextField(_("why it was given back"), blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    frozen_at = models.DateTimeField(_("frozen on"), null=True)
    record = models.JSONField(null=True)
    record_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgressReportQuerySet.as_manager()
    history = tracked(excluded=("figures",))

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-reference_date", "-span", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference_date", "span", "number"], name="one_report_per_version"
            ),
            models.UniqueConstraint(
                fields=["reference_date", "span"],
                condition=~Q(status="frozen"),
                name="one_report_being_written",
                violation_error_message=_("A report on this period is being written already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "frozen"])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("submitted_by"))),
                name="report_approved_by_somebody_else",
                violation_error_message=_("Whoever submits a report does not approve it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="frozen")
                | (Q(record__isnull=False, frozen_at__isnull=False) & ~Q(record_hash="")),
                name="frozen_report_has_record",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | (Q(replaces__isnull=False) & ~Q(correction="")),
                name="correction_says_what",
                violation_error_message=_("Say what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_code} v{self.number}"

    @property
    def starts_on(self) -> datetime.date:
        """The first day of the period."""
        before = periods.previous(self.reference_date, self.span)
        return before + datetime.timedelta(days=1)

    @property
    def period(self) -> str:
        """The period as people write it: third quarter of 2026."""
        return periods.span_words(self.reference_date, self.span)

    @property
    def period_code(self) -> str:
        """The period in a file name: 2026-q3, 2026-h1 or 2026."""
        if self.span == self.Span.YEAR:
            return f"{self.reference_date.year}"
        if self.span == self.Span.HALF:
            return f"{self.reference_date.year}-h{1 if self.reference_date.month <= 6 else 2}"
        return periods.code(self.reference_date)

    @property
    def is_frozen(self) -> bool:
        """Whether it never changes any more."""
        return self.status == self.Status.FROZEN

    @property
    def is_draft(self) -> bool:
        """Whether its words may be written."""
        return self.status == self.Status.DRAFT


class ReportText(models.Model):
    """What the editor wrote under one chapter, in Dutch and perhaps in English."""

    class Section(models.TextChoices):
        CORE = "core", _("Core message")
        RESULTS = "results", _("Results")
        TECHNOLOGIES = "technologies", _("Technologies")
        REGIONS = "regions", _("Regions")
        BOTTLENECKS = "bottlenecks", _("Bottlenecks")
        COOPERATION = "cooperation", _("Cooperation")
        CASES = "cases", _("Selected cases")
        OUTLOOK = "outlook", _("Risks and outlook")

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="texts")
    section = models.CharField(_("chapter"), max_length=12, choices=Section)
    text_nl = models.TextField(_("text in Dutch"), blank=True, max_length=20_000)
    text_en = models.TextField(_("text in English"), blank=True, max_length=20_000)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = tracked()

    class Meta:
        verbose_name = _("text of a chapter")
        verbose_name_plural = _("texts of chapters")
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="one_text_per_chapter")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.section}"


class ReportCase(models.Model):
    """A case that the report tells of, in the words that the company agreed to."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="cases")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    history = tracked()

    class Meta:
        verbose_name = _("case in a report")
        verbose_name_plural = _("cases in a report")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "publication"], name="each_case_once_per_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.publication_id}"
