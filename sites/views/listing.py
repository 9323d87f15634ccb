"""The register as a table, and as points for the map beside it."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from sites.forms.listing import SORTS, SiteFilter
from sites.models import Site
from sites.permissions import can_add_site, can_import


@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    """Sites by filter, a page at a time; the map shows all that fit."""
    user = Actor.of(request).user
    form = SiteFilter(request.GET)
    page = Paginator(
        form.rows(Site.objects.visible_to(user).for_list()), settings.PAGE_SIZE
    ).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "sort": form.sort,
        "sorts": next_sorts(form.sort),
        "points": f"{reverse('site-map-data')}?{request.GET.urlencode()}",
        "tiles": settings.TILE_URL,
    }
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "sites/list.html#list", context | {"partial": True})
    if user:
        context |= {"may_add": can_add_site(user), "may_import": can_import(user)}
    return render(request, "sites/list.html", context)


def next_sorts(current: str) -> dict[str, str]:
    """What a click on each column head asks for: the other way round when it is sorted already."""
    largest_first = {"available", "net"}
    fresh = {name: f"-{name}" if name in largest_first else name for name in SORTS}
    opposite = current.removeprefix("-") if current.startswith("-") else f"-{current}"
    return fresh | {current.removeprefix("-"): opposite}


@require_safe
def site_points(request: HttpRequest) -> JsonResponse:
    """The same sites as GeoJSON (WGS84). Short names: with 4,000 sites each letter counts."""
    form = SiteFilter(request.GET)
    sites = form.rows(Site.objects.visible_to(Actor.of(request).user)).filter(
        latitude__isnull=False
    )
    rows = sites.values_list(
        "pk", "name", "municipality__name", "available_ha", "longitude", "latitude"
    )
    return JsonResponse(
        {"type": "FeatureCollection", "features": [_feature(*row) for row in rows]},
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
        content_type="application/geo+json",
    )


def _feature(pk: Any, name: str, place: str | None, available: Any, *point: float) -> Any:
    properties: dict[str, Any] = {"id": str(pk), "name": name, "place": place or ""}
    if available is not None:
        properties["ha"] = round(float(available), 1)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(x, 5) for x in point]},
        "properties": properties,
    }
