"""The filters of the list and the map: everything that is in the address."""

from typing import Any, cast

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from regions.models import Province, Region
from sites.models import EnvCategory, Site, SiteFact

SORTS = {
    "name": ("name", "pk"),
    "municipality": ("municipality__name", "name", "pk"),
    "province": ("province__name", "name", "pk"),
    "available": ("available_ha", "name", "pk"),
    "net": ("net_area_ha", "name", "pk"),
}
CATEGORIES = [str(value) for value in EnvCategory.values]


class SiteFilter(forms.Form):
    """What the list shows. A value that cannot be read is reported and filters nothing."""

    q = forms.CharField(
        label=_("Name, place or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "data-shortcut-search": ""}),
    )
    province = forms.ChoiceField(label=_("Province"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    available = forms.DecimalField(
        label=_("Available from (ha)"), required=False, min_value=0, localize=True
    )
    net = forms.DecimalField(
        label=_("Net area from (ha)"), required=False, min_value=0, localize=True
    )
    env = forms.ChoiceField(label=_("Environmental category at least"), required=False)
    fresh = forms.BooleanField(label=_("With fresh facts"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        every = ("", _("All"))
        self.provinces = {province.code: str(province) for province in Province.objects.all()}
        regions = Region.objects.order_by("province__name", "name").values_list(
            "code", "name", "province_id"
        )
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, name, province in regions:
            groups.setdefault(self.provinces[province], []).append((code, name))
        self._offer("province", [every, *self.provinces.items()])
        self._offer("region", [every, *groups.items()])
        self._offer("type", [every, *Site.SiteType.choices])
        self._offer("env", [every, *[(value, value) for value in CATEGORIES]])

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def rows(self, sites: QuerySet[Any]) -> QuerySet[Any]:
        """The sites that fit, in the order asked for."""
        self.is_valid()
        asked = self.cleaned_data
        plain = {
            "province_id": asked.get("province"),
            "region_id": asked.get("region"),
            "site_type": asked.get("type"),
            "net_area_ha__gte": asked.get("net"),
        }
        found = sites.in_use().with_available()  # type: ignore[attr-defined]
        found = found.search(asked.get("q", ""))
        found = found.filter(**{name: value for name, value in plain.items() if value})
        if asked.get("available"):
            found = found.filter(available_ha__gte=asked["available"])
        if asked.get("env"):
            allowed = CATEGORIES[CATEGORIES.index(asked["env"]) :]
            found = found.allowing(allowed, SiteFact.objects.all())
        if asked.get("fresh"):
            found = found.with_fresh_facts(SiteFact.objects.all())
        return self._sorted(found)

    @property
    def sort(self) -> str:
        """The column and direction ("-net"); by name unless asked otherwise."""
        asked = str(self.data.get("sort", ""))
        return asked if asked.removeprefix("-") in SORTS else "name"

    def _sorted(self, found: QuerySet[Any]) -> QuerySet[Any]:
        first, *rest = SORTS[self.sort.removeprefix("-")]
        # What is unknown comes last, either way.
        if self.sort.startswith("-"):
            return found.order_by(F(first).desc(nulls_last=True), *rest)
        return found.order_by(F(first).asc(nulls_last=True), *rest)
