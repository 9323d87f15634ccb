"""Every read of saved views."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


class SavedViewQuerySet(models.QuerySet[Any]):
    """One's own, and what was shared with one's organisations."""

    def visible_to(self, user: "User") -> "SavedViewQuerySet":
        """Views that the person may open."""
        return self.filter(Q(owner=user) | Q(organisation_id__in=user.organisation_ids))

    def of(self, user: "User") -> "SavedViewQuerySet":
        """Views that the person made, and may change."""
        return self.filter(owner=user)
