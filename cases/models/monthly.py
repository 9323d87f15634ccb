"""How a case stands, told once a month."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.querysets.monthly import MonthlyUpdateQuerySet


class MonthlyUpdate(models.Model):
    """What the account manager tells of one calendar month; the history keeps corrections."""

    class Colour(models.TextChoices):
        GREEN = "green", pgettext_lazy("monthly update", "Green: on course")
        AMBER = "amber", pgettext_lazy("monthly update", "Amber: needs attention")
        RED = "red", pgettext_lazy("monthly update", "Red: stuck")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="monthly_updates")
    month = models.DateField(_("month"))  # its first day
    colour = models.CharField(_("colour"), max_length=6, choices=Colour)
    reason = models.TextField(_("why not green"), blank=True)
    done = models.TextField(_("what was done"))
    ahead = models.TextField(_("what comes next"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MonthlyUpdateQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("monthly update")
        verbose_name_plural = _("monthly updates")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["case", "month"], name="one_update_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_update_from_the_first"),
            models.CheckConstraint(
                condition=Q(colour="green") | ~Q(reason=""),
                name="monthly_update_has_reason",
                violation_error_message=_("Amber and red say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.month:%Y-%m}: {self.colour}"
