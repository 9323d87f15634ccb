"""The entry condition of the pilot: the company cannot scale up where it is, with evidence."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models.case import Case
from cases.querysets.parts import IdentityPartQuerySet


class Bottleneck(models.Model):
    """One reason why the current location does not do, with its evidence."""

    class Kind(models.TextChoices):
        SPACE = "space", _("Space")
        GRID = "grid", _("Grid congestion")
        NITROGEN = "nitrogen", _("Nitrogen")
        WATER = "water", _("Water")
        PERMIT = "permit", _("Permit")
        ENVIRONMENT = "environment", _("Environmental space")
        HOUSING = "housing", _("Housing")
        TALENT = "talent", _("Talent")
        FINANCE = "finance", _("Finance")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="bottlenecks")
    kind = models.CharField(_("bottleneck"), max_length=12, choices=Kind)
    description = models.TextField(_("what is the matter"))
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("Which source or document shows it, and its date."),
    )
    solvable_by = models.DateField(_("solvable at the earliest"), null=True, blank=True)

    objects = IdentityPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class EligibilityReview(models.Model):
    """The entry condition, and who judged it. The reviewer is not the account manager."""

    class Verdict(models.TextChoices):
        PENDING = "pending", _("Not yet reviewed")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="eligibility")
    is_deeptech = models.BooleanField(_("deeptech"), null=True, blank=True)
    deeptech_reason = models.TextField(_("why this is deeptech"), blank=True)
    own_region_options = models.TextField(_("options tried in the own region"), blank=True)
    municipality_statement = models.TextField(
        _("statement of the current municipality"), blank=True
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, default=Verdict.PENDING
    )
    verdict_reason = models.TextField(_("reason of the verdict"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IdentityPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("entry condition")
        verbose_name_plural = _("entry conditions")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="pending")
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="verdict_has_reviewer",
                violation_error_message=_("A verdict has a reviewer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.verdict}"
