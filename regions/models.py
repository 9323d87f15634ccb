"""Provinces, COROP regions, municipalities, who serves which area, and what a region offers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from regions.querysets import RegionQuerySet, ServiceAreaQuerySet


class Province(models.Model):
    """One of the twelve provinces. Code: ISO 3166-2:NL."""

    code = models.CharField(_("ISO code"), max_length=5, primary_key=True)
    cbs_code = models.CharField(_("CBS code"), max_length=4, unique=True)
    nuts2 = models.CharField(_("NUTS 2 (2024)"), max_length=4)
    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=40)
    organisation = models.OneToOneField(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="province",
    )

    history = tracked()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Region(models.Model):
    """One of the forty COROP regions (CBS)."""

    code = models.CharField(_("COROP code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    province = models.ForeignKey(
        Province,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        related_name="regions",
    )

    objects = RegionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality by its CBS code (GM and four digits) in the division of `year`."""

    code = models.CharField(_("CBS code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    province = models.ForeignKey(
        Province,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        related_name="municipalities",
    )
    region = models.ForeignKey(
        Region,
        verbose_name=_("COROP region"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="municipalities",
    )
    year = models.PositiveSmallIntegerField(_("division of the year"), default=2023)
    latitude = models.FloatField(_("latitude"), help_text=_("WGS84, degrees"))
    longitude = models.FloatField(_("longitude"), help_text=_("WGS84, degrees"))

    history = tracked()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceArea(models.Model):
    """Which organisation works for which province (or one region of it) during a period."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="service_areas",
    )
    province = models.ForeignKey(
        Province,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        related_name="service_areas",
    )
    region = models.ForeignKey(
        Region,
        verbose_name=_("only this region"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_areas",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ServiceAreaQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "province", "region", "valid_from"],
                nulls_distinct=False,
                name="one_service_area_per_period",
                violation_error_message=_("This organisation already serves this area."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.region_id or self.province_id}"


class KeyTechnology(models.Model):
    """A key technology; ten of them are priorities of the National Technology Strategy (2024)."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name_nl = models.CharField(_("Dutch name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    is_nts_priority = models.BooleanField(_("NTS priority"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("key technology")
        verbose_name_plural = _("key technologies")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl


class RegionProfile(models.Model):
    """What an account manager shows a company about a region; written by who serves it."""

    region = models.OneToOneField(
        Region,
        verbose_name=_("region"),
        on_delete=models.CASCADE,
        related_name="profile",
    )
    summary = models.TextField(_("in short"), max_length=600, blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    campuses = models.TextField(_("campuses and pilot lines"), blank=True)
    labour_market = models.TextField(_("labour market and education"), blank=True)
    living = models.TextField(_("living, housing and schools"), blank=True)
    key_technologies = models.ManyToManyField(
        KeyTechnology, verbose_name=_("key technologies"), blank=True, related_name="+"
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    history = tracked(m2m_fields=(key_technologies,))

    class Meta:
        verbose_name = _("region profile")
        verbose_name_plural = _("region profiles")
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="profile_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}"
