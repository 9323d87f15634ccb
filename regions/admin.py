"""Administration of areas: what follows from statistics, and who works where."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.admin import ActorAdmin
from regions.models import (
    KeyTechnology,
    Municipality,
    Province,
    Region,
    RegionProfile,
    ServiceArea,
)


@admin.register(Province)
class ProvinceAdmin(ActorAdmin):
    """The twelve provinces."""

    list_display = ("name", "code", "cbs_code", "nuts2", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("name", "code")


@admin.register(Region)
class RegionAdmin(ActorAdmin):
    """COROP regions."""

    list_display = ("name", "code", "province")
    list_filter = ("province",)
    list_select_related = ("province",)
    search_fields = ("name", "code")


@admin.register(Municipality)
class MunicipalityAdmin(ActorAdmin):
    """Municipalities; they merge, so a new division brings new codes."""

    list_display = ("name", "code", "province", "region", "year")
    list_filter = ("province", "year")
    list_select_related = ("province", "region")
    search_fields = ("name", "code")
    autocomplete_fields = ("province", "region")


@admin.register(ServiceArea)
class ServiceAreaAdmin(ActorAdmin):
    """Who works for which area."""

    list_display = ("organisation", "province", "region", "valid_from", "valid_to")
    list_filter = ("organisation", "province")
    list_select_related = ("organisation", "province", "region")
    autocomplete_fields = ("organisation", "province", "region")


@admin.register(KeyTechnology)
class KeyTechnologyAdmin(ActorAdmin):
    """Key technologies."""

    list_display = ("name_nl", "code", "is_nts_priority", "position", "valid_from", "valid_to")
    list_filter = ("is_nts_priority",)
    search_fields = ("name_nl", "name_en", "code")


@admin.register(RegionProfile)
class RegionProfileAdmin(ActorAdmin):
    """Profiles; written by the organisations, here for repair."""

    list_display = ("region", "contact_name", "updated_at")
    list_select_related = ("region",)
    search_fields = ("region__name",)
    autocomplete_fields = ("region",)
    filter_horizontal = ("key_technologies",)

    def save_model(self, request: HttpRequest, obj: Any, _form: Any, change: bool) -> None:
        """Raises the version, so that who is writing the profile now is told."""
        if change:
            obj.version += 1
        Actor.of(request).save(obj)
