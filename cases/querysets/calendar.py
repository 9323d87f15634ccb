"""Every read of calendar addresses."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


class CalendarAddressQuerySet(models.QuerySet[Any]):
    """Addresses are their owner's alone."""

    def visible_to(self, user: "User") -> "CalendarAddressQuerySet":
        """One's own."""
        return self.filter(owner=user)

    def live(self) -> "CalendarAddressQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
