"""Which regions and sites are in the running for a case, and why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.models.request import BuildingBlock, ScaleUpRequest
from cases.querysets.parts import CandidateQuerySet, OptionPartQuerySet, WatchHitQuerySet
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

    objects = OptionPartQuerySet.as_manager()
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
    against_match = models.BooleanField(
        _("listed against the match"),
        default=False,
        help_text=_("A must failed when the site was listed; the reason says why all the same."),
    )
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


class MatchRun(models.Model):
    """A match, frozen: what was asked, what was known of every site, and the ranking with reasons.

    `payload` is made by cases.matching.freeze and never changes; `sha256` is its fingerprint. Rows
    are only added: a trigger refuses the rest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField(_("number"))
    request = models.ForeignKey(ScaleUpRequest, on_delete=models.PROTECT, related_name="runs")
    block = models.ForeignKey(
        BuildingBlock, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("why this run"), max_length=300)
    weights_reason = models.CharField(
        _("why other weights"),
        max_length=300,
        blank=True,
        help_text=_("When musts, limits or weights differ from what the company signed."),
    )
    engine = models.CharField(_("version of the method"), max_length=20)
    payload = models.JSONField()
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    passing = models.PositiveIntegerField(_("sites that may fit"))
    knocked_out = models.PositiveIntegerField(_("knocked out"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made on"))

    objects = OptionPartQuerySet.as_manager()
    history = tracked(excluded=("payload",))

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_run_per_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="run_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: #{self.number}"


class SiteWatch(models.Model):
    """What fitted when a case was parked; what fits since then is news."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="site_watch")
    known = models.JSONField(_("sites that fitted"), default=list)
    started_at = models.DateTimeField(_("since"))
    checked_at = models.DateTimeField(_("last look"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OptionPartQuerySet.as_manager()
    history = tracked(excluded=("known", "checked_at"))

    class Meta:
        verbose_name = _("site watch")
        verbose_name_plural = _("site watches")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.started_at:%Y-%m-%d}"


class WatchHit(models.Model):
    """A site that fits a parked case since something changed."""

    class Cause(models.TextChoices):
        SITE = "site", _("New site")
        PLOT = "plot", _("New or changed plot")
        FACT = "fact", _("New fact")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    watch = models.ForeignKey(SiteWatch, on_delete=models.CASCADE, related_name="hits")
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="+"
    )
    cause = models.CharField(_("because of"), max_length=8, choices=Cause)
    detail = models.CharField(_("what changed"), max_length=300)
    found_at = models.DateTimeField(_("found on"))
    handled_at = models.DateTimeField(_("handled on"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("what was done with it"), max_length=300, blank=True)

    objects = WatchHitQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("site that fits again")
        verbose_name_plural = _("sites that fit again")
        ordering = ["-found_at"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "site"], name="each_hit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.cause}"
