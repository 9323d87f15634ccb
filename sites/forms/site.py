"""Forms of a site and its plots, for the organisation that serves the area."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from sites.models import Plot, Site

# What the register says of a site with a RIN number; a next import would write it again.
FROM_REGISTER = ("name", "site_type", "gross_area_ha", "net_area_ha", "latitude", "longitude")


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the serving organisation knows of a site. Empty is unknown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Site
        localized_fields = "__all__"
        fields = (
            "name",
            "place",
            "municipality",
            "site_type",
            "plan_phase",
            "gross_area_ha",
            "net_area_ha",
            "available_now_ha",
            "available_later_ha",
            "largest_available_ha",
            "option_ha",
            "issued_ha",
            "env_category",
            "env_plan_rule",
            "max_height_m",
            "price_min_eur_m2",
            "price_max_eur_m2",
            "ground_lease",
            "has_rail",
            "has_quay",
            "motorway_minutes",
            "park_management",
            "contact",
            "latitude",
            "longitude",
            "withdrawn",
        )
        help_texts = {
            "withdrawn": _("It is no longer proposed; cases that use it keep it."),
            "municipality": _("Province and region follow from it."),
        }

    def __init__(self, data: Any = None, *, instance: Site | None = None) -> None:
        super().__init__(data, instance=instance)
        site = self.instance
        self.fields["version"].initial = site.version
        if site.rin_number:
            for name in FROM_REGISTER:
                del self.fields[name]
            if site.municipality_id:
                del self.fields["municipality"]
        else:
            self.fields["municipality"].required = True
        if site._state.adding:
            del self.fields["withdrawn"]

    def clean(self) -> dict[str, Any]:
        """A place on the map has both coordinates; no part is larger than the whole."""
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("Give both coordinates, or neither."))
        for name, value in list(data.items()):
            if name.endswith("_ha") and value is not None and value < 0:
                self.add_error(name, _("An area is never below zero."))
        return data

    def values(self) -> dict[str, Any]:
        """The columns to write."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PlotForm(forms.ModelForm):  # type: ignore[type-arg]
    """A part of a site that can be issued by itself."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Plot
        localized_fields = "__all__"
        fields = (
            "name",
            "area_m2",
            "status",
            "owner",
            "env_category",
            "price_eur_m2",
            "available_from",
        )
        widgets = {"available_from": DateInput}

    def __init__(self, data: Any = None, *, instance: Plot, seen: int = 0) -> None:
        super().__init__(data, instance=instance, initial={"seen": seen})
        self.fields["area_m2"].widget.attrs["inputmode"] = "numeric"

    def clean_price_eur_m2(self) -> Any:
        """A price is never below zero."""
        price = self.cleaned_data["price_eur_m2"]
        if price is not None and price < 0:
            raise forms.ValidationError(_("A price is never below zero."))
        return price

    def _get_validation_exclusions(self) -> set[str]:
        # The site is fixed, but belongs in the check that a name is used once within it.
        return super()._get_validation_exclusions() - {"site"}  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        """The columns to write."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
