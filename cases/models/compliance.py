"""Answers to the compliance steps of a decision; the steps are data in cases/compliance.py."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.decision import Decision
from cases.models.document import Document
from cases.querysets.parts import DecisionConditionQuerySet


class ComplianceAnswer(models.Model):
    """The answer to one compliance step: what holds, why, who says so, and the paper behind it."""

    class Kind(models.TextChoices):
        DIDAM = "didam", _("Didam: equal chances for public land")
        STATE_AID = "state-aid", _("State aid: a price in line with the market")
        RELOCATION = "relocation", _("Relocation within the EEA")
        SCREENING = "screening", _("Investment screening (Wet Vifo)")
        EXPORT = "export", _("Export control of dual-use goods")
        CONFLICT = "conflict", _("Conflict of interest")

    class Answer(models.TextChoices):
        OPEN = "open", _("Not in order yet")
        ONE_CANDIDATE = "one_candidate", _("One serious candidate, on objective grounds")
        PUBLISHED = "published", _("Published for everybody, with objective criteria")
        APPRAISED = "appraised", _("Market price by independent appraisal")
        TENDERED = "tendered", _("Market price by open tender")
        PERMITTED = "permitted", _("Aid within the rules (de minimis or exemption)")
        NO_RELOCATION = "no_relocation", _("Declared: no relocation two years before or after")
        NOT_COVERED = "not_covered", _("Assessed: no notification needed")
        NOTIFIED = "notified", _("Notified to the investment screening bureau (BTI)")
        CLEARED = "cleared", _("Cleared by the investment screening bureau (BTI)")
        NOT_CONTROLLED = "not_controlled", _("Classified: not controlled")
        LICENSED = "licensed", _("Controlled, with the licences needed")
        NO_INTEREST = "no_interest", _("No interest in the company")
        OTHER_READER = "other_reader", _("Interest: second reader of another organisation")
        REASONED = "reasoned", _("Interest: no effect on this decision, for the reason below")
        NOT_APPLICABLE = "na", _("Not applicable")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="compliance")
    kind = models.CharField(_("compliance step"), max_length=12, choices=Kind)
    answer = models.CharField(_("answer"), max_length=16, choices=Answer)
    on_date = models.DateField(
        _("date"), null=True, blank=True, help_text=_("of the publication, appraisal or notice")
    )
    reason = models.TextField(_("reason"))
    document = models.ForeignKey(
        Document,
        verbose_name=_("evidence"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DecisionConditionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("compliance step")
        verbose_name_plural = _("compliance steps")
        constraints = [
            models.UniqueConstraint(fields=["decision", "kind"], name="each_compliance_step_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="compliance_answer_has_reason",
                violation_error_message=_("Say why this answer holds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.answer}"
