"""Tokens with which a system of an organisation uses the API."""

import datetime
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models.organisation import Organisation
from accounts.querysets import ApiTokenQuerySet

SOON = datetime.timedelta(days=30)
# A token is renewed within the year: 365 days, the rest of the first and of the last one.
LONGEST = datetime.timedelta(days=367)


class ApiScope(models.TextChoices):
    """What a token is for. It never opens more than its organisation may see and do."""

    CASES_READ = "cases:read", _("Read cases and notes")
    CASES_WRITE = "cases:write", _("Open cases and change key facts")
    NOTES_WRITE = "notes:write", _("Add notes to cases")
    SITES_READ = "sites:read", _("Read sites, their facts and regions")
    SITES_WRITE = "sites:write", _("Record facts about sites in the own area")
    FIGURES_READ = "figures:read", _("Read the figures of the dashboards")

    @property
    def writes(self) -> bool:
        """Whether something can be changed with it."""
        return self.value.endswith(":write")


class ApiToken(models.Model):
    """A token of an organisation. Only a digest is kept: the token is shown once, when made.

    It acts through a technical user of its own, so that what it sees, does and leaves in the
    history follows the rules for a person of that organisation. Nobody can sign in as that user.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="api_tokens",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_token"
    )
    name = models.CharField(
        _("name"),
        max_length=60,
        help_text=_("Which system uses it. It stands beside what the system does: no company."),
    )
    scopes = ArrayField(models.CharField(max_length=20, choices=ApiScope), verbose_name=_("for"))
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("valid until"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    last_used_at = models.DateTimeField(_("last used"), null=True)

    objects = ApiTokenQuerySet.as_manager()
    history = tracked(excluded=("digest", "last_used_at"))

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_api_token_per_name",
                violation_error_message=_("There is already a token with this name."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + LONGEST),
                name="api_token_expires_within_a_year",
                violation_error_message=_("A token is valid for a year at most."),
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_token_is_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def expired(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_at <= timezone.now()

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it works."""
        return timezone.localdate(self.expires_at) - datetime.timedelta(days=1)

    @property
    def ends_soon(self) -> bool:
        """Whether it is time to make the next one."""
        return self.live and self.expires_at <= timezone.now() + SOON

    @property
    def live(self) -> bool:
        """Whether it opens anything today."""
        return self.withdrawn_at is None and not self.expired

    def opens(self, *scopes: str) -> bool:
        """Whether it works today and is for one of these."""
        return self.live and not set(scopes).isdisjoint(self.scopes)

    @property
    def scope_labels(self) -> list[str]:
        """What it is for, in the reader's language."""
        return [str(ApiScope(scope).label) for scope in self.scopes]
