"""What each organisation on a case advises about its decision, asked for or not."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.decision import Decision
from cases.querysets.decision import AdviceQuerySet


class Advice(models.Model):
    """The advice of one organisation on a decision; the history keeps every version of it.

    A row without a verdict is a request that waits. `basis` tells on which text of the decision
    the advice was given, `sites` holds a verdict per candidate (by its key).
    """

    class Verdict(models.TextChoices):
        FOR = "for", pgettext_lazy("advice", "For")
        AGAINST = "against", pgettext_lazy("advice", "Against")
        NEUTRAL = "neutral", pgettext_lazy("advice", "Neutral")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="advices")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="advices",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked on"), null=True)
    due_on = models.DateField(_("asked before"), null=True, blank=True)
    verdict = models.CharField(_("advice"), max_length=10, choices=Verdict, blank=True)
    sites: Any = models.JSONField(_("advice per site"), default=dict, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    basis = models.CharField(max_length=64, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField(_("given on"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AdviceQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advices")
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "organisation"], name="one_advice_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", given_at__isnull=True)
                | (Q(given_at__isnull=False) & ~Q(verdict="") & ~Q(reasons="")),
                name="advice_has_reasons",
                violation_error_message=_("An advice says why."),
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, due_on__isnull=True)
                | Q(asked_at__isnull=False, due_on__isnull=False),
                name="asked_advice_has_a_day",
                violation_error_message=_("Say before which day the advice is asked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.verdict or '…'}"

    @property
    def is_waiting(self) -> bool:
        """Whether it was asked and not given since."""
        asked, given = self.asked_at, self.given_at
        return asked is not None and (given is None or given < asked)

    @property
    def is_dissent(self) -> bool:
        """Whether the organisation advises against the decision."""
        return self.verdict == self.Verdict.AGAINST
