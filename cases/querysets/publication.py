"""Every read of the texts that companies agreed to publish."""

from typing import TYPE_CHECKING, Any

from django.db import models

from cases.querysets.access import IDENTITY, holds

if TYPE_CHECKING:
    from accounts.models import User


class PublicationQuerySet(models.QuerySet[Any]):
    """On the case for who knows the company; the text itself for everybody while consent stands."""

    def visible_to(self, user: "User") -> "PublicationQuerySet":
        """Texts of cases whose company the person may know, withdrawn ones included."""
        return self.filter(holds(user, IDENTITY, "case_id"))

    def consented(self) -> "PublicationQuerySet":
        """What may be published today: the company agreed, and did not take it back."""
        return self.filter(withdrawn_on__isnull=True)
