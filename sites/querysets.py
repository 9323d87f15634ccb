"""Every read of sites and facts. Sites are known to everybody who is signed in."""

from typing import Any

from django.db import models

from accounts.querysets import list_fetch_mode


class SiteQuerySet(models.QuerySet[Any]):
    """Sites; those no longer in use stay findable through their cases."""

    def in_use(self) -> "SiteQuerySet":
        """Sites that can be proposed."""
        return self.filter(withdrawn=False)

    def for_list(self) -> "SiteQuerySet":
        """With what a row of the list shows."""
        return self.select_related("municipality", "province", "region").fetch_mode(list_fetch_mode())


class SiteFactQuerySet(models.QuerySet[Any]):
    """Facts, newest first per criterion."""

    def newest(self) -> "SiteFactQuerySet":
        """The newest fact per site and criterion."""
        return self.order_by("site_id", "criterion_id", "-as_of", "-created_at").distinct(
            "site_id", "criterion_id"
        )
