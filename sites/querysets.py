"""Every read of sites and facts. Sites are known to everybody who is signed in."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Func, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts.querysets import list_fetch_mode


class SiteQuerySet(models.QuerySet[Any]):
    """Sites; those no longer in use stay findable through their cases."""

    def visible_to(self, _user: Any) -> "SiteQuerySet":
        """All sites: the register is public, and the network shares what it adds."""
        return self.all()

    def in_use(self) -> "SiteQuerySet":
        """Sites that can be proposed."""
        return self.filter(withdrawn=False)

    def for_list(self) -> "SiteQuerySet":
        """With what a row of the list shows."""
        return self.select_related("municipality", "province", "region").fetch_mode(
            list_fetch_mode()
        )

    def for_detail(self) -> "SiteQuerySet":
        """With what the page of one site shows."""
        return self.select_related("municipality", "province", "region")

    def with_available(self) -> "SiteQuerySet":
        """With `available_ha`: what the organisation states, else the register's indication."""
        found: SiteQuerySet = self.annotate(
            available_ha=Coalesce("available_now_ha", "indicative_available_ha")
        )
        return found

    def search(self, words: str) -> "SiteQuerySet":
        """Sites whose name, place, municipality or number holds every word."""
        found: SiteQuerySet = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(place__icontains=word)
                | Q(municipality__name__icontains=word)
                | Q(rin_number__startswith=word)
            )
        return found

    def allowing(self, categories: Iterable[str], facts: "SiteFactQuerySet") -> "SiteQuerySet":
        """Sites with one of these environmental categories, by the register or by a fresh fact."""
        stated = facts.fresh().filter(
            site=OuterRef("pk"), criterion_id="env_category", text__in=list(categories)
        )
        return self.filter(Q(env_category__in=list(categories)) | Exists(stated))

    def with_fresh_facts(self, facts: "SiteFactQuerySet") -> "SiteQuerySet":
        """Sites of which at least one dated fact still counts."""
        return self.filter(Exists(facts.fresh().filter(site=OuterRef("pk"))))


class SiteFactQuerySet(models.QuerySet[Any]):
    """Facts, newest first per criterion."""

    def newest(self) -> "SiteFactQuerySet":
        """The newest fact per site and criterion."""
        return self.order_by("site_id", "criterion_id", "-as_of", "-created_at").distinct(
            "site_id", "criterion_id"
        )

    def fresh(self, day: datetime.date | None = None) -> "SiteFactQuerySet":
        """Facts that count on `day`: within the criterion's months and their own validity."""
        day = day or timezone.localdate()
        months = Func(
            F("criterion__fresh_months"),
            template="make_interval(months => %(expressions)s)",
            output_field=models.DurationField(),
        )
        until = ExpressionWrapper(F("as_of") + months, output_field=models.DateTimeField())
        found: SiteFactQuerySet = self.annotate(
            _fresh_until=Cast(until, models.DateField())
        ).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), _fresh_until__gte=day)
        return found
