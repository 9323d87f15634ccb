"""People, and the organisations they belong to."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models.organisation import Organisation, OrganisationGroup, Role
from accounts.querysets import MembershipQuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who can sign in with `email`; without a password only after a reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without regard to capitals."""
        return self.get(email__iexact=username)

    def people(self) -> "models.QuerySet[User]":
        """Everybody but the technical users of API tokens, who are in no list of people."""
        return self.filter(api_token__isnull=True)


class User(AbstractUser):
    """A person who signs in with an e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("nl", "Nederlands"), ("en", "English")],
        default="nl",
    )
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]
    history = tracked(excluded=("password", "last_login"))

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_address",
                violation_error_message=_("There is already a user with this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name as people write it."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = [word for word in self.name.split() if word[0].isupper()] or self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @cached_property
    def active_memberships(self) -> list["Membership"]:
        """Memberships that hold today, with their organisation; read once per request."""
        if not self.is_active:
            return []
        return list(self.memberships.holding().select_related("organisation").order_by("pk"))

    @cached_property
    def group_ids(self) -> list[int]:
        """Groups whose grants this person has today: each role includes the lower ones."""
        ranks = {m.organisation_id: Role(m.role).rank for m in self.active_memberships}
        rows = OrganisationGroup.objects.filter(organisation_id__in=ranks).values_list(
            "group_id", "organisation_id", "role"
        )
        return [pk for pk, organisation, role in rows if Role(role).rank <= ranks[organisation]]

    @property
    def organisation_ids(self) -> list[int]:
        """Organisations this person belongs to today."""
        return [m.organisation_id for m in self.active_memberships]

    def default_organisation(self) -> Organisation | None:
        """The first organisation, for whom the person acts unless another is chosen."""
        return self.active_memberships[0].organisation if self.active_memberships else None

    def role_in(self, organisation_id: int | None) -> Role | None:
        """The role in an organisation today, or None."""
        for membership in self.active_memberships:
            if membership.organisation_id == organisation_id:
                return Role(membership.role)
        return None

    def has_role(self, organisation_id: int | None, least: Role) -> bool:
        """Whether the person is at least `least` in that organisation today."""
        role = self.role_in(organisation_id)
        return role is not None and role.rank >= least.rank


class Membership(models.Model):
    """A person's role in an organisation during a period."""

    user = models.ForeignKey(
        User,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="one_membership_per_organisation",
                violation_error_message=_("This person already belongs to this organisation."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="membership_valid_period",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.organisation_id}: {self.role}"
