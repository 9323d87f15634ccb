"""Industrial sites, their plots, and what is known about them."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import Plain
from regions.models import Municipality, Province, Region
from sites.models.criterion import Criterion, EnvCategory
from sites.querysets import SiteFactQuerySet, SiteQuerySet


def _area(label: StrOrPromise) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(
        label,
        max_digits=9,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("hectares"),
    )


def _price(label: StrOrPromise) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(
        label,
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("euro per m², excluding VAT"),
    )


class Site(models.Model):
    """An existing industrial site. Null means unknown, never zero."""

    class SiteType(models.TextChoices):
        SEAPORT = "A", _("Seaport site")
        BUSINESS_PARK = "B", _("Business park")
        ECONOMIC_ZONE = "C", _("Economic zone (retail, campus, care, platform)")
        OTHER = "X", _("Other or not stated")

    class PlanPhase(models.TextChoices):
        IRREVOCABLE = "1", _("Adopted and irrevocable")
        ADOPTED = "2", _("Adopted")
        DRAFT = "3", pgettext_lazy("plan phase", "Draft")
        STRUCTURE = "4", _("In a structure vision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rin_number = models.CharField(
        _("RIN number"),
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Number in the national register (IBIS); empty for a site of our own."),
    )
    name = models.CharField(_("name"), max_length=160)
    place = models.CharField(_("place"), max_length=80, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
    )
    municipality_note = models.CharField(
        _("municipality as published"), max_length=80, blank=True, editable=False
    )
    region = models.ForeignKey(
        Region,
        verbose_name=_("COROP region"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
    )
    province = models.ForeignKey(
        Province,
        verbose_name=_("province"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sites",
    )
    site_type = models.CharField(_("type"), max_length=1, choices=SiteType, default=SiteType.OTHER)
    site_subtype = models.CharField(_("type as published"), max_length=8, blank=True)
    plan_phase = models.CharField(_("plan phase"), max_length=1, choices=PlanPhase, blank=True)
    reference_year = models.PositiveSmallIntegerField(_("reference year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    gross_area_ha = _area(_("gross area"))
    net_area_ha = _area(_("net area"))
    issued_ha = _area(_("issued"))
    option_ha = _area(_("under option"))
    available_now_ha = _area(_("available now"))
    available_later_ha = _area(_("available later"))
    largest_available_ha = _area(_("largest available part"))
    indicative_available_ha = _area(_("available, indicative (register)"))
    env_category = models.CharField(
        _("highest environmental category"),
        max_length=3,
        choices=EnvCategory,
        blank=True,
    )
    env_plan_rule = models.CharField(
        _("rule in the environmental plan"), max_length=300, blank=True
    )
    max_height_m = models.DecimalField(
        _("building height (m)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    price_min_eur_m2 = _price(_("land price from"))
    price_max_eur_m2 = _price(_("land price to"))
    ground_lease = models.BooleanField(_("ground lease possible"), null=True, blank=True)
    has_rail = models.BooleanField(_("rail siding"), null=True, blank=True)
    has_quay = models.BooleanField(_("quay"), null=True, blank=True)
    motorway_minutes = models.PositiveSmallIntegerField(
        _("minutes to the motorway"), null=True, blank=True
    )
    park_management = models.BooleanField(_("park management"), null=True, blank=True)
    contact = models.CharField(
        _("sales office"),
        max_length=200,
        blank=True,
        help_text=_("An office, not a person."),
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("WGS84, degrees")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("WGS84, degrees")
    )
    withdrawn = models.BooleanField(_("no longer in use"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = SiteQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="site_name"),
            models.Index(fields=["province", "name"], name="site_province_name"),
            models.Index(fields=["municipality"], name="site_municipality"),
            GinIndex(
                OpClass(Plain("name", "place", "rin_number"), name="gin_trgm_ops"),
                name="site_words",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_max_eur_m2__isnull=True)
                | Q(price_min_eur_m2__isnull=True)
                | Q(price_max_eur_m2__gte=F("price_min_eur_m2")),
                name="site_price_range",
                violation_error_message=_("The highest price lies below the lowest."),
            ),
            models.CheckConstraint(
                condition=Q(price_min_eur_m2__isnull=True) | Q(price_min_eur_m2__gte=0),
                name="site_price_not_negative",
                violation_error_message=_("A price is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(gross_area_ha__isnull=True) | Q(gross_area_ha__gte=0),
                name="site_gross_area_not_negative",
                violation_error_message=_("An area is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True)
                | Q(latitude__range=(50.5, 53.8), longitude__range=(3.0, 7.5)),
                name="site_in_the_netherlands",
                violation_error_message=_("These coordinates are not in the Netherlands."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Plot(models.Model):
    """A part of a site that can be issued by itself."""

    class Status(models.TextChoices):
        AVAILABLE_NOW = "available_now", _("Available now")
        AVAILABLE_LATER = "available_later", _("Available later")
        OPTION = "option", _("Under option")
        ISSUED = "issued", _("Issued")
        UNKNOWN = "unknown", _("Not known")

    class Owner(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        PRIVATE = "private", _("Private")
        UNKNOWN = "unknown", _("Not known")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="plots"
    )
    name = models.CharField(_("plot"), max_length=80)
    area_m2 = models.PositiveIntegerField(_("area (m²)"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    owner = models.CharField(_("owner"), max_length=20, choices=Owner, default=Owner.UNKNOWN)
    env_category = models.CharField(
        _("environmental category"), max_length=3, choices=EnvCategory, blank=True
    )
    price_eur_m2 = _price(_("price"))
    available_from = models.DateField(_("available from"), null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="one_plot_per_name",
                violation_error_message=_("This site already has a plot with this name."),
            ),
            models.CheckConstraint(
                condition=Q(area_m2__gt=0),
                name="plot_has_area",
                violation_error_message=_("A plot has an area."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_ha(self) -> Decimal:
        """The area in hectares: 10,000 m² each."""
        return Decimal(self.area_m2) / 10_000


class SiteFact(models.Model):
    """One thing known about a site, with its source and date. The newest per criterion counts."""

    class Confidence(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed by the source")
        INDICATIVE = "indicative", _("Indicative")
        ESTIMATE = "estimate", _("Estimate")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="facts"
    )
    criterion = models.ForeignKey(
        Criterion,
        verbose_name=_("criterion"),
        on_delete=models.PROTECT,
        related_name="facts",
    )
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("value in words"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("known on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence"),
        max_length=20,
        choices=Confidence,
        default=Confidence.INDICATIVE,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SiteFactQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("site fact")
        verbose_name_plural = _("site facts")
        ordering = ["criterion__position", "-as_of", "-created_at"]
        indexes = [
            models.Index(fields=["site", "criterion", "-as_of"], name="fact_site_criterion"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(text=""),
                name="fact_says_something",
                violation_error_message=_("Give a value, as a number or in words."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("as_of")),
                name="fact_valid_period",
                violation_error_message=_("The fact would expire before it was known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.number if self.number is not None else self.text}"
