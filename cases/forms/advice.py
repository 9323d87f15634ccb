"""Forms of the advice on a decision: asking for it, and giving it."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from accounts.widgets import DateInput
from cases.models import Advice, Candidate

SITE = "site-"


class AskForm(forms.Form):
    """Whose advice is asked, and before which day."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none()
    )
    due_on = forms.DateField(label=_("asked before"), widget=DateInput)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        """There is time to answer."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class AdviceForm(forms.Form):
    """The advice of the own organisation: on the decision, perhaps per site, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    verdict = forms.ChoiceField(
        label=_("Advice on the decision"),
        choices=Advice.Verdict.choices,
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("reasons"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Becomes part of the fixed record, with the name of your organisation."),
    )

    def __init__(self, *args: Any, sites: list[Candidate], **kwargs: Any) -> None:
        """A choice per site on the short list."""
        super().__init__(*args, **kwargs)
        self.sites = sites
        blank = [("", pgettext_lazy("advice", "no advice")), *Advice.Verdict.choices]
        for candidate in sites:
            self.fields[f"{SITE}{candidate.pk}"] = forms.ChoiceField(
                label=candidate.site.name, choices=blank, required=False
            )

    @property
    def site_fields(self) -> list[forms.BoundField]:
        """The choices per site, for the template."""
        return [self[f"{SITE}{candidate.pk}"] for candidate in self.sites]

    def values(self) -> dict[str, Any]:
        """What the action takes; a site without an advice is left out."""
        data = self.cleaned_data
        given = {str(c.pk): data[f"{SITE}{c.pk}"] for c in self.sites}
        return {
            "verdict": data["verdict"],
            "reasons": data["reasons"],
            "sites": {key: verdict for key, verdict in given.items() if verdict},
        }


def initial_of(advice: Advice | None) -> dict[str, Any]:
    """What the form shows of an advice that was given before."""
    if advice is None:
        return {"version": 0}
    sites = {f"{SITE}{uuid.UUID(key)}": verdict for key, verdict in advice.sites.items()}
    return {
        "version": advice.version,
        "verdict": advice.verdict,
        "reasons": advice.reasons,
        **sites,
    }
