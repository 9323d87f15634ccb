"""Forms of visits: cancelling and finishing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.disclosure import names_company
from cases.models import Case


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
