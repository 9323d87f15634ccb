"""Which organisations are on a case, why, and how much each may know."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.querysets.parts import CaseLinkQuerySet, CaseParticipantQuerySet


class Disclosure(models.TextChoices):
    """How much an organisation may know of a case; each level includes the ones before."""

    PROFILE = "profile", _("Anonymous profile")
    SECTOR = "sector", _("Sector and technology")
    IDENTITY = "identity", _("Company and contacts")

    @property
    def rank(self) -> int:
        """0 for the anonymous profile, 2 for everything."""
        return list(Disclosure).index(self)


class CaseParticipant(models.Model):
    """Why an organisation is on a case, and how much it may know. Grants follow from this row."""

    class Role(models.TextChoices):
        ORIGIN = "origin", _("Origin")
        CANDIDATE = "candidate", _("Candidate destination")
        DESTINATION = "destination", _("Destination")
        SUPPORTING = "supporting", _("Supporting")
        OBSERVER = "observer", _("Observer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CANDIDATE)
    disclosure = models.CharField(
        _("may know"), max_length=10, choices=Disclosure, default=Disclosure.PROFILE
    )
    consent_by = models.CharField(
        _("consent given by"),
        max_length=120,
        blank=True,
        help_text=_("the person at the company who agreed"),
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    consent_document = models.ForeignKey(
        "cases.Document",
        verbose_name=_("consent on paper"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    joined_at = models.DateTimeField(_("on the case since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = CaseParticipantQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["joined_at", "pk"]
        indexes = [models.Index(fields=["organisation", "case"], name="participant_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"],
                name="each_organisation_once_per_case",
                violation_error_message=_("This organisation is already on the case."),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role="origin", ended_at__isnull=True),
                name="one_origin_per_case",
            ),
            models.CheckConstraint(
                condition=Q(role="origin")
                | Q(disclosure="profile")
                | (Q(consent_on__isnull=False) & ~Q(consent_by="")),
                name="disclosure_has_consent",
                violation_error_message=_(
                    "Telling more than the anonymous profile needs the company's consent: "
                    "who gave it, and when."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.role}/{self.disclosure}"


class CaseLink(models.Model):
    """A supplier's case that hangs on the case of its customer: the chain may move with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    main = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supplier_links")
    supplier = models.ForeignKey(
        Case,
        verbose_name=_("case of the supplier"),
        on_delete=models.CASCADE,
        related_name="main_links",
    )
    reason = models.CharField(_("what binds them"), max_length=300)

    objects = CaseLinkQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("linked supplier case")
        verbose_name_plural = _("linked supplier cases")
        constraints = [
            models.UniqueConstraint(
                fields=["main", "supplier"],
                name="each_supplier_case_once",
                violation_error_message=_("These cases are already linked."),
            ),
            models.CheckConstraint(
                condition=~Q(main=models.F("supplier")),
                name="no_case_supplies_itself",
                violation_error_message=_("A case cannot be linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} → {self.main_id}"


class CaseGroupObjectPermission(GroupObjectPermissionBase):
    """Guardian grants to an organisation's groups; written only by the participant actions."""

    # No index of its own: being smaller than the covering one it was preferred, and then each grant
    # of a case had to be fetched to see whose it is.
    content_object = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="group_grants", db_index=False
    )

    class Meta(GroupObjectPermissionBase.Meta):
        indexes = [
            models.Index(
                fields=["content_object", "permission", "group"],
                name="case_grant_covering",
            ),
            models.Index(
                fields=["group", "permission", "content_object"],
                name="case_grant_group",
            ),
        ]


class CaseUserObjectPermission(UserObjectPermissionBase):
    """Guardian grants to one person: the explicit share of one case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        indexes = [
            models.Index(
                fields=["user", "permission", "content_object"],
                name="case_share_covering",
            ),
        ]
