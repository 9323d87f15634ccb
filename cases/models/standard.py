"""What usually has to be done in a stage: reference data that an administrator keeps."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models.case import CaseStage
from cases.models.collaboration import CaseParticipant


class StandardAction(models.Model):
    """A next action that is offered on every case in a stage, once for each organisation whose
    role on the case it is for."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=[choice for choice in CaseStage.choices if choice[0] != CaseStage.CLOSED],
    )
    title_nl = models.CharField(_("title in Dutch"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    term_days = models.PositiveSmallIntegerField(
        _("term (working days)"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(260)],
    )
    role = models.CharField(
        _("for whom"),
        max_length=12,
        choices=CaseParticipant.Role,
        default=CaseParticipant.Role.ORIGIN,
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    history = tracked()

    class Meta:
        verbose_name = _("standard action")
        verbose_name_plural = _("standard actions")
        ordering = ["stage", "position", "code"]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" else self.title_nl
