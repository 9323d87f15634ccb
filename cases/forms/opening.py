"""The form that opens a case: for a company that is known, or one entered in the same form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.widgets import DateInput
from cases.disclosure import names_company
from cases.forms.company import KvkField
from cases.forms.lists import PersonField, workers_of
from cases.models import Case, Company


class OpenCaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known at the start; only the company and its account manager are needed."""

    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, widget=forms.HiddenInput, label=_("Company")
    )
    company_name = forms.CharField(
        label=_("Company name"),
        max_length=160,
        error_messages={"required": _("Write the name of the company.")},
    )
    kvk_number = KvkField()
    website = forms.URLField(
        label=_("Website"),
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    sector = forms.CharField(
        label=_("Sector"),
        max_length=80,
        required=False,
        help_text=_("In a word or two, such as photonics or heat pumps."),
    )
    different = forms.BooleanField(
        label=_("This is another company than those found"),
        required=False,
        widget=forms.HiddenInput,
    )
    account_manager = PersonField(User.objects.none(), label=_("Account manager"))

    class Meta:
        model = Case
        fields = (
            "account_manager",
            "confidentiality",
            "activity",
            "lead_source",
            "origin_municipality",
            "jobs_new_fte",
            "jobs_retained_fte",
            "capex_eur",
            "area_ha",
            "power_mw",
            "decision_expected_on",
            "operational_on",
            "summary",
            "situation",
        )
        widgets = {
            "decision_expected_on": DateInput,
            "operational_on": DateInput,
            "summary": forms.Textarea(attrs={"rows": 4}),
            "situation": forms.Textarea(attrs={"rows": 4}),
        }

    COMPANY = ("company_name", "kvk_number", "website", "sector")
    WORK = ("account_manager", "confidentiality", "lead_source", "origin_municipality", "activity")
    AMOUNTS = (
        "jobs_new_fte",
        "jobs_retained_fte",
        "capex_eur",
        "area_ha",
        "power_mw",
        "decision_expected_on",
        "operational_on",
    )
    TEXTS = ("summary", "situation")

    def __init__(self, *args: Any, user: User, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["company"].queryset = Company.objects.visible_to(user)
        fields["account_manager"].queryset = workers_of(organisation)
        fields["account_manager"].initial = user.pk
        fields["company_name"].required = not self["company"].value()

    def ask_about_likeness(self) -> None:
        """Shows the box that says that it is another company than those found."""
        self.fields["different"].widget = forms.CheckboxInput()

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Fields of one part of the page."""
        return [self[name] for name in names]

    def work_fields(self) -> list[forms.BoundField]:
        """Who, how confidential, from where."""
        return self.group(self.WORK)

    def amount_fields(self) -> list[forms.BoundField]:
        """Jobs, euros, hectares, megawatts and dates."""
        return self.group(self.AMOUNTS)

    def text_fields(self) -> list[forms.BoundField]:
        """The anonymous profile and the request in full."""
        return self.group(self.TEXTS)

    def clean(self) -> dict[str, Any]:
        """A company is needed, and the anonymous profile does not name it."""
        values: dict[str, Any] = super().clean() or {}
        company = values.get("company") or Company(
            name=values.get("company_name", ""),
            kvk_number=values.get("kvk_number", ""),
            website=values.get("website", ""),
        )
        if names_company(values.get("summary", ""), company):
            self.add_error(
                "summary",
                _("This text gives the company away. Leave out its name, website and KvK number."),
            )
        return values

    def company_values(self) -> dict[str, Any]:
        """What is known of a new company; its municipality is where it is now."""
        values = self.cleaned_data
        return {
            "name": values["company_name"],
            "kvk_number": values["kvk_number"],
            "website": values["website"],
            "sector": values["sector"],
            "municipality": values["origin_municipality"],
        }

    def case_values(self) -> dict[str, Any]:
        """Values of the case for the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
