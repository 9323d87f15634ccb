"""Forms of the matching page: filters, lists and regions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.disclosure import names_company
from cases.models import Candidate, CandidateRegion, Case
from regions.models import Region
from sites.models import Site

Areas = Mapping[str, str]
TRY = "try"  # the id of the form of the workbench; filters stand outside of it


class MatchFilter(forms.Form):
    """What of the ranking is shown; lives in the address."""

    province = forms.ChoiceField(label=_("Province"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    coverage = forms.TypedChoiceField(
        label=_("Coverage"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("any coverage")),
            ("25", _("at least 25%")),
            ("50", _("at least 50%")),
            ("75", _("at least 75%")),
        ],
    )
    own = forms.BooleanField(label=_("Own area only"), required=False)

    def __init__(self, *args: Any, provinces: Areas, regions: Areas, **kwargs: Any) -> None:
        """Code and name of what is on the board; only that can be chosen."""
        super().__init__(*args, **kwargs)
        self._choices("province", provinces, _("all provinces"))
        self._choices("region", regions, _("all regions"))
        for field in self.fields.values():
            field.widget.attrs["form"] = TRY

    def _choices(self, name: str, found: Areas, everything: Any) -> None:
        ordered = sorted(found.items(), key=lambda pair: pair[1])
        self.fields[name].choices = [("", everything), *ordered]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a site goes on or off a list. The region of the site reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The region of the site reads this: no company, no other sites."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean_reason(self) -> str:
        """Refuses a text that names the company."""
        reason: str = self.cleaned_data["reason"]
        if names_company(reason, self.case.company):
            raise forms.ValidationError(
                _("The region of the site reads this: leave out the name of the company.")
            )
        return reason


class AgainstMatchForm(ReasonForm):
    """Why a site is listed although it fails a must."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = _("Why list it all the same")
        reason.help_text = _(
            "This site fails a must. The reason stays beside it, on every list and in the "
            "decision; the region reads it: no company, no other sites."
        )


class FreezeForm(forms.Form):
    """Why a match is frozen, and when it differs from what was signed, why that is."""

    reason = forms.CharField(
        label=_("Why this run"),
        max_length=300,
        help_text=_("For example: for the talk with the company on 12 March."),
    )
    weights_reason = forms.CharField(
        label=_("Why it differs from what the company signed"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, tried: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not tried:
            del self.fields["weights_reason"]


class AddSitesForm(ReasonForm):
    """Sites picked from the ranking. Without a reason of its own, a site gets its score."""

    site = forms.ModelMultipleChoiceField(
        label=_("Sites"),
        queryset=Site.objects.none(),
        error_messages={"required": _("Tick the sites to put on the long list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = False
        reason.help_text = _(
            "Empty: each site gets its own score and coverage. "
            "The region reads this: no company, no other sites."
        )
        self.fields["site"].queryset = Site.objects.in_use()  # type: ignore[attr-defined]


class MoveForm(ReasonForm):
    """Moves a candidate to another list; `seen` is the status that the page showed."""

    field_order = ["status", "reason"]
    status = forms.ChoiceField(label=_("Move to"), widget=forms.RadioSelect)
    seen = forms.ChoiceField(choices=Candidate.Status, widget=forms.HiddenInput)

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = self.data.get("seen", current)
        others = [choice for choice in Candidate.Status.choices if choice[0] != seen]
        self.fields["status"].choices = others  # type: ignore[attr-defined]
        self.initial["seen"] = current


class RegionForm(forms.Form):
    """A region in the running."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=1000)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = case.candidate_regions.values("region_id")
        rows = Region.objects.exclude(pk__in=listed).select_related("province")
        field = self.fields["region"]
        field.queryset = rows.order_by("name")  # type: ignore[attr-defined]


class RegionStatusForm(forms.ModelForm[CandidateRegion]):
    """Where the talk with a region stands."""

    class Meta:
        model = CandidateRegion
        fields = ["status", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}
