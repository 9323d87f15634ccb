"""Form of the site watch."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SeenForm(forms.Form):
    """Why a site that fits again is left."""

    note = forms.CharField(
        label=_("Seen, because"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the owner wants to sell only, or the company decided already."),
    )
