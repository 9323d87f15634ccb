"""The text that a company agrees to publish."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.models import Publication


class PublicationForm(forms.ModelForm[Publication]):
    """The text and who agreed to it; both go together."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Publication
        fields = ["title", "text", "title_en", "text_en", "consent_by", "consent_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7}),
            "text_en": forms.Textarea(attrs={"rows": 5}),
            "consent_on": DateInput,
        }
        help_texts = {
            "title": _("Without the code name; with the company's name only when it wants that."),
            "text": _("Exactly what the company agreed to: nothing is added when it is published."),
            "text_en": _("For the English edition. Empty: the Dutch text stands there."),
        }

    def __init__(self, *args: Any, code_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_name = code_name
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def clean_consent_on(self) -> Any:
        """Nobody agrees tomorrow."""
        day = self.cleaned_data["consent_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """The code name beside a public text would tell which case it is."""
        data = super().clean() or {}
        name = self.code_name.casefold()
        for field in ("title", "text", "title_en", "text_en"):
            if name in (data.get(field) or "").casefold():
                self.add_error(field, _("The code name does not belong in a public text."))
        return data


class ConsentWithdrawnForm(forms.Form):
    """Why the company no longer agrees."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
