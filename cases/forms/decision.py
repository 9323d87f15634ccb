"""Forms of the decision and its conditions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.widgets import DateInput
from cases.actions.decision import NEEDS_SITE
from cases.models import Candidate, Case, Decision, DecisionCondition, Outcome

# How a case ends on the way, without a decision.
ON_THE_WAY = {Outcome.NOT_ELIGIBLE, Outcome.LOST_CONTACT}


class DecisionForm(forms.ModelForm[Decision]):
    """The draft: everything may be empty until it is proposed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Decision
        fields = ["outcome", "preferred", "reserve", "decided_on", "motivation"]
        widgets = {"decided_on": DateInput, "motivation": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "motivation": _(
                "Why this outcome and this site, and why not the others. "
                "Becomes part of the fixed record."
            )
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        listed = case.candidates.filter(status=Candidate.Status.SHORTLIST)
        for name in ("preferred", "reserve"):
            field = self.fields[name]
            field.queryset = listed.select_related("site")  # type: ignore[attr-defined]
            field.label_from_instance = lambda candidate: candidate.site.name  # type: ignore[attr-defined]
            field.empty_label = _("none")  # type: ignore[attr-defined]
        choices = [choice for choice in Outcome.choices if choice[0] not in ON_THE_WAY]
        self.fields["outcome"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def clean_decided_on(self) -> Any:
        """A decision is never of tomorrow."""
        day = self.cleaned_data["decided_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """An outcome that leads to a site names it."""
        data = super().clean() or {}
        if data.get("outcome") in NEEDS_SITE and not data.get("preferred"):
            self.add_error("preferred", _("This outcome needs a preferred site."))
        return data


class ConditionForm(forms.ModelForm[DecisionCondition]):
    """What must be arranged, by whom and before when."""

    class Meta:
        model = DecisionCondition
        fields = ["kind", "text", "owner", "due_on"]
        widgets = {"due_on": DateInput}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_case = Organisation.objects.filter(
            participations__case=case, participations__ended_at__isnull=True
        )
        field = self.fields["owner"]
        field.queryset = on_case.order_by("name")  # type: ignore[attr-defined]


class MetForm(forms.Form):
    """The day on which a condition was met; empty when it is open again."""

    met_on = forms.DateField(label=_("Met on"), required=False, widget=DateInput)


class VersionForm(forms.Form):
    """A button on the decision; refuses when the decision changed since the page was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """A step back, with its reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
