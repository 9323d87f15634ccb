"""The form of a monthly update."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.disclosure import names_company
from cases.models import Company, MonthlyUpdate

Colour = MonthlyUpdate.Colour
LONGEST = 4000  # letters


class MonthlyForm(forms.ModelForm[MonthlyUpdate]):
    """How the case stands. A correction of what was written says why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("What do you correct, and why"),
        max_length=300,
        help_text=_("Stays in the history of the case, beside what was written before."),
    )

    class Meta:
        model = MonthlyUpdate
        fields = ("colour", "reason", "done", "ahead")
        labels = {"colour": _("How does the case stand?"), "reason": _("Why not green?")}
        help_texts = {
            "reason": _("Required for amber and red: what holds it up, and who can help.")
        }
        widgets = {
            "colour": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
            "done": forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST}),
            "ahead": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
        }

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        colour: Any = self.fields["colour"]
        colour.choices = Colour.choices  # no empty choice among the buttons
        self.is_correction = not self.instance._state.adding
        self.initial["version"] = self.instance.version if self.is_correction else 0
        if not self.is_correction:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        """What is not green says why; no text is longer than anybody reads."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("colour") in (Colour.AMBER, Colour.RED) and not data.get("reason", "").strip():
            self.add_error("reason", _("Amber and red say why."))
        for name in ("reason", "done", "ahead"):
            if len(data.get(name, "")) > LONGEST:
                self.add_error(name, _("Write at most %(most)d letters.") % {"most": LONGEST})
        for name in ("reason", "done", "ahead", "why"):
            if names_company(data.get(name, ""), self.company):
                self.add_error(name, _("This names the company; the programme office reads it."))
        return data
