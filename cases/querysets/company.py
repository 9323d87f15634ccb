"""Every read of companies and their people."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.querysets import list_fetch_mode
from cases.querysets.access import IDENTITY, holds

if TYPE_CHECKING:
    from accounts.models import User


def _known(user: "User", company: str) -> Q:
    """The company in column `company` is one of own organisation's, or of a case with identity."""
    cases = apps.get_model("cases", "Case").objects.filter(company_id=OuterRef(company))
    return Q(Exists(cases.filter(holds(user, IDENTITY))))


class CompanyQuerySet(models.QuerySet[Any]):
    """Companies; every chain begins with `visible_to`."""

    def visible_to(self, user: "User") -> "CompanyQuerySet":
        """Companies the person may know."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(organisation_id__in=user.organisation_ids) | _known(user, "pk"))

    def for_list(self) -> "CompanyQuerySet":
        """With what a row of the list shows."""
        return self.select_related("municipality__province", "organisation").fetch_mode(
            list_fetch_mode()
        )


class ContactPersonQuerySet(models.QuerySet[Any]):
    """Contact persons follow their company."""

    def visible_to(self, user: "User") -> "ContactPersonQuerySet":
        """People at companies that the person may know."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        own = Q(company__organisation_id__in=user.organisation_ids)
        return self.filter(own | _known(user, "company_id"))
