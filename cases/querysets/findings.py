"""Who sees what was found on a visit, and the photos of it. Both follow their stop."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from cases.querysets.access import IDENTITY, OPTIONS, holds

if TYPE_CHECKING:
    from accounts.models import User

CASE = "stop__visit__case_id"


def _at_seen_stops(user: "User") -> Q:
    stops = apps.get_model("cases", "VisitStop").objects.visible_to(user)
    return Q(stop_id__in=stops.values("pk"))


class FindingQuerySet(models.QuerySet[Any]):
    """Findings. A host reads what was found of the criteria; what others thought of the region's
    politics, neighbours and people is for who compares regions."""

    def visible_to(self, user: "User") -> "FindingQuerySet":
        """All where the person compares regions, else those of the criteria, and the own ones."""
        told = Q(criterion__isnull=False) | Q(organisation_id__in=user.organisation_ids)
        return self.filter(holds(user, OPTIONS, CASE) | (_at_seen_stops(user) & told))


class PhotoQuerySet(models.QuerySet[Any]):
    """Photos: of the stops that are seen, and each says who may look at it."""

    def visible_to(self, user: "User") -> "PhotoQuerySet":
        """Own organisation's, those for the informed where the person is, and those for all."""
        own = Q(organisation_id__in=user.organisation_ids) | Q(visibility="all")
        informed = Q(visibility="informed") & holds(user, IDENTITY, CASE)
        return self.filter(_at_seen_stops(user) & (own | informed))
