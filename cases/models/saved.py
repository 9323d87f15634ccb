"""Views of the list of cases that people keep: filters, order and columns under a name."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.querysets.saved import SavedViewQuerySet


class SavedView(models.Model):
    """What somebody asks the list of cases for; `organisation` is set when it is shared there.

    `query` is the query of the address. It is checked again whenever it is asked, so that it can
    ask for nothing that the reader may not ask for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = SavedViewQuerySet.as_manager()
    history = tracked(excluded=("version",))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once_per_owner")
        ]

    def __str__(self) -> str:
        return self.name
