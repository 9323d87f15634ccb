"""What a company agreed to have told about its case, in public."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models.case import Case
from cases.querysets.publication import PublicationQuerySet


class Publication(models.Model):
    """A text about a case that the company agreed to publish, by whom and when.

    Only the text is ever shown outside: the company's name stands in it when the company wants
    that, the code name never.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="publication")
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=3000)
    text_en = models.TextField(_("text in English"), max_length=3000, blank=True)
    consent_by = models.CharField(
        _("consent given by"), max_length=120, help_text=_("the person at the company who agreed")
    )
    consent_on = models.DateField(_("consent given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PublicationQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("text to publish")
        verbose_name_plural = _("texts to publish")
        ordering = ["-consent_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text="") & ~Q(consent_by=""),
                name="publication_has_consent",
                violation_error_message=_("Say who at the company agreed to this text."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("consent_on")),
                name="publication_withdrawn_after_consent",
                violation_error_message=_("Consent cannot be withdrawn before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stands(self) -> bool:
        """Whether the company still agrees."""
        return self.withdrawn_on is None
