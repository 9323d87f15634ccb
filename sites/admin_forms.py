"""What the catalogue of criteria accepts: a criterion that can be asked, answered and compared."""

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import ForeignObjectRel
from django.utils.translation import gettext_lazy as _

from sites.models import Criterion, Site, SiteFact

Kind = Criterion.Kind
AMOUNTS = {Kind.AT_LEAST, Kind.AT_MOST, Kind.RANGE, Kind.DISTANCE}
CHOICES = {Kind.ORDINAL_MIN, Kind.ONE_OF}
NUMBERS = (models.DecimalField, models.FloatField, models.IntegerField)
DISTANCE_UNIT = "km"
FEWEST = 2


class OptionsField(forms.CharField):
    """Options, one a line, in order; a list for the model."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        """A line per option."""
        return "\n".join(str(part) for part in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares lists: what is written otherwise but says the same is no change."""
        return list(initial or []) != self.clean(data)


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A criterion. What facts and requirements lean on already cannot become something else."""

    options = OptionsField(
        label=_("options"),
        required=False,
        help_text=_("For steps or a choice: one a line, steps from low to high."),
    )

    class Meta:
        model = Criterion
        fields = (
            *("code", "name_nl", "name_en", "help_nl", "help_en", "group", "kind", "unit"),
            *("options", "site_field", "fresh_months", "position", "active"),
        )

    def clean(self) -> dict[str, Any]:
        """Kind, unit, options and column have to fit each other."""
        values: dict[str, Any] = super().clean() or {}
        kind = values.get("kind", "")
        self._options(kind, values.get("options") or [])
        self._unit(kind, values.get("unit", ""))
        self._column(kind, values.get("site_field", ""))
        if values.get("fresh_months") == 0:
            self.add_error("fresh_months", _("A fact is fresh for a month at least."))
        if self.instance.pk and not self.instance._state.adding:
            self._leant_on(kind, values)
        return values

    def _options(self, kind: str, options: list[str]) -> None:
        if kind in CHOICES and len(options) < FEWEST:
            self.add_error("options", _("Steps and choices need at least two options."))
        elif kind and kind not in CHOICES and options:
            self.add_error("options", _("Only steps and choices have options."))
        if len(set(options)) < len(options):
            self.add_error("options", _("An option stands there twice."))
        if any("|" in option for option in options):
            self.add_error("options", _("An option holds no vertical bar: it keeps them apart."))

    def _unit(self, kind: str, unit: str) -> None:
        if kind == Kind.DISTANCE and unit != DISTANCE_UNIT:
            self.add_error("unit", _("A distance to a place is in km."))
        elif kind in AMOUNTS and not unit:
            self.add_error("unit", _("An amount needs a unit."))
        elif kind and kind not in AMOUNTS and unit:
            self.add_error("unit", _("Only an amount has a unit."))

    def _column(self, kind: str, name: str) -> None:
        if not name or not kind:
            return
        try:
            column: Any = Site._meta.get_field(name)
        except FieldDoesNotExist:
            self.add_error("site_field", _("A site has no column of this name."))
            return
        wanted: tuple[type[Any], ...] = NUMBERS if kind in AMOUNTS else (models.CharField,)
        if kind == Kind.BOOLEAN:
            wanted = (models.BooleanField,)
        if kind == Kind.DISTANCE or not isinstance(column, wanted):
            self.add_error("site_field", _("This column holds another kind of value."))

    def _leant_on(self, kind: str, values: dict[str, Any]) -> None:
        """Whatever was stated or asked keeps its meaning."""
        before = Criterion.objects.get(pk=self.instance.pk)
        gone = set(map(str, before.options)) - set(values.get("options") or [])
        other = kind != before.kind or values.get("unit", "") != before.unit
        if (gone or other) and _in_use(before):
            text = _(
                "Facts or requirements lean on this criterion: its kind, unit and options stay. "
                "Make a new criterion, and take this one out of use."
            )
            raise ValidationError(text)


def _in_use(criterion: Criterion) -> bool:
    """Whether a fact, or anything in another app, points at it."""
    if SiteFact.objects.filter(criterion=criterion).exists():
        return True
    for relation in Criterion._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            model: Any = relation.related_model
            if model is SiteFact or not hasattr(model, "history"):
                continue
            if model._default_manager.filter(**{relation.field.name: criterion}).exists():
                return True
    return False
