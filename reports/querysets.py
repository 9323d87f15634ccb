"""Every read of report jobs."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


class ReportJobQuerySet(models.QuerySet[Any]):
    """Jobs belong to the person who asked for them."""

    def visible_to(self, user: "User") -> "ReportJobQuerySet":
        """The person's own jobs."""
        return self.filter(requested_by=user)
