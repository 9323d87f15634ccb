"""Long jobs whose result is a file: queued, running n of m, done, or failed with a sentence."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models import Case
from regions.models import Province
from reports.querysets import ReportJobQuerySet


def report_path(job: "ReportJob", _file_name: str) -> str:
    """Storage path: keys only."""
    return f"reports/{job.pk}.pdf"


class ReportJob(models.Model):
    """One PDF that somebody asked for; only that person sees it."""

    class Kind(models.TextChoices):
        CASE_SHEET = "case_sheet", _("Case sheet")
        DASHBOARD = "dashboard", _("Dashboard")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, related_name="+"
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="nl")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_jobs"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED
    )
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=4)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to=report_path, blank=True)
    requested_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ReportJobQuerySet.as_manager()
    history = tracked(excluded=("step",))

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-requested_at"]
        indexes = [
            models.Index(
                fields=["requested_by", "-requested_at"], name="report_job_requested"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error=""),
                name="failed_report_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(file=""), name="done_report_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
