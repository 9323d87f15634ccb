"""Every read of report jobs and of figures."""

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

# A worker that died leaves a job running. The time limits of the task lie below this.
LEASE = datetime.timedelta(minutes=4)


class ReportJobQuerySet(models.QuerySet[Any]):
    """Jobs belong to the person who asked for them."""

    def visible_to(self, user: "User") -> "ReportJobQuerySet":
        """The person's own jobs."""
        return self.filter(requested_by=user)

    def for_list(self) -> "ReportJobQuerySet":
        """With what a row of the list shows."""
        return self.select_related("case", "province", "organisation")

    def abandoned(self) -> "ReportJobQuerySet":
        """Jobs that run, or wait, longer than any worker may take: their worker died, or their
        message was lost."""
        past = timezone.now() - LEASE
        begun = Coalesce("started_at", "requested_at")
        return (
            self.filter(status__in=["queued", "running"]).alias(begun=begun).filter(begun__lt=past)
        )


class FigureSnapshotQuerySet(models.QuerySet[Any]):
    """Figures per area and reference date."""

    def of(self, area: str, technology: str = "") -> "FigureSnapshotQuerySet":
        """The figures of one area, oldest first."""
        return self.filter(area=area, technology=technology).order_by("reference_date")
