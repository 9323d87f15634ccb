"""Searching across everything, within what the person may know: no hit or count tells more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.context import follows_cases
from cases.models import Case, Company
from regions.models import Region
from sites.models import Site

SHORTEST = 2
SHOWN = 8


@dataclass(frozen=True)
class Hit:
    """One line: its words, its address, and what tells it from others."""

    title: str
    url: str
    note: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind; `more` is the list with the same words, when there are more."""

    label: Any
    icon: str
    hits: list[Hit]
    more: str = ""


def find(user: User, words: str) -> list[Group]:
    """Groups in order; words shorter than SHORTEST find nothing."""
    if len(words) < SHORTEST:
        return []
    groups = [_sites(user, words), _regions(user, words)]
    if follows_cases(user):
        groups = [_cases(user, words), _companies(user, words), *groups]
    return groups


def _cases(user: User, words: str) -> Group:
    rows = Case.objects.visible_to(user).matching_text(user, words).with_knowledge(user)
    found = rows.select_related("company", "origin").order_by("-last_activity_at", "pk")
    hits = [
        Hit(
            case.shown_name,
            reverse("case-detail", args=[case.pk]),
            " · ".join((case.reference, case.code_name, case.origin.name)),
            case.get_stage_display(),
        )
        for case in found[: SHOWN + 1]
    ]
    return _group(_("Cases"), "briefcase", hits, "case-list", words, view="all")


def _companies(user: User, words: str) -> Group:
    found = Company.objects.visible_to(user).matching_text(words).for_list().order_by("name", "pk")
    hits = [
        Hit(
            company.name,
            reverse("company-detail", args=[company.pk]),
            " · ".join(filter(None, (company.sector, str(company.municipality or "")))),
        )
        for company in found[: SHOWN + 1]
    ]
    return _group(_("Companies"), "building", hits, "company-list", words)


def _sites(user: User, words: str) -> Group:
    found = Site.objects.visible_to(user).in_use().search(words).for_list().order_by("name", "pk")
    hits = [
        Hit(
            site.name,
            reverse("site-detail", args=[site.pk]),
            f"{site.municipality or site.place} · {site.province}",
        )
        for site in found[: SHOWN + 1]
    ]
    return _group(_("Sites"), "building-factory-2", hits, "site-list", words)


def _regions(user: User, words: str) -> Group:
    named = Q(name__icontains=words) | Q(municipalities__name__icontains=words)
    named |= Q(province__name__icontains=words) | Q(province__name_en__icontains=words)
    rows = Region.objects.visible_to(user).filter(named).select_related("province").distinct()
    hits = [
        Hit(region.name, reverse("region-detail", args=[region.code]), str(region.province))
        for region in rows.order_by("name")[:SHOWN]
    ]
    return Group(_("Regions"), "map-2", hits)


def _group(label: Any, icon: str, hits: list[Hit], name: str, words: str, **values: str) -> Group:
    """The hits that are shown, with the way to the rest when there is one more than that."""
    more = f"{reverse(name)}?{urlencode({'q': words, **values})}" if len(hits) > SHOWN else ""
    return Group(label, icon, hits[:SHOWN], more)
