"""The company that wants to grow, and the people we speak with there."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import Plain
from cases.querysets.company import CompanyQuerySet, ContactPersonQuerySet
from regions.models import KeyTechnology, Municipality

kvk_format = RegexValidator(r"^\d{8}$", _("A KvK number has eight digits."))


class Company(models.Model):
    """A company as one organisation registered it.

    Two organisations may each have a row for the same KvK number: refusing the second would tell
    them that the first exists. Who may see both is told that they may be the same company.
    """

    class Sensitivity(models.TextChoices):
        NONE = "none", _("Not sensitive")
        SENSITIVE = "sensitive", _("Sensitive technology (Wet Vifo)")
        VERY_SENSITIVE = "very_sensitive", _("Very sensitive technology (Wet Vifo)")
        UNKNOWN = "unknown", _("Not yet assessed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("registered by"),
        on_delete=models.PROTECT,
        related_name="companies",
    )
    name = models.CharField(_("company name"), max_length=160)
    kvk_number = models.CharField(
        _("KvK number"), max_length=8, blank=True, validators=[kvk_format]
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("what the company makes"), blank=True)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    employees_fte = models.PositiveIntegerField(_("employees (fte)"), null=True, blank=True)
    technologies = models.ManyToManyField(
        KeyTechnology,
        verbose_name=_("key technologies"),
        through="CompanyTechnology",
        blank=True,
        related_name="+",
    )
    sensitivity = models.CharField(
        _("investment screening"),
        max_length=20,
        choices=Sensitivity,
        default=Sensitivity.UNKNOWN,
    )
    export_controlled = models.BooleanField(
        _("export-controlled technology"), null=True, blank=True
    )
    listed = models.BooleanField(_("listed, or part of a listed group"), null=True, blank=True)
    financed_by_rom = models.BooleanField(_("a ROM finances this company"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CompanyQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["kvk_number"], name="company_kvk"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="company_name_trigrams"),
            GinIndex(
                OpClass(Plain("name", "kvk_number"), name="gin_trgm_ops"), name="company_words"
            ),
            GinIndex(OpClass(Plain("sector"), name="gin_trgm_ops"), name="company_sector_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kvk_number"],
                condition=~Q(kvk_number=""),
                name="one_company_per_kvk_number",
                violation_error_message=_(
                    "Your organisation already has a company with this KvK number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kvk_number="") | Q(kvk_number__regex=r"^\d{8}$"),
                name="kvk_number_eight_digits",
                violation_error_message=_("A KvK number has eight digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyTechnology(models.Model):
    """A key technology of a company; at most one is the primary one."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="company_technologies"
    )
    technology = models.ForeignKey(
        KeyTechnology,
        verbose_name=_("key technology"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    primary = models.BooleanField(_("primary"), default=False)

    history = tracked()

    class Meta:
        ordering = ["-primary", "technology"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "technology"],
                name="each_technology_once_per_company",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(primary=True),
                name="one_primary_technology",
            ),
        ]

    def __str__(self) -> str:
        return self.technology_id


class ContactPerson(models.Model):
    """A person at the company. Personal data: only for who may know the company."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(pgettext_lazy("person", "position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    primary = models.BooleanField(_("first contact"), default=False)

    objects = ContactPersonQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["-primary", "name"]
        indexes = [GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="contact_words")]

    def __str__(self) -> str:
        return self.name
