"""Every read of report jobs, of figures and of progress reports."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.querysets.access import IDENTITY, OPTIONS, SECTOR, VIEW, holds

if TYPE_CHECKING:
    from accounts.models import User

# A worker that died leaves a job running. The time limits of the task lie below this.
LEASE = datetime.timedelta(minutes=4)
# A list of cases is out of date soon, and a copy that nobody needs is one too many.
LISTS_KEPT = datetime.timedelta(days=7)


class ReportJobQuerySet(models.QuerySet[Any]):
    """Jobs belong to the person who asked for them."""

    def visible_to(self, user: "User") -> "ReportJobQuerySet":
        """The person's own jobs. Figures of a progress report are followed on its own page."""
        return self.filter(requested_by=user).exclude(kind="figures")

    def for_list(self) -> "ReportJobQuerySet":
        """With what a row of the list shows."""
        return self.select_related("case", "province", "organisation", "progress")

    def abandoned(self) -> "ReportJobQuerySet":
        """Jobs that run, or wait, longer than any worker may take: their worker died, or their
        message was lost."""
        past = timezone.now() - LEASE
        begun = Coalesce("started_at", "requested_at")
        return (
            self.filter(status__in=["queued", "running"]).alias(begun=begun).filter(begun__lt=past)
        )

    def lists(self) -> "ReportJobQuerySet":
        """Files with a list of cases."""
        return self.filter(kind="case_list")

    def busy(self) -> "ReportJobQuerySet":
        """Jobs that wait or run."""
        return self.filter(status__in=["queued", "running"])

    def expired(self) -> "ReportJobQuerySet":
        """Lists of cases that were kept long enough."""
        return self.lists().filter(status="done", finished_at__lt=timezone.now() - LISTS_KEPT)


class ToldCaseQuerySet(models.QuerySet[Any]):
    """Cases in a file, with what it tells of each."""

    def beyond(self, user: "User") -> "ToldCaseQuerySet":
        """Cases of which the file tells more than the person may know today."""
        return self.exclude(
            holds(user, VIEW, "case_id")
            & (Q(identity=False) | holds(user, IDENTITY, "case_id"))
            & (Q(sector=False) | holds(user, SECTOR, "case_id"))
            & (Q(options=False) | holds(user, OPTIONS, "case_id"))
        )


class FigureSnapshotQuerySet(models.QuerySet[Any]):
    """Figures per area and reference date."""

    def of(self, area: str, technology: str = "") -> "FigureSnapshotQuerySet":
        """The figures of one area, oldest first."""
        return self.filter(area=area, technology=technology).order_by("reference_date")


class OrganisationFiguresQuerySet(models.QuerySet[Any]):
    """Figures of organisations per reference date."""

    def visible_to(self, user: "User") -> "OrganisationFiguresQuerySet":
        """Those of the organisations the person belongs to: every member sees every case of which
        the organisation is the origin, wholly. Nobody else sees them all."""
        if user.is_superuser:
            return self
        return self.filter(organisation_id__in=user.organisation_ids)


class ProgressReportQuerySet(models.QuerySet[Any]):
    """Drafts are of the programme office; the ministry reads what was submitted."""

    def visible_to(self, user: "User") -> "ProgressReportQuerySet":
        """Everything for the programme office, the rest from submission on for the ministry.
        Nobody else: a report tells more than the dashboards do."""
        if user.is_superuser or _belongs(user, "programme_office"):
            return self
        if _belongs(user, "ministry"):
            return self.exclude(status="draft")
        return self.none()

    def for_list(self) -> "ProgressReportQuerySet":
        """With what a row of the list shows, and without what is large."""
        people = self.select_related("submitted_by", "approved_by", "frozen_by", "replaces")
        return people.defer("figures", "record", "replaces__figures", "replaces__record")

    def frozen(self) -> "ProgressReportQuerySet":
        """What never changes any more."""
        return self.filter(status="frozen")


def _belongs(user: "User", kind: str) -> bool:
    return any(row.organisation.kind == kind for row in user.active_memberships)
