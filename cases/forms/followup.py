"""Forms of the follow-up: a milestone, the realised figures, the end."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.widgets import DateInput
from cases.models import Case, Milestone, RealisedFigure


class MilestoneForm(forms.ModelForm[Milestone]):
    """Who arranges it, and on which day."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Milestone
        fields = ["owner", "planned_on", "revised_on", "revision_reason", "done_on"]
        widgets = {"planned_on": DateInput, "revised_on": DateInput, "done_on": DateInput}
        help_texts = {"revised_on": _("Only when it differs from the planned day.")}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_case = Organisation.objects.filter(
            participations__case=case, participations__ended_at__isnull=True
        )
        self.fields["owner"].queryset = on_case.order_by("name")  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version
        self.fixed = self.instance.planned_on
        if self.fixed is not None:
            self.fields["planned_on"].disabled = True
            self.fields["planned_on"].help_text = _("Stays as it was first planned.")

    def clean_done_on(self) -> Any:
        """What is reached lies behind us."""
        day = self.cleaned_data["done_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Another day says why."""
        data = super().clean() or {}
        if data.get("revised_on") and not data.get("revision_reason", "").strip():
            self.add_error("revision_reason", _("Say why the day changes."))
        if data.get("revised_on") and not data.get("planned_on"):
            self.add_error("planned_on", _("Plan a day before you move it."))
        return data


class RealisedForm(forms.ModelForm[RealisedFigure]):
    """What the case brought, with the source."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RealisedFigure
        fields = [
            "measured_on",
            "jobs_new_fte",
            "jobs_retained_fte",
            "capex_eur",
            "area_ha",
            "source",
        ]
        widgets = {"measured_on": DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = 0 if self.instance._state.adding else self.instance.version
        for name in ("capex_eur", "area_ha"):
            self.fields[name].min_value = 0  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["min"] = 0

    def clean_measured_on(self) -> Any:
        """Figures are of a day that was."""
        day = self.cleaned_data["measured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """No amount below zero."""
        data = super().clean() or {}
        for name in ("capex_eur", "area_ha"):
            if data.get(name) is not None and data[name] < 0:
                self.add_error(name, _("An amount is never below zero."))
        return data


class EndForm(forms.Form):
    """Why nothing more is expected."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
