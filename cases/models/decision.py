"""The decision: which site and which reserve, why, on what conditions, read by two people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case, Outcome
from cases.models.matching import Candidate, MatchRun
from cases.querysets.parts import DecisionConditionQuerySet, OptionPartQuerySet


class Decision(models.Model):
    """The decision on a case. Once approved it is fixed, with a hash over what it said."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed to the second reader")
        APPROVED = "approved", _("Approved")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="decision")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome, blank=True)
    preferred = models.ForeignKey(
        Candidate,
        verbose_name=_("preferred site"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reserve = models.ForeignKey(
        Candidate,
        verbose_name=_("reserve site"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    run = models.ForeignKey(
        MatchRun,
        verbose_name=_("match run it rests on"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motivation = models.TextField(_("motivation"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    record = models.JSONField(null=True)
    record_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OptionPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(preferred__isnull=True)
                | Q(reserve__isnull=True)
                | ~Q(preferred=F("reserve")),
                name="reserve_is_another_site",
                violation_error_message=_("The reserve is another site than the preferred one."),
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(second_reader__isnull=False) & ~Q(second_reader=F("proposed_by"))),
                name="second_reader_is_somebody_else",
                violation_error_message=_("The second reader is somebody else than the proposer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.status}"


class DecisionCondition(models.Model):
    """What must be arranged for the decision to hold."""

    class Kind(models.TextChoices):
        GRID = "grid", _("Grid connection")
        PERMIT = "permit", _("Permit")
        LAND = "land", _("Land")
        FINANCE = "finance", _("Financing")
        DIDAM = "didam", _("Didam motivation")
        STATE_AID = "state_aid", _("State aid and relocation")
        SCREENING = "screening", _("Investment screening")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("condition"), max_length=300)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("arranged by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    due_on = models.DateField(_("before"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)

    objects = DecisionConditionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
