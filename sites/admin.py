"""Administration of the catalogue of criteria, and of sites for repair."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.admin import ActorAdmin
from sites.admin_forms import CriterionForm
from sites.models import Criterion, Site


@admin.register(Criterion)
class CriterionAdmin(ActorAdmin):
    """What a company can ask of a place."""

    list_display = ("name_nl", "code", "group", "kind", "unit", "fresh_months", "active")
    list_filter = ("group", "kind", "active")
    search_fields = ("name_nl", "name_en", "code")
    form = CriterionForm

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is the key: another one would make a second criterion."""
        return ("code",) if obj else ()

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never: facts and requirements lean on it. Take it out of use instead."""
        return False


@admin.register(Site)
class SiteAdmin(ActorAdmin):
    """Sites, for repair: the serving organisations have pages of their own."""

    list_display = ("name", "municipality", "province", "rin_number", "withdrawn")
    list_filter = ("province", "withdrawn")
    list_select_related = ("municipality", "province")
    search_fields = ("name", "rin_number", "municipality__name")
    autocomplete_fields = ("municipality", "region", "province")

    def save_model(self, request: HttpRequest, obj: Any, _form: Any, change: bool) -> None:
        """Raises the version, so that who is editing the site now is told."""
        if change:
            obj.version += 1
        Actor.of(request).save(obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never: cases use it. Mark it as no longer in use instead."""
        return False
