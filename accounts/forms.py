"""Forms about oneself."""

from django import forms

from accounts.models import User


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, language and shortcuts."""

    class Meta:
        model = User
        fields = ("name", "language", "shortcuts")
