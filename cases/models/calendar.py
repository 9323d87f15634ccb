"""The secret address under which somebody's calendar can be read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.querysets.calendar import CalendarAddressQuerySet


class CalendarAddress(models.Model):
    """An address of a calendar, for a program that cannot sign in.

    Only a digest of the secret is kept: the address is shown once, when it is made. Whoever has it
    sees code names and times, and those as far as the owner may know them at that moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_addresses"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)

    objects = CalendarAddressQuerySet.as_manager()
    history = tracked(excluded=("digest",))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_calendar_address_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
