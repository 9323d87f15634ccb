"""Forms of the entry condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.models import Bottleneck, EligibilityReview


class BottleneckForm(forms.ModelForm):  # type: ignore[type-arg]
    """One reason why the current location does not do."""

    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Bottleneck
        fields = ("kind", "description", "evidence", "solvable_by")
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "evidence": forms.Textarea(attrs={"rows": 3}),
            "solvable_by": DateInput,
        }
        help_texts = {
            "solvable_by": _("Empty when nobody can say."),
        }


DEEPTECH = [("unknown", _("not known yet")), ("yes", _("yes")), ("no", _("no"))]


class FactsForm(forms.Form):
    """What was tried in the own region, what the municipality says, and whether it is deeptech."""

    own_region_options = forms.CharField(
        label=_("Options tried in the own region"),
        help_text=_("Which places or solutions were looked at, and why each did not do."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    municipality_statement = forms.CharField(
        label=_("Statement of the current municipality"),
        help_text=_("What the municipality says of it, by whom and when."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    is_deeptech = forms.ChoiceField(
        label=_("Deeptech"),
        help_text=_(
            "Technological or scientific progress that is unique and hard to copy, asks much "
            "capital early and takes long to market."
        ),
        choices=DEEPTECH,
        widget=forms.RadioSelect,
    )
    deeptech_reason = forms.CharField(
        label=_("Why this is deeptech, or why not"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, review: EligibilityReview) -> dict[str, Any]:
        """What the form shows of a review; version 0 while nothing was saved."""
        return {
            "own_region_options": review.own_region_options,
            "municipality_statement": review.municipality_statement,
            "is_deeptech": {True: "yes", False: "no", None: "unknown"}[review.is_deeptech],
            "deeptech_reason": review.deeptech_reason,
            "version": review.version if review.pk else 0,
        }

    def clean(self) -> dict[str, Any]:
        """A yes or no needs its reason."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("is_deeptech") in ("yes", "no") and not values.get("deeptech_reason"):
            self.add_error("deeptech_reason", _("Say why; the reviewer leans on it."))
        return values

    def facts(self) -> dict[str, Any]:
        """The values as the review keeps them."""
        answer = {"yes": True, "no": False, "unknown": None}[self.cleaned_data["is_deeptech"]]
        return self.cleaned_data | {"is_deeptech": answer}


class VerdictForm(forms.Form):
    """The judgement of the reviewer."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("accepted", _("Accept")), ("rejected", _("Reject"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason of the verdict"), widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class NotEligibleForm(forms.Form):
    """Closes a rejected case."""

    reason = forms.CharField(
        label=_("Reason of the outcome"), widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
