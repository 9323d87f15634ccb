"""Every read of people and organisations."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


def list_fetch_mode() -> Any:
    """For lists: a forgotten join raises on a laptop, and costs one query in production."""
    return models.FETCH_PEERS if settings.PRODUCTION else models.FETCH_RAISE


def valid_on(day: datetime.date) -> Q:
    """Rows whose period holds on `day`; an open end means no end."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations are known to everybody who is signed in."""

    def current(self) -> "OrganisationQuerySet":
        """Organisations that exist today."""
        return self.filter(valid_on(timezone.localdate()))

    def on_cases(self) -> "OrganisationQuerySet":
        """Organisations that can own or join cases."""
        return self.current().filter(kind__in=self.model.CASE_KINDS)


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships by date."""

    def active(self) -> "MembershipQuerySet":
        """Memberships of people that hold today, in organisations that exist today.

        Technical users of API tokens are left out, so that no list of people shows one.
        """
        return self.holding().filter(user__api_token__isnull=True)

    def holding(self) -> "MembershipQuerySet":
        """Memberships that hold today, those of technical users included: for what may be seen."""
        today = timezone.localdate()
        period = Q(organisation__valid_to__isnull=True) | Q(organisation__valid_to__gte=today)
        return self.filter(valid_on(today), period, user__is_active=True)


class ApiTokenQuerySet(models.QuerySet[Any]):
    """Tokens of the API are known to the managers of their organisation and to administrators."""

    def visible_to(self, user: Any) -> "ApiTokenQuerySet":
        """Tokens of the organisations that the person manages today, all for an administrator."""
        if user.is_superuser:
            return self.all()
        managed = [m.organisation_id for m in user.active_memberships if m.role == "manager"]
        return self.filter(organisation_id__in=managed)

    def for_list(self) -> "ApiTokenQuerySet":
        """With what a row shows: those that work first."""
        return self.select_related("organisation", "made_by", "withdrawn_by").order_by(
            models.F("withdrawn_at").desc(nulls_first=True), "-made_at"
        )


class AccessLogQuerySet(models.QuerySet[Any]):
    """The log of a case is read by those who manage the case; see cases."""

    def of_case(self, case_id: Any) -> "AccessLogQuerySet":
        """All looks at one case, newest first."""
        return self.filter(case_id=case_id).select_related("user", "organisation")
