"""The place that a distance is measured from: a municipality, or a point of one's own.

Every region on the case reads the name of the place, so it may not give the company away. Who
does not know the company gets the distance to the middle of the municipality; see cases.near.
"""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.request import refuse_name
from cases.models import Company, Requirement
from regions.centres import centres

OTHER = "other"
NEAR_FIELDS = ("near", "near_label", "near_latitude", "near_longitude", "near_checked")
# What the constraint requirement_near_in_the_netherlands holds.
LATITUDES, LONGITUDES = (50.0, 54.0), (3.0, 7.5)
POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Za-z]{2}\b")


def _degrees(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class NearForm(forms.Form):
    """The fields of a place; `kept_place` turns them into the columns of a requirement."""

    near = forms.ChoiceField(
        label=_("Distance to"),
        required=False,
        help_text=_("For a distance: the middle of the municipality, as the crow flies."),
    )
    near_label = forms.CharField(
        label=_("Name of the place"),
        max_length=120,
        required=False,
        help_text=_(
            "For another place: a town or a campus, never an address. Every region reads it."
        ),
    )
    near_latitude = _degrees(_("Latitude"), _("In degrees, such as 51,4416."))
    near_longitude = _degrees(_("Longitude"), _("In degrees, such as 5,4697."))
    near_checked = forms.BooleanField(
        label=_("This place does not give the company away"),
        required=False,
        help_text=_(
            "An exact point can be looked up on a map. Who does not know the company gets the "
            "distance to the middle of the municipality, but reads the name of the place."
        ),
    )

    company: Company

    def offer_places(self) -> None:
        """Fills the choice of municipalities."""
        self.places = {centre.code: centre for centre in centres()}
        field = self.fields["near"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [
            ("", _("Choose …")),
            (OTHER, _("another place, by its coordinates")),
            *((centre.code, centre.name) for centre in self.places.values()),
        ]

    def clean_near_label(self) -> str:
        """Refuses a name that gives the company away, and an address."""
        label = refuse_name(self.cleaned_data["near_label"], self.company)
        if POSTCODE.search(label):
            raise forms.ValidationError(_("An address gives the company away: name the town."))
        return label

    def kept_place(self, values: dict[str, Any]) -> dict[str, Any]:
        """`near_label`, `near_latitude` and `near_longitude` as they are kept."""
        chosen = values.get("near", "")
        if chosen in self.places:
            centre = self.places[chosen]
            label = values.get("near_label") or centre.name
            return _place(label, centre.latitude, centre.longitude)
        if chosen != OTHER:
            self.add_error("near", _("Choose the place that the distance is measured from."))
            return {}
        if not values.get("near_label"):
            self.add_error("near_label", _("Give the place a name that the regions may read."))
        if not values.get("near_checked"):
            self.add_error("near_checked", _("Check that this place tells nothing, and tick it."))
        north = self._coordinate("near_latitude", values, LATITUDES)
        east = self._coordinate("near_longitude", values, LONGITUDES)
        return _place(values.get("near_label", ""), north, east)

    def _coordinate(
        self, name: str, values: dict[str, Any], bounds: tuple[float, float]
    ) -> float | None:
        """Degrees with a comma or a point, in the Netherlands."""
        said = (values.get(name) or "").replace(",", ".").removesuffix("°").strip()
        try:
            degrees = float(said)
        except ValueError:
            self.add_error(name, _("Give degrees, such as 51,4416."))
            return None
        if not bounds[0] <= degrees <= bounds[1]:
            self.add_error(name, _("These coordinates are not in the Netherlands."))
        return degrees


def _place(label: str, latitude: float | None, longitude: float | None) -> dict[str, Any]:
    return {"near_label": label, "near_latitude": latitude, "near_longitude": longitude}


def near_initial(row: Requirement) -> dict[str, Any]:
    """The place of a requirement as the form shows it: the municipality when it is its middle."""
    north, east = row.near_latitude, row.near_longitude
    if north is None or east is None:
        return {}
    for centre in centres():
        if (centre.latitude, centre.longitude) == (north, east):
            label = "" if row.near_label == centre.name else row.near_label
            return {"near": centre.code, "near_label": label}
    return {
        "near": OTHER,
        "near_label": row.near_label,
        "near_latitude": str(north).replace(".", ","),
        "near_longitude": str(east).replace(".", ","),
        "near_checked": True,
    }
