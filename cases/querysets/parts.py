"""Every read of what hangs on a case. Each part asks the case's own question."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.querysets import valid_on
from cases.querysets.access import IDENTITY, VIEW, holds

if TYPE_CHECKING:
    from accounts.models import User


class IdentityPartQuerySet(models.QuerySet[Any]):
    """Parts that give the company away: only for who may know it."""

    def visible_to(self, user: "User") -> "IdentityPartQuerySet":
        """Parts of cases whose company the person may know."""
        return self.filter(holds(user, IDENTITY, "case_id"))


class RequestQuerySet(models.QuerySet[Any]):
    """Versions of the requirements: anonymous once signed, a draft is between the informed."""

    def visible_to(self, user: "User") -> "RequestQuerySet":
        """Signed versions of cases the person sees; drafts where the company may be known."""
        signed = holds(user, VIEW, "case_id") & ~Q(status="draft")
        return self.filter(holds(user, IDENTITY, "case_id") | signed)


class RequirementQuerySet(models.QuerySet[Any]):
    """Musts and wishes; they follow their version."""

    def visible_to(self, user: "User") -> "RequirementQuerySet":
        """Requirements of the versions that the person sees."""
        signed = holds(user, VIEW, "request__case_id") & ~Q(request__status="draft")
        return self.filter(holds(user, IDENTITY, "request__case_id") | signed)


class DecisionConditionQuerySet(models.QuerySet[Any]):
    """Conditions of decisions."""

    def visible_to(self, user: "User") -> "DecisionConditionQuerySet":
        """Conditions on cases whose company the person may know."""
        return self.filter(holds(user, IDENTITY, "decision__case_id"))


def _served(user: "User", site: str) -> Q:
    """The site in column `site` lies in the area of an organisation of the person.

    An area may be a whole province or one region of it: a neighbour in the province is a rival.
    """
    areas = apps.get_model("regions", "ServiceArea").objects.filter(
        valid_on(timezone.localdate()),
        Q(region__isnull=True)
        | Q(region_id=OuterRef(f"{site}__region_id"))
        | Q(region_id=OuterRef(f"{site}__municipality__region_id")),
        organisation_id__in=user.organisation_ids,
        province_id=OuterRef(f"{site}__province_id"),
    )
    return Q(Exists(areas))


class CandidateQuerySet(models.QuerySet[Any]):
    """Candidate sites. A region that only knows the profile sees the sites it serves, no rival."""

    def visible_to(self, user: "User") -> "CandidateQuerySet":
        """Candidates of known companies, else those in the person's own area."""
        own = holds(user, VIEW, "case_id") & _served(user, "site")
        return self.filter(holds(user, IDENTITY, "case_id") | own)


class SiteVisitQuerySet(models.QuerySet[Any]):
    """Visits. The host knows of the visit, not of the company."""

    def visible_to(self, user: "User") -> "SiteVisitQuerySet":
        """Visits of known companies, else those that the person's organisation hosts."""
        hosted = holds(user, VIEW, "case_id") & Q(host_id__in=user.organisation_ids)
        return self.filter(holds(user, IDENTITY, "case_id") | hosted)


class VisitStopQuerySet(models.QuerySet[Any]):
    """Stops follow their visit, and the site in it."""

    def visible_to(self, user: "User") -> "VisitStopQuerySet":
        """Stops of known companies, else those of hosted visits in the person's own area."""
        hosted = (
            holds(user, VIEW, "visit__case_id")
            & Q(visit__host_id__in=user.organisation_ids)
            & _served(user, "candidate__site")
        )
        return self.filter(holds(user, IDENTITY, "visit__case_id") | hosted)


class TaskQuerySet(models.QuerySet[Any]):
    """Next actions. Who does not know the company sees those of the own organisation only."""

    def visible_to(self, user: "User") -> "TaskQuerySet":
        """Tasks on known companies, else those of the person's own organisation."""
        own = holds(user, VIEW, "case_id") & Q(organisation_id__in=user.organisation_ids)
        return self.filter(holds(user, IDENTITY, "case_id") | own)

    def open(self) -> "TaskQuerySet":
        """Tasks still to be done."""
        return self.filter(done_at__isnull=True)


class VisiblePartQuerySet(models.QuerySet[Any]):
    """Notes and documents: each says who on the case may read it."""

    def visible_to(self, user: "User") -> "VisiblePartQuerySet":
        """Own organisation's, those for the informed where the person is, and those for all."""
        own = Q(organisation_id__in=user.organisation_ids) & holds(user, VIEW, "case_id")
        informed = Q(visibility="informed") & holds(user, IDENTITY, "case_id")
        everyone = Q(visibility="all") & holds(user, VIEW, "case_id")
        return self.filter(own | informed | everyone)


class CaseParticipantQuerySet(models.QuerySet[Any]):
    """Participants. Who only knows the profile sees the origin and itself, no rivals."""

    def visible_to(self, user: "User") -> "CaseParticipantQuerySet":
        """Participants of known companies, else the origin and the own organisations."""
        own = Q(role="origin") | Q(organisation_id__in=user.organisation_ids)
        return self.filter(holds(user, IDENTITY, "case_id") | (holds(user, VIEW, "case_id") & own))

    def current(self) -> "CaseParticipantQuerySet":
        """Participants who have not left."""
        return self.filter(ended_at__isnull=True)
