"""Forms of a company, its people, and the question whether it is known already."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Company, ContactPerson
from regions.models import KeyTechnology

YES_NO = [("", _("unknown")), ("true", _("yes")), ("false", _("no"))]


def bare_number(value: str) -> str:
    """A KvK number as people write it, without its spaces and dots."""
    return re.sub(r"[\s.]", "", value)


class KvkField(forms.CharField):
    """Eight digits; spaces and dots are dropped before anything looks at them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("KvK number"), required=False, max_length=20, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> str:
        """The digits."""
        return bare_number(super().to_python(value) or "")

    def clean(self, value: Any) -> str:
        """Exactly eight, or nothing."""
        number: str = super().clean(value)
        if number and not re.fullmatch(r"\d{8}", number):
            raise forms.ValidationError(_("A KvK number has eight digits."))
        return number


def _three_way() -> forms.TypedChoiceField:
    """Yes, no, or nobody knows yet."""
    return forms.TypedChoiceField(
        choices=YES_NO,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
    )


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A company with its technologies."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kvk_number = KvkField(help_text=_("Eight digits; finds the company when it is known already."))
    technologies = forms.ModelMultipleChoiceField(
        KeyTechnology.objects.all(),
        label=_("Key technologies"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
    )
    primary = forms.ModelChoiceField(
        KeyTechnology.objects.all(),
        label=_("Most important technology"),
        required=False,
        empty_label=_("none yet"),
        help_text=_("This one stands in lists and counts in the reports."),
    )
    different = forms.BooleanField(
        label=_("This is another company than those found"),
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Company
        fields = (
            "name",
            "kvk_number",
            "municipality",
            "website",
            "sector",
            "employees_fte",
            "description",
            "sensitivity",
            "export_controlled",
            "listed",
            "financed_by_rom",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "website": forms.URLInput(attrs={"placeholder": "https://"}),
        }
        help_texts = {
            "sector": _("In a word or two, such as photonics or heat pumps."),
            "listed": _("Price-sensitive information asks extra care."),
        }

    LEADING = ("name", "kvk_number")
    FACTS = ("municipality", "website", "sector", "employees_fte", "description")
    CAREFUL = ("sensitivity", "export_controlled", "listed", "financed_by_rom")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("export_controlled", "listed", "financed_by_rom"):
            label = self.fields[name].label
            help_text = self.fields[name].help_text
            self.fields[name] = _three_way()
            self.fields[name].label, self.fields[name].help_text = label, help_text
            value = getattr(self.instance, name)
            self.initial[name] = "" if value is None else str(value).lower()

    def ask_about_likeness(self) -> None:
        """Shows the box that says that it is another company than those found."""
        self.fields["different"].widget = forms.CheckboxInput()

    def groups(self) -> list[list[forms.BoundField]]:
        """The fields in the order of the page."""
        return [[self[name] for name in names] for names in (self.LEADING, self.FACTS)]

    def careful(self) -> list[forms.BoundField]:
        """What asks care."""
        return [self[name] for name in self.CAREFUL]

    def clean(self) -> dict[str, Any]:
        """One technology is the most important as soon as there are several."""
        values: dict[str, Any] = super().clean() or {}
        chosen, primary = list(values.get("technologies") or []), values.get("primary")
        if primary and primary not in chosen:
            chosen.append(primary)
        if not primary and len(chosen) == 1:
            primary = chosen[0]
        if not primary and chosen:
            self.add_error(
                "primary", _("Choose which of these technologies is the most important.")
            )
        values["technologies"], values["primary"] = chosen, primary
        return values

    def facts(self) -> dict[str, Any]:
        """Values for the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def technology_codes(self) -> tuple[list[str], str | None]:
        """Codes of the technologies, and of the most important one."""
        primary = self.cleaned_data["primary"]
        codes = [technology.pk for technology in self.cleaned_data["technologies"]]
        return codes, primary.pk if primary else None


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody at the company."""

    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ContactPerson
        fields = ("name", "job_title", "email", "phone", "primary")

    def facts(self) -> dict[str, Any]:
        """Values for the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CompanyFilterForm(forms.Form):
    """Finds a company by name or KvK number."""

    q = forms.CharField(
        label=_("Name or KvK number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    technology = forms.ModelChoiceField(
        KeyTechnology.objects.all(),
        label=_("Key technology"),
        required=False,
        empty_label=_("All"),
    )

    def apply(self, rows: Any) -> Any:
        """The companies that pass."""
        self.is_valid()
        if self.cleaned_data.get("q"):
            rows = rows.matching_text(self.cleaned_data["q"])
        if self.cleaned_data.get("technology"):
            rows = rows.filter(company_technologies__technology=self.cleaned_data["technology"])
        return rows

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        self.is_valid()
        return any(self.cleaned_data.values())
