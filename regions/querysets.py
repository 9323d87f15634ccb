"""Every read of regions."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.querysets import list_fetch_mode, valid_on


class RegionQuerySet(models.QuerySet[Any]):
    """Regions are known to everybody who is signed in."""

    def visible_to(self, _user: Any) -> "RegionQuerySet":
        """All regions."""
        return self.all()

    def for_list(self) -> "RegionQuerySet":
        """With what the list shows."""
        return self.select_related("province", "profile").fetch_mode(list_fetch_mode())

    def for_detail(self) -> "RegionQuerySet":
        """With what the page of one region shows."""
        return self.select_related("province", "profile")


class ServiceAreaQuerySet(models.QuerySet[Any]):
    """Who serves which area, by date."""

    def current(self) -> "ServiceAreaQuerySet":
        """Areas served today."""
        return self.filter(valid_on(timezone.localdate()))

    def of_region(self, region: Any) -> "ServiceAreaQuerySet":
        """Who serves a region today: the whole province, or this region only."""
        return (
            self.current()
            .filter(models.Q(region__isnull=True) | models.Q(region=region))
            .filter(province=region.province_id)
            .select_related("organisation", "region")
            .order_by("region")
        )
