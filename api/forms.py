"""The form that makes a token."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiScope, ApiToken
from accounts.tokens import NewToken
from accounts.widgets import DateInput

LONGEST = datetime.timedelta(days=365)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which system, what for, and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Never more than your organisation may see and do. Who writes may also read the same."
        ),
        error_messages={"required": _("Choose what the token is for.")},
    )
    last_day = forms.DateField(
        label=_("Valid until"),
        widget=DateInput,
        help_text=_("A year from now at most; after that day the token opens nothing."),
    )

    class Meta:
        model = ApiToken
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("last_day", timezone.localdate() + LONGEST)

    def clean_last_day(self) -> datetime.date:
        """From today on, and within a year."""
        day: datetime.date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError(_("Choose a day from today on, a year from now at most."))
        return day

    def asked(self) -> NewToken:
        """Values for the action."""
        values = self.cleaned_data
        return NewToken(values["name"].strip(), values["scopes"], values["last_day"])
