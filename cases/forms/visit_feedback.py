"""The form for what the company said of a visit."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.models import SiteVisit, VisitFeedback
from cases.models.visit import ASPECTS

SCORES = [
    ("", _("no answer")),
    (1, _("1 poor")),
    (2, _("2 moderate")),
    (3, _("3 fair")),
    (4, _("4 good")),
    (5, _("5 excellent")),
]


class FeedbackForm(forms.ModelForm[VisitFeedback]):
    """Scores per aspect, a remark, and who gave it when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = VisitFeedback
        fields = ["given_by", "given_on", *ASPECTS, "remark"]
        widgets = {"given_on": DateInput, "remark": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"given_by": _("Only for organisations that may know the company.")}

    def __init__(self, *args: Any, visit: SiteVisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        for name in ASPECTS:
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=SCORES,
            )

    def clean_given_on(self) -> Any:
        """From the first day of the visit until today."""
        day = self.cleaned_data["given_on"]
        if not timezone.localdate(self.visit.starts_at) <= day <= timezone.localdate():
            raise forms.ValidationError(
                _("Feedback is given after the visit began, and not in the future.")
            )
        return day
