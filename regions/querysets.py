"""Every read of regions."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.querysets import list_fetch_mode, valid_on


class RegionQuerySet(models.QuerySet[Any]):
    """Regions are known to everybody who is signed in."""

    def for_list(self) -> "RegionQuerySet":
        """With what the list shows."""
        return self.select_related("province", "profile").fetch_mode(list_fetch_mode())


class ServiceAreaQuerySet(models.QuerySet[Any]):
    """Who serves which area, by date."""

    def current(self) -> "ServiceAreaQuerySet":
        """Areas served today."""
        return self.filter(valid_on(timezone.localdate()))
