"""The form of a saved view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.columns import CHOICES


class ColumnsForm(forms.Form):
    """Which columns the list shows."""

    col = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
    )


class SavedViewForm(forms.Form):
    """A name for the list as it is now, and whether the organisation sees it too."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shared = forms.BooleanField(
        label=_("Share with my organisation"),
        required=False,
        help_text=_("Colleagues see the filters, each with the cases that they may see."),
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]

    def values(self) -> dict[str, Any]:
        """What the action wants to know."""
        return {"shared": False} | self.cleaned_data
