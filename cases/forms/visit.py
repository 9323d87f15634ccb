"""Forms of visits: planning, cancelling, finishing, and noting on a phone."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.widgets import DateTimeInput
from cases.disclosure import names_company
from cases.models import Candidate, Case, SiteVisit, VisitStop


class Anonymous:
    """Refuses the company's name in the fields that a host may read."""

    case: Case
    anonymous: tuple[str, ...] = ()

    def guard(self, data: dict[str, Any]) -> None:
        """Adds an error to each field that names the company."""
        for name in self.anonymous:
            if names_company(data.get(name) or "", self.case.company):
                self.add_error(  # type: ignore[attr-defined]
                    name, _("The host reads this: leave out the name of the company.")
                )


class VisitForm(Anonymous, forms.ModelForm[SiteVisit]):
    """A visit: when, who hosts, and which sites in which order."""

    anonymous = ("meeting_point", "programme")

    class Meta:
        model = SiteVisit
        fields = ["starts_at", "ends_at", "host", "meeting_point", "programme", "guests"]
        widgets = {
            "starts_at": DateTimeInput,
            "ends_at": DateTimeInput,
            "programme": forms.Textarea(attrs={"rows": 5}),
            "guests": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"starts_at": _("Begins"), "ends_at": _("Ends")}
        help_texts = {"meeting_point": _("Hosts read this too; not the address of the company.")}

    def __init__(self, *args: Any, case: Case, candidates: list[Candidate], **kwargs: Any) -> None:
        """`candidates` are the sites that can be visited; each gets a field for its order."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.candidates = {str(candidate.pk): candidate for candidate in candidates}
        hosts = Organisation.objects.filter(
            participations__case=case, participations__ended_at__isnull=True
        )
        self.fields["host"].queryset = hosts.order_by("name")  # type: ignore[attr-defined]
        present = self._present()
        for key, candidate in self.candidates.items():
            self.fields[f"stop-{key}"] = forms.IntegerField(
                label=candidate.site.name,
                required=False,
                initial=present.get(candidate.pk),
                validators=[MinValueValidator(1)],
                widget=forms.NumberInput(attrs={"min": 1, "class": "visit-order"}),
            )

    def _present(self) -> dict[uuid.UUID, int]:
        if self.instance._state.adding:
            return {}
        rows = VisitStop._default_manager.filter(visit=self.instance)
        return dict(rows.values_list("candidate_id", "position"))

    @property
    def stop_fields(self) -> list[tuple[Any, Candidate]]:
        """The field of each site, with the site."""
        return [(self[f"stop-{key}"], candidate) for key, candidate in self.candidates.items()]

    def clean(self) -> dict[str, Any]:
        """The sites in the order of their numbers; at least one, and no name of the company."""
        data = super().clean() or {}
        chosen = [
            (data.get(f"stop-{key}"), candidate) for key, candidate in self.candidates.items()
        ]
        ordered = sorted(
            ((order, c.site.name, c) for order, c in chosen if order), key=lambda row: row[:2]
        )
        data["stops"] = [candidate for _order, _name, candidate in ordered]
        if not ordered:
            self.add_error(None, _("Number at least one site to visit."))
        self.guard(data)
        return data


class CancelForm(Anonymous, forms.Form):
    """Why a visit is called off."""

    anonymous = ("reason",)
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason of cancelling"),
        max_length=300,
        help_text=_("The host reads this."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean(self) -> dict[str, Any]:
        """No name of the company."""
        data = super().clean() or {}
        self.guard(data)
        return data


class FinishForm(forms.Form):
    """That the visit took place, and what it showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    conclusion = forms.CharField(
        label=_("Conclusion"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for organisations that may know the company."),
    )


class ObservationForm(Anonymous, forms.Form):
    """What was seen at one site; short enough for a phone in one hand."""

    anonymous = ("observation", "follow_up")
    stamp = forms.IntegerField(widget=forms.HiddenInput)
    score = forms.TypedChoiceField(
        label=_("Impression"),
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "visit-score"}),
        choices=[
            (1, _("1 poor")),
            (2, _("2 moderate")),
            (3, _("3 fair")),
            (4, _("4 good")),
            (5, _("5 excellent")),
        ],
    )
    observation = forms.CharField(
        label=_("What we saw"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "autocapitalize": "sentences"}),
        help_text=_("The host reads this too: no name of the company."),
    )
    follow_up = forms.CharField(
        label=_("To find out"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Becomes a next action of yours."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def clean(self) -> dict[str, Any]:
        """No name of the company."""
        data = super().clean() or {}
        self.guard(data)
        return data
