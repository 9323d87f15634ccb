"""Forms of the requirement set: its versions and building blocks. See also `requirement`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.disclosure import names_company
from cases.models import Case, Company, ScaleUpRequest, WeightTemplate

ANONYMOUS = _("This text is read by regions that may not know the company: leave its name out.")


def refuse_name(text: str, company: Company) -> str:
    """The text, unless it gives the company away."""
    if names_company(text, company):
        raise forms.ValidationError(ANONYMOUS)
    return text


class SignForm(forms.Form):
    """The company agrees with the draft as it is."""

    signed_by = forms.CharField(
        label=_("Signed off by"),
        max_length=120,
        help_text=_("The person at the company. Only who may know the company sees this."),
    )
    signed_on = forms.DateField(label=_("Signed off on"), widget=DateInput)
    stamp = forms.IntegerField(widget=forms.HiddenInput)

    def clean_signed_on(self) -> Any:
        """Not later than today."""
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("The day of signing does not lie in the future."))
        return day


class ReasonForm(forms.Form):
    """Why there is a new version; read by every region on the case."""

    reason = forms.CharField(
        label=_("Why this version"),
        help_text=_("Read by every region on the case: no name, place or product name."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, company: Company, first: bool = False) -> None:
        super().__init__(data)
        self.company = company
        self.fields["reason"].required = not first

    def clean_reason(self) -> str:
        """Refuses a reason that gives the company away."""
        return refuse_name(self.cleaned_data["reason"], self.company)


class BlockForm(forms.Form):
    """A building block of the draft; its name is read by every region on the case."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Such as: pilot line. Read by every region: no company or product name."),
    )
    activity = forms.ChoiceField(
        label=_("Activity"), choices=[("", _("not said")), *Case.Activity.choices], required=False
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, company: Company, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.company = company

    def clean_name(self) -> str:
        """Refuses a name that gives the company away."""
        return refuse_name(self.cleaned_data["name"], self.company)


class RemoveBlockForm(forms.Form):
    """Takes a block away as it was shown."""

    stamp = forms.IntegerField(widget=forms.HiddenInput)


class WeightsForm(forms.Form):
    """Which set of weights is divided over the draft."""

    sjabloon = forms.ChoiceField(label=_("Set of weights"))
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, templates: Sequence[WeightTemplate]) -> None:
        super().__init__(data)
        self.templates = {template.pk: template for template in templates}
        field = self.fields["sjabloon"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [(key, str(template)) for key, template in self.templates.items()]

    def clean_sjabloon(self) -> WeightTemplate:
        """The set itself."""
        return self.templates[self.cleaned_data["sjabloon"]]


class DiscardForm(forms.Form):
    """Why the draft is thrown away."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class CompareForm(forms.Form):
    """Which two versions are compared."""

    van = forms.ModelChoiceField(label=_("Older version"), queryset=ScaleUpRequest.objects.none())
    naar = forms.ModelChoiceField(label=_("Newer version"), queryset=ScaleUpRequest.objects.none())

    def __init__(self, data: Any, *, versions: Any) -> None:
        super().__init__(data)
        for name in ("van", "naar"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
            field.queryset = versions
            field.to_field_name = "number"
            field.empty_label = None
