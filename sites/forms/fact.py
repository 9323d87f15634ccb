"""A fact about a site: the field for its value follows from the criterion."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from sites.labels import option_label, unit_label
from sites.models import Criterion, SiteFact


class CriterionForm(forms.Form):
    """Which criterion a fact is about."""

    criterion = forms.ModelChoiceField(
        label=_("What do you know?"), queryset=Criterion.objects.none()
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[Criterion]", self.fields["criterion"])
        field.queryset = Criterion.objects.filter(active=True)
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in field.queryset:
            groups.setdefault(str(row.get_group_display()), []).append((row.pk, str(row)))
        field.choices = [("", _("Choose…")), *groups.items()]


class FactForm(forms.ModelForm):  # type: ignore[type-arg]
    """One fact with its source and date. The value is a number, a yes or no, or an option."""

    class Meta:
        model = SiteFact
        fields = ("source", "as_of", "valid_until", "confidence")
        widgets = {"as_of": DateInput, "valid_until": DateInput}
        help_texts = {
            "source": _("Who said it or where it stands, so that a colleague can find it back."),
            "valid_until": _("Empty: until it is too old for this criterion."),
        }

    field_order = ("value", "source", "as_of", "valid_until", "confidence")

    def __init__(self, data: Any = None, *, instance: SiteFact) -> None:
        super().__init__(data, instance=instance, initial={"as_of": timezone.localdate()})
        self.criterion = instance.criterion
        self.fields["value"] = value_field(self.criterion)
        self.order_fields(self.field_order)

    def clean_as_of(self) -> Any:
        """Nothing is known in the future."""
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Puts the value where the model keeps it, before its constraints are checked."""
        data = super().clean() or {}
        value = data.get("value")
        if isinstance(value, Decimal):
            self.instance.number = value
        elif self.criterion.kind == Criterion.Kind.BOOLEAN and value:
            self.instance.number = Decimal(value == "yes")
        elif isinstance(value, list):
            self.instance.text = "|".join(value)
        elif value:
            self.instance.text = str(value)
        return data


def value_field(criterion: Criterion) -> forms.Field:
    """The field that fits a criterion."""
    label = str(criterion)
    options = [(str(option), option_label(str(option))) for option in criterion.options]
    kind = Criterion.Kind(criterion.kind)
    if kind == Criterion.Kind.BOOLEAN:
        return forms.ChoiceField(
            label=label, choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
        )
    if kind == Criterion.Kind.ORDINAL_MIN:
        return forms.ChoiceField(label=label, choices=[("", _("Choose…")), *options])
    if kind == Criterion.Kind.ONE_OF:
        return forms.MultipleChoiceField(
            label=label, choices=options, widget=forms.CheckboxSelectMultiple
        )
    unit = unit_label(criterion.unit)
    return forms.DecimalField(
        label=f"{label} ({unit})" if unit else label,
        max_digits=14,
        decimal_places=4,
        min_value=Decimal(0),
        localize=True,
    )
