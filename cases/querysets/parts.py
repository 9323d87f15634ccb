"""Every read of what hangs on a case. Each part asks the case's own question."""

import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.querysets import valid_on
from cases.querysets.access import IDENTITY, OPTIONS, VIEW, holds

if TYPE_CHECKING:
    from accounts.models import User


class IdentityPartQuerySet(models.QuerySet[Any]):
    """Parts that give the company away: only for who may know it."""

    def visible_to(self, user: "User") -> "IdentityPartQuerySet":
        """Parts of cases whose company the person may know."""
        return self.filter(holds(user, IDENTITY, "case_id"))


class OptionPartQuerySet(models.QuerySet[Any]):
    """What compares regions: for who knows the company and is no region in the running itself."""

    def visible_to(self, user: "User") -> "OptionPartQuerySet":
        """Parts of cases of which the person may see every region's sites and answers."""
        return self.filter(holds(user, OPTIONS, "case_id"))


class WatchHitQuerySet(models.QuerySet[Any]):
    """Sites that fit a parked case again; they follow their watch."""

    def visible_to(self, user: "User") -> "WatchHitQuerySet":
        """Hits on cases of which the person may see every region's sites."""
        return self.filter(holds(user, OPTIONS, "watch__case_id"))


def _own_answer(user: "User", case: str, organisation: str) -> Q:
    """An invitation to an organisation of the person, on a case that it is still on."""
    return holds(user, VIEW, case) & Q(**{f"{organisation}__in": user.organisation_ids})


class CallQuerySet(models.QuerySet[Any]):
    """Calls for locations: for who compares the regions, and for each region that was asked."""

    def visible_to(self, user: "User") -> "CallQuerySet":
        """Calls of cases whose options the person sees, else those it was invited to."""
        invited = apps.get_model("cases", "CallInvitation").objects.filter(
            ~Q(status="withdrawn"),
            call_id=OuterRef("pk"),
            organisation_id__in=user.organisation_ids,
        )
        own = holds(user, VIEW, "case_id") & Exists(invited)
        return self.filter(holds(user, OPTIONS, "case_id") | own)


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations and answers are sealed: a region sees its own, no rival's."""

    def visible_to(self, user: "User") -> "InvitationQuerySet":
        """Those of cases whose options the person sees, else the own one until it is withdrawn."""
        own = _own_answer(user, "call__case_id", "organisation_id") & ~Q(status="withdrawn")
        return self.filter(holds(user, OPTIONS, "call__case_id") | own)


class CallPartQuerySet(models.QuerySet[Any]):
    """Proposed sites and answers follow their invitation; a draft is the region's own."""

    def visible_to(self, user: "User") -> "CallPartQuerySet":
        """Parts of sent answers where the person compares regions, and the own ones."""
        sent = holds(user, OPTIONS, "invitation__call__case_id") & ~Q(
            invitation__status__in=("waiting", "draft")
        )
        own = _own_answer(user, "invitation__call__case_id", "invitation__organisation_id")
        return self.filter(sent | (own & ~Q(invitation__status="withdrawn")))


class CaseLinkQuerySet(models.QuerySet[Any]):
    """Links between the case of a company and those of its suppliers."""

    def visible_to(self, user: "User") -> "CaseLinkQuerySet":
        """Links of which the person knows both companies: a chain gives a name away."""
        return self.filter(holds(user, IDENTITY, "main_id") & holds(user, IDENTITY, "supplier_id"))


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
        """Conditions on cases of which the person sees every region's sites."""
        return self.filter(holds(user, OPTIONS, "decision__case_id"))


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
    """Candidate sites. A region in the running sees the sites it serves, no rival."""

    def visible_to(self, user: "User") -> "CandidateQuerySet":
        """Candidates where the person compares regions, else those in the person's own area."""
        own = holds(user, VIEW, "case_id") & _served(user, "site")
        return self.filter(holds(user, OPTIONS, "case_id") | own)


class SiteVisitQuerySet(models.QuerySet[Any]):
    """Visits. The host knows of the visit, not of the company."""

    def visible_to(self, user: "User") -> "SiteVisitQuerySet":
        """Visits where the person compares regions, else those that the own organisation hosts,
        whole or at a site."""
        stops = apps.get_model("cases", "VisitStop").objects.filter(
            visit_id=OuterRef("pk"), host_id__in=user.organisation_ids
        )
        hosting = Q(host_id__in=user.organisation_ids) | Q(Exists(stops))
        return self.filter(
            holds(user, OPTIONS, "case_id") | (holds(user, VIEW, "case_id") & hosting)
        )


class VisitStopQuerySet(models.QuerySet[Any]):
    """Stops follow their visit, and the site in it."""

    def visible_to(self, user: "User") -> "VisitStopQuerySet":
        """Stops where the person compares regions, else hosted ones in the own area. A stop with
        a host of its own is no business of who hosts the rest of the visit."""
        own = user.organisation_ids
        hosting = Q(host_id__in=own) | Q(host_id__isnull=True, visit__host_id__in=own)
        hosted = holds(user, VIEW, "visit__case_id") & hosting & _served(user, "candidate__site")
        return self.filter(holds(user, OPTIONS, "visit__case_id") | hosted)


class VisitFeedbackQuerySet(models.QuerySet[Any]):
    """What the company said of visits. It may speak of any region."""

    def visible_to(self, user: "User") -> "VisitFeedbackQuerySet":
        """Feedback on cases of which the person knows the company and sees every region's sites."""
        return self.filter(holds(user, OPTIONS, "visit__case_id"))


class TaskQuerySet(models.QuerySet[Any]):
    """Next actions. Who does not know the company sees those of the own organisation only."""

    def visible_to(self, user: "User") -> "TaskQuerySet":
        """Tasks on known companies, else those of the person's own organisation.

        The clock of a term stands still while somebody else is to answer. That tells a region in
        the running whether others were asked, so of others it sees only what has a fixed day.
        """
        own = holds(user, VIEW, "case_id") & Q(organisation_id__in=user.organisation_ids)
        fixed = holds(user, IDENTITY, "case_id") & Q(term_days__isnull=True)
        return self.filter(holds(user, OPTIONS, "case_id") | fixed | own)

    def open(self) -> "TaskQuerySet":
        """Tasks still to be done."""
        return self.filter(done_at__isnull=True)

    def late(self, today: datetime.date | None = None) -> "TaskQuerySet":
        """Tasks whose day has passed. One whose clock stands still has no day."""
        return self.filter(due_on__lt=today or timezone.localdate())


class VisiblePartQuerySet(models.QuerySet[Any]):
    """Notes and documents: each says who on the case may read it."""

    def visible_to(self, user: "User") -> "VisiblePartQuerySet":
        """Own organisation's, those for the informed where the person is, and those for all."""
        own = Q(organisation_id__in=user.organisation_ids)
        open_to = holds(user, VIEW, "case_id") & (own | Q(visibility="all"))
        informed = Q(visibility="informed") & holds(user, IDENTITY, "case_id")
        return self.filter(open_to | informed)


class DocumentVersionQuerySet(models.QuerySet[Any]):
    """Earlier versions follow their document as it is now: what is hidden hides all of them."""

    def visible_to(self, user: "User") -> "DocumentVersionQuerySet":
        """Versions of the documents that the person may read."""
        documents = apps.get_model("cases", "Document").objects.visible_to(user)
        return self.filter(document__in=documents)


class CaseParticipantQuerySet(models.QuerySet[Any]):
    """Participants. A region in the running sees the origin and itself, no rivals."""

    def visible_to(self, user: "User") -> "CaseParticipantQuerySet":
        """All participants where the person compares regions, else the origin and the own."""
        own = Q(role="origin") | Q(organisation_id__in=user.organisation_ids)
        return self.filter(holds(user, OPTIONS, "case_id") | (holds(user, VIEW, "case_id") & own))

    def current(self) -> "CaseParticipantQuerySet":
        """Participants who have not left."""
        return self.filter(ended_at__isnull=True)
