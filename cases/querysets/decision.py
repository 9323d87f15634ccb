"""Every read of the advice on a decision: regions in the running never read each other's."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.querysets.access import OPTIONS, holds

if TYPE_CHECKING:
    from accounts.models import User

CONTRIBUTE = "contribute_case"
REGIONS = ("candidate", "destination")  # roles of who competes with each other


class AdviceQuerySet(models.QuerySet[Any]):
    """Advice of organisations on decisions."""

    def visible_to(self, user: "User") -> "AdviceQuerySet":
        """Advice on cases of which the person sees the options, but for a region no rival's.

        The same rule for one case, for what was frozen, is `cases.advising.sealed_from`.
        """
        seen = self.filter(holds(user, OPTIONS, "decision__case_id"))
        if user.is_superuser:
            return seen
        own = user.organisation_ids
        regions = apps.get_model("cases", "CaseParticipant").objects.filter(
            case_id=OuterRef("decision__case_id"), role__in=REGIONS
        )
        rival = Exists(regions.filter(organisation_id=OuterRef("organisation_id")))
        competes = Exists(regions.filter(organisation_id__in=own))
        return seen.filter(
            Q(decision__case__origin_id__in=own)
            | Q(organisation_id__in=own)
            | ~(Q(rival) & Q(competes))
        )

    def asked_of(self, user: "User") -> "AdviceQuerySet":
        """Requests to an organisation of the person that wait, on running cases where the person
        may answer; the first day first."""
        waiting = Q(given_at__isnull=True) | Q(given_at__lt=F("asked_at"))
        return (
            self.visible_to(user)
            .filter(waiting, holds(user, CONTRIBUTE, "decision__case_id"))
            .filter(asked_at__isnull=False, organisation_id__in=user.organisation_ids)
            .exclude(Q(decision__status="approved") | Q(decision__case__stage="closed"))
            .order_by("due_on", "pk")
        )
