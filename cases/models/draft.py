"""What somebody is still writing."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.querysets.drafts import DraftQuerySet


class Draft(models.Model):
    """A form on a case that its writer has not sent yet; one per person, case, form and what
    it is about (`about`: a month, the key of a visit; empty when the form is of the case).

    It has no history: until it is sent it is nobody else's business, and then it is gone.
    """

    class Form(models.TextChoices):
        NOTE = "note", _("Note")
        VISIT = "visit", _("Conclusion of a visit")
        FEEDBACK = "feedback", _("Feedback of the company")
        ADVICE = "advice", _("Advice on a decision")
        DECISION = "decision", _("Decision")
        MONTHLY = "monthly", _("Monthly update")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=20, choices=Form)
    about = models.CharField(max_length=40, blank=True, default="", db_default="")
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case", "form", "about"], name="draft_once_per_person_and_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.saved_at:%Y-%m-%d %H:%M}"
