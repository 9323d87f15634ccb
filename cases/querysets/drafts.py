"""Every read of drafts."""

from typing import TYPE_CHECKING, Any

from django.db import models

from cases.querysets.access import VIEW, holds

if TYPE_CHECKING:
    from accounts.models import User


class DraftQuerySet(models.QuerySet[Any]):
    """What somebody is still writing: for the writer alone."""

    def visible_to(self, user: "User") -> "DraftQuerySet":
        """The person's own drafts, as long as the person sees their case."""
        return self.filter(holds(user, VIEW, "case_id"), person=user)
