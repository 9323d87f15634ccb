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
from reports.models.progress import ProgressReport
from reports.querysets import ReportJobQuerySet, ToldCaseQuerySet


def report_path(job: "ReportJob", _file_name: str) -> str:
    """Storage path: keys only."""
    return f"reports/{job.pk}.pdf"


class ReportJob(models.Model):
    """One PDF that somebody asked for; only that person sees it."""

    class Kind(models.TextChoices):
        CASE_SHEET = "case_sheet", _("Case sheet")
        DASHBOARD = "dashboard", _("Dashboard")
        COMPARISON = "comparison", _("Comparison of sites")
        DECISION = "decision", _("Decision")
        BRIEFING = "briefing", _("Briefing sheet")
        CASE_LIST = "case_list", _("List of cases")
        FIGURES = "figures", _("Figures of a progress report")
        PROGRESS = "progress", _("Progress report")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Thrown away")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, related_name="+")
    reference_date = models.DateField(_("reference date"), null=True)
    progress = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    # Of a comparison: keys of the sites and the block. Of a list: its query, and the kind of file.
    # Of a progress report: edition and format. Of figures: organisation and technology.
    about = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="nl")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_jobs"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=4)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to=report_path, blank=True)
    made_for = models.JSONField(
        default=dict
    )  # what the file tells: it is refused to who knows less
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
            models.Index(fields=["requested_by", "-requested_at"], name="report_job_requested")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error=""),
                name="failed_report_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(file="") | Q(kind="figures"),
                name="done_report_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class ToldCase(models.Model):
    """A case in a file with a list of cases, and what the file tells of it.

    So that the file is refused as soon as the person may know less of any of them. Goes with the
    file; that it was made, and by whom, stays in the access log.
    """

    job = models.ForeignKey(ReportJob, on_delete=models.CASCADE, related_name="told")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    identity = models.BooleanField()
    sector = models.BooleanField()
    options = models.BooleanField()

    objects = ToldCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case in a file")
        verbose_name_plural = _("cases in a file")
        constraints = [
            models.UniqueConstraint(fields=["job", "case"], name="case_once_per_file"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.case_id}"
