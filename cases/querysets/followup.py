"""Every read of what follows a decision: who sees the options sees this."""

import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.querysets.access import OPTIONS, holds

if TYPE_CHECKING:
    from accounts.models import User

POSITIVE = ("other_region", "own_region", "split")  # outcomes that are followed


def followed(case: str = "case_id") -> Q:
    """The case in column `case` has an approved, positive decision and is still followed."""
    decisions = apps.get_model("cases", "Decision").objects.filter(
        case_id=OuterRef(case), status="approved", outcome__in=POSITIVE
    )
    ended = apps.get_model("cases", "FollowUpEnd").objects.filter(case_id=OuterRef(case))
    return Q(Exists(decisions)) & ~Q(Exists(ended))


class MilestoneQuerySet(models.QuerySet[Any]):
    """Milestones of cases."""

    def visible_to(self, user: "User") -> "MilestoneQuerySet":
        """Milestones of cases of which the person sees every region's sites."""
        return self.filter(holds(user, OPTIONS, "case_id"))

    def late_for(self, user: "User", today: datetime.date) -> "MilestoneQuerySet":
        """Milestones whose day has passed, of the person's own cases and organisations."""
        mine = Q(case__account_manager=user) | Q(owner_id__in=user.organisation_ids)
        late = self.visible_to(user).annotate(expected=Coalesce(F("revised_on"), F("planned_on")))
        return late.filter(mine, followed(), done_on__isnull=True, expected__lt=today).order_by(
            "expected", "pk"
        )


class RealisedQuerySet(models.QuerySet[Any]):
    """Realised figures: one per case and moment."""

    def visible_to(self, user: "User") -> "RealisedQuerySet":
        """Figures of cases of which the person sees every region's sites."""
        return self.filter(holds(user, OPTIONS, "case_id"))
