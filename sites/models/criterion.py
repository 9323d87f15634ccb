"""What companies ask of a place, and the scale of environmental categories."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked


class EnvCategory(models.TextChoices):
    """Environmental category (VNG 2009), mildest first. The register holds main categories only."""

    C1 = "1", "1"
    C2 = "2", "2"
    C31 = "3.1", "3.1"
    C32 = "3.2", "3.2"
    C41 = "4.1", "4.1"
    C42 = "4.2", "4.2"
    C51 = "5.1", "5.1"
    C52 = "5.2", "5.2"
    C53 = "5.3", "5.3"
    C6 = "6", "6"


class Criterion(models.Model):
    """Something a company asks of a place and a site can answer. Editable reference data."""

    class Group(models.TextChoices):
        SPACE = "space", _("Space")
        POWER = "power", _("Power and grid")
        WATER = "water", _("Water")
        GASES = "gases", _("Gases and heat")
        NITROGEN = "nitrogen", _("Nitrogen")
        ENVIRONMENT = "environment", _("Environmental zoning")
        SAFETY = "safety", _("External safety")
        PRECISION = "precision", _("Precision")
        LOGISTICS = "logistics", _("Logistics")
        TALENT = "talent", _("Talent")
        ECOSYSTEM = "ecosystem", _("Ecosystem")
        TIME = "time", _("Time")
        MONEY = "money", _("Money and tenure")

    class Kind(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")
        RANGE = "range", _("between")
        ORDINAL_MIN = "ordinal_min", _("this step or higher")
        BOOLEAN = "boolean", _("yes or no")
        ONE_OF = "one_of", _("one of")
        DISTANCE = "distance", _("distance to a place")

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name_nl = models.CharField(_("Dutch name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    help_nl = models.CharField(_("Dutch explanation"), max_length=300, blank=True)
    help_en = models.CharField(_("English explanation"), max_length=300, blank=True)
    group = models.CharField(_("group"), max_length=20, choices=Group)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    options = models.JSONField(
        _("options"),
        default=list,
        blank=True,
        help_text=_("For an ordinal or a choice: the values, in order."),
    )
    site_field = models.CharField(
        _("column of the register"),
        max_length=40,
        blank=True,
        help_text=_("Used when a site has no dated fact of its own."),
    )
    fresh_months = models.PositiveSmallIntegerField(
        _("fresh for (months)"),
        default=12,
        help_text=_("After this a fact counts as unknown."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    history = tracked()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl

    @property
    def explanation(self) -> str:
        """The help text in the reader's language."""
        return self.help_en if get_language() == "en" else self.help_nl
