"""The forty regions, and the profile that an account manager shows a company."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.models import User
from regions.actions import save_profile
from regions.forms import ProfileForm
from regions.models import Region, RegionProfile, ServiceArea
from regions.permissions import can_edit_region


def _person(request: HttpRequest) -> User:
    user = Actor.of(request).user
    if user is None:
        raise PermissionDenied
    return user


def _open(request: HttpRequest, code: str) -> Region:
    regions = Region.objects.visible_to(_person(request)).for_detail()
    region: Region = get_object_or_404(regions, code=code)
    return region


def _profile(region: Region) -> RegionProfile | None:
    return getattr(region, "profile", None)


@require_safe
def region_list(request: HttpRequest) -> HttpResponse:
    """Regions by province, who serves them, and whether their profile is written."""
    regions = Region.objects.visible_to(_person(request)).for_list()
    served = _served()
    rows = [
        {
            "region": region,
            "profile": _profile(region),
            "served_by": served[region.province_id, None] + served[region.province_id, region.code],
        }
        for region in regions.order_by("province__name", "name")
    ]
    by_province = groupby(rows, key=lambda row: row["region"].province)
    context = {
        "provinces": [(province, list(group)) for province, group in by_province],
        "written": sum(row["profile"] is not None for row in rows),
        "total": len(rows),
    }
    return render(request, "regions/list.html", context)


def _served() -> dict[tuple[str, str | None], list[str]]:
    """Names of the organisations per province and region; no region is the whole province."""
    names: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for area in ServiceArea.objects.current().select_related("organisation"):
        names[area.province_id, area.region_id].append(str(area.organisation))
    return names


@require_safe
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The profile of one region, as a company may see it."""
    region = _open(request, code)
    profile = _profile(region)
    context: dict[str, Any] = {
        "region": region,
        "profile": profile,
        "technologies": profile.key_technologies.all() if profile else [],
        "served_by": ServiceArea.objects.of_region(region),
        "municipalities": region.municipalities.all(),
        "site_count": region.sites.filter(withdrawn=False).count(),
        "may_edit": can_edit_region(_person(request), region),
    }
    return render(request, "regions/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def region_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Writes the profile; only for who serves the region."""
    region = _open(request, code)
    if not can_edit_region(_person(request), region):
        raise PermissionDenied
    profile = _profile(region) or RegionProfile(region=region)
    sent = request.POST if request.method == "POST" else None
    form = ProfileForm(sent, instance=profile)
    if form.is_valid():
        chosen = form.cleaned_data["key_technologies"]
        version = form.cleaned_data["version"] or 0
        save_profile(Actor.of(request), region, version, form.values(), chosen)
        messages.success(request, _("The profile is saved."))
        return redirect("region-detail", code)
    status = 422 if form.errors else 200
    return render(request, "regions/form.html", {"form": form, "region": region}, status=status)
