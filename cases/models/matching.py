"""Which regions and sites are in the running for a case, and why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.querysets.parts import CandidateQuerySet, IdentityPartQuerySet
from regions.models import Region
from sites.models import Plot, Site


class CandidateRegion(models.Model):
    """A region that is considered for a case."""

    class Status(models.TextChoices):
        CONSIDERED = "considered", _("Considered")
        APPROACHED = "approached", _("Approached")
        DECLINED = "declined", _("Declined")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="candidate_regions")
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.CONSIDERED)
    reason = models.TextField(_("reason"))

    objects = IdentityPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("candidate region")
        verbose_name_plural = _("candidate regions")
        ordering = ["region__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "region"],
                name="each_region_once_per_case",
                violation_error_message=_("This region is already in the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.status}"


class Candidate(models.Model):
    """A site in the running. Dropped sites stay, with the reason."""

    class Status(models.TextChoices):
        LONGLIST = "longlist", _("Long list")
        SHORTLIST = "shortlist", _("Short list")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="candidates")
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        on_delete=models.PROTECT,
        related_name="candidacies",
    )
    plot = models.ForeignKey(
        Plot,
        verbose_name=_("plot"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LONGLIST)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added on"))

    objects = CandidateQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("candidate site")
        verbose_name_plural = _("candidate sites")
        ordering = ["-status", "site__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "site"],
                name="each_site_once_per_case",
                violation_error_message=_("This site is already in the list."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="candidate_has_reason",
                violation_error_message=_("Say why this site is in or out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.status}"
