"""Every read of companies and their people."""

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper

from accounts.querysets import list_fetch_mode
from cases.querysets.access import IDENTITY, holds

if TYPE_CHECKING:
    from accounts.models import User


SIMILAR = 0.5  # of 1: "Fotonova" and "Fotonova Systems B.V." are 0.4, with one letter wrong 0.6
SHORTEST = 3  # a shorter name is like too many others


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

    def matching_text(self, text: str) -> "CompanyQuerySet":
        """By a piece of the name, or the beginning of the KvK number."""
        digits = re.sub(r"[\s.]", "", text)
        number = Q(kvk_number__startswith=digits) if digits.isdigit() else Q()
        return self.filter(Q(name__icontains=text) | number)

    def like(self, name: str, kvk_number: str = "") -> "CompanyQuerySet":
        """Companies that may be the same: this KvK number, or nearly this name. Likeliest first.

        Nearly: trigrams alike for SIMILAR or more, or one name holding the other.
        """
        same = Q(kvk_number=kvk_number) if kvk_number else Q(pk__in=[])
        near = Q(pk__in=[])
        if len(name) >= SHORTEST:
            near = Q(alike__gte=SIMILAR, upper__trigram_similar=name.upper())
            near |= Q(name__icontains=name)
        rows = self.annotate(
            upper=Upper("name"), alike=TrigramSimilarity(Upper("name"), name.upper())
        )
        return rows.filter(same | near).order_by("-alike", "pk")

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
