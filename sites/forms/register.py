"""Upload of a register file, and the filter of its preview."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A GeoJSON of the national layer."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON of the layer IBISbedrijventerreinen, in RD (EPSG:28992)."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    reference_year = forms.IntegerField(
        label=_("Reference year for rows without one"),
        required=False,
        min_value=1990,
        help_text=_("Leave empty when the file has a year in every row."),
    )

    def clean_file(self) -> Any:
        """Refuses what is too large to read, before it is kept."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                gettext("The file is %(size)s; at most %(limit)s can be read.")
                % {
                    "size": filesizeformat(file.size),
                    "limit": filesizeformat(settings.MAX_UPLOAD_BYTES),
                }
            )
        return file

    def clean_reference_year(self) -> Any:
        """Not in the future."""
        year = self.cleaned_data["reference_year"]
        if year is not None and year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("This year has yet to come."))
        return year


class PreviewFilter(forms.Form):
    """Which rows of a preview to show."""

    outcome = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[
            ("", _("All")),
            ("created", _("New")),
            ("changed", _("Changed")),
            ("unchanged", _("Unchanged")),
            ("rejected", _("Rejected")),
            ("remarks", _("With a remark")),
        ],
    )
    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)

    def rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows that fit."""
        self.is_valid()
        outcome = self.cleaned_data.get("outcome")
        words = self.cleaned_data.get("q", "").lower()
        if outcome == "remarks":
            rows = [row for row in rows if row["reasons"] and row["outcome"] != "rejected"]
        elif outcome:
            rows = [row for row in rows if row["outcome"] == outcome]
        if words:
            rows = [row for row in rows if words in f"{row['rin']} {row['name']}".lower()]
        return rows
