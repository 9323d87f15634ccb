"""The organisations of the pilot, their shareholders, and the groups that grants go to."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.querysets import OrganisationQuerySet


class Role(models.TextChoices):
    """What a person is in an organisation. Each role includes the ones below it."""

    MANAGER = "manager", _("Manager")
    CASE_WORKER = "case_worker", _("Account manager")
    READER = "reader", _("Reader")

    @property
    def rank(self) -> int:
        """0 for a reader, 2 for a manager."""
        return [Role.READER, Role.CASE_WORKER, Role.MANAGER].index(self)


class Organisation(models.Model):
    """A ROM, NFIA, triple-helix organisation, province, ministry or the programme office."""

    class Kind(models.TextChoices):
        ROM = "rom", _("Regional development company (ROM)")
        NFIA = "nfia", _("NFIA")
        TRIPLE_HELIX = "triple_helix", _("Triple-helix organisation")
        PROVINCE = "province", _("Province")
        MINISTRY = "ministry", _("Ministry")
        PROGRAMME_OFFICE = "programme_office", _("Programme office")

    CASE_KINDS = (Kind.ROM, Kind.NFIA, Kind.TRIPLE_HELIX)

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    website = models.URLField(_("website"), blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("continued as"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )

    objects = OrganisationQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="organisation_valid_period",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works_on_cases(self) -> bool:
        """Whether this kind of organisation can own or join a case."""
        return self.kind in self.CASE_KINDS


class OrganisationGroup(models.Model):
    """The Django group that stands for one role in one organisation; grants go to groups only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="groups")
    role = models.CharField(max_length=20, choices=Role)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="organisation_role")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role"], name="one_group_per_organisation_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"


class Shareholding(models.Model):
    """Who holds shares in a ROM. Access follows from being a shareholder on a date, never from
    the percentage."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="shareholdings",
    )
    shareholder = models.ForeignKey(
        Organisation,
        verbose_name=_("shareholder"),
        on_delete=models.PROTECT,
        related_name="interests",
    )
    share_pct = models.DecimalField(
        _("share in percent"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("shareholding")
        verbose_name_plural = _("shareholdings")
        constraints = [
            models.CheckConstraint(
                condition=Q(share_pct__isnull=True) | Q(share_pct__gte=0, share_pct__lte=100),
                name="share_between_0_and_100",
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("shareholder")),
                name="no_share_in_oneself",
                violation_error_message=_("An organisation is not its own shareholder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shareholder_id} → {self.organisation_id}"
