"""The form of one requirement. Its fields adapt to the kind of its criterion."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.forms.near import NEAR_FIELDS, NearForm, near_initial
from cases.forms.request import refuse_name
from cases.models import BuildingBlock, Company, Requirement
from cases.units import (
    COS_PHI,
    UNITS,
    alternatives,
    choices_in,
    convert,
    formula,
    needs_cos_phi,
    trimmed,
)
from sites.labels import option_label, unit_label
from sites.models import Criterion

Kind = Criterion.Kind
AMOUNTS = ("minimum", "maximum", "target")
# The fields of each kind; the rest is left out once the criterion is known.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    Kind.AT_LEAST: ("minimum", "target"),
    Kind.AT_MOST: ("maximum", "target"),
    Kind.RANGE: ("minimum", "maximum", "target"),
    Kind.DISTANCE: ("maximum", "target", *NEAR_FIELDS),
    Kind.ORDINAL_MIN: ("option",),
    Kind.ONE_OF: ("options",),
    Kind.BOOLEAN: ("answer",),
}
NUMBERS = (Kind.AT_LEAST, Kind.AT_MOST, Kind.RANGE, Kind.DISTANCE)
VALUE_FIELDS = (
    *("minimum", "maximum", "target", "unit", "cos_phi", "option", "options", "answer"),
    *NEAR_FIELDS,
)
BELOW_ZERO = {"°C"}  # every other amount is at least nothing
# The conversion that was noted with an earlier entry: "[8 MVA × cos φ 0,95 = 7,6 MW]".
CONVERSION = re.compile(r"\s*\[[^\[\]]* = [^\[\]]*\]$")


def _amount(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=14,
        decimal_places=4,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class RequirementForm(NearForm):
    """One must or wish.

    Without a criterion (no JavaScript, first look) it holds the fields of every kind, each with
    its help; the kind of the criterion that was sent decides which of them count.
    """

    criterion = forms.ChoiceField(label=_("Criterion"))
    minimum = _amount(_("Minimum"), _("Below this a site does not do."))
    maximum = _amount(_("Maximum"), _("Above this a site does not do."))
    target = _amount(_("Preferably"), _("What would be ideal; between the two, more is better."))
    unit = forms.ChoiceField(
        label=_("Entered in"),
        required=False,
        help_text=_("It is kept in the unit of the criterion; the note says what was entered."),
    )
    cos_phi = forms.DecimalField(
        label=_("cos φ"),
        min_value=Decimal("0.5"),
        max_value=1,
        decimal_places=3,
        required=False,
        localize=True,
        initial=COS_PHI,
        help_text=_("Power factor, for turning MVA into MW: MW = MVA × cos φ."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    option = forms.ChoiceField(
        label=_("This step or higher"),
        required=False,
        help_text=_("For a criterion in steps: the lowest that does."),
    )
    options = forms.MultipleChoiceField(
        label=_("Any of these will do"),
        required=False,
        help_text=_("For a choice: everything that is acceptable."),
        widget=forms.CheckboxSelectMultiple,
    )
    answer = forms.ChoiceField(
        label=_("Yes or no"),
        required=False,
        help_text=_("For a yes-or-no criterion: what is asked."),
        widget=forms.RadioSelect,
    )
    block = forms.ChoiceField(
        label=_("Holds for"),
        required=False,
        help_text=_("The whole request, or one building block of it."),
    )
    level = forms.ChoiceField(
        label=_("Must or wish"),
        choices=Requirement.Weightiness,
        initial=Requirement.Weightiness.MUST,
        help_text=_("A must knocks a site out; a wish only counts in the score."),
        widget=forms.RadioSelect,
    )
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=0,
        max_value=100,
        initial=10,
        help_text=_("0 to 100: how heavily it counts in the score."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where the company's figure comes from, such as a design or a supplier."),
    )
    note = forms.CharField(
        label=_("Explanation"),
        max_length=200,
        required=False,
        help_text=_("Read by every region on the case: no name, place or product name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        company: Company,
        criteria: list[Criterion],
        blocks: Sequence[BuildingBlock] = (),
        row: Requirement | None = None,
        chosen: str = "",
        block: str = "",
        stamp: int | None = None,
    ) -> None:
        self.company = company
        self.blocks = {str(found.pk): found for found in blocks}
        self.row = row
        self.criteria = {criterion.code: criterion for criterion in criteria}
        key = row.criterion_id if row else (data.get("criterion", "") if data else chosen)
        self.kind_of = row.criterion if row else self.criteria.get(key)
        first = _initial(row, stamp) if row else {"criterion": chosen, "block": block}
        super().__init__(data, initial=first)
        if row is not None:
            del self.fields["criterion"]
        else:
            self._choice("criterion").choices = [("", _("Choose …")), *grouped(criteria)]
        self._choice("block").choices = [
            ("", _("the whole request")),
            *((key, found.name) for key, found in self.blocks.items()),
        ]
        if not blocks:
            del self.fields["block"]
        self._adapt()

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        return field

    def _adapt(self) -> None:
        """Leaves out what the criterion does not ask, and fills the choices."""
        criterion = self.kind_of
        known = [criterion] if criterion else list(self.criteria.values())
        units = list(dict.fromkeys(u for c in known for u in alternatives(c.unit)))
        self._choice("unit").choices = [("", _("the unit of the criterion"))] * (
            criterion is None
        ) + [(u, unit_label(u)) for u in units if criterion or u in UNITS]
        self._choice("answer").choices = [
            ("yes", pgettext("answer", "yes")),
            ("no", pgettext("answer", "no")),
        ]
        self._choice("option").choices = [("", _("Choose …")), *_options(known, Kind.ORDINAL_MIN)]
        self._choice("options").choices = _options(known, Kind.ONE_OF)
        if any(row.kind == Kind.DISTANCE for row in known):
            self.offer_places()
        if criterion is None:
            self._leave_out_kinds({row.kind for row in known})
            return
        wanted = set(FIELDS_OF[criterion.kind])
        if wanted & set(AMOUNTS):
            self._measure(criterion, units, wanted)
        if criterion.kind == Kind.RANGE:
            self.fields["target"].help_text = _("What would be ideal, between the two.")
        for name in VALUE_FIELDS:
            if name not in wanted:
                del self.fields[name]
            elif name in ("option", "options", "answer"):
                self.fields[name].help_text = ""

    def _leave_out_kinds(self, kinds: set[str]) -> None:
        """Before a criterion is chosen: no field for a kind of which none is left."""
        asked = {name for kind in kinds for name in FIELDS_OF[kind]}
        for name in (*AMOUNTS, "option", "options", "answer", *NEAR_FIELDS):
            if name not in asked:
                del self.fields[name]

    def _measure(self, criterion: Criterion, units: list[str], wanted: set[str]) -> None:
        """Shows the unit; offers others where people mix them."""
        if len(units) > 1:
            wanted.add("unit")
            if any(needs_cos_phi(criterion.unit, unit) for unit in units):
                wanted.add("cos_phi")
            return
        for name in wanted & set(AMOUNTS):
            field = self.fields[name]
            if criterion.unit:
                field.label = f"{field.label} ({unit_label(criterion.unit)})"

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields that follow from the criterion, in order."""
        return [self[name] for name in VALUE_FIELDS if name in self.fields]

    def clean_criterion(self) -> Criterion:
        """The criterion itself."""
        return self.criteria[self.cleaned_data["criterion"]]

    def clean_block(self) -> BuildingBlock | None:
        """The block itself; None for the whole request."""
        return self.blocks.get(self.cleaned_data["block"])

    def clean_source(self) -> str:
        """Refuses a source that gives the company away."""
        return refuse_name(self.cleaned_data["source"], self.company)

    def clean_note(self) -> str:
        """Refuses a note that gives the company away."""
        return refuse_name(self.cleaned_data["note"], self.company)

    def clean(self) -> dict[str, Any]:
        """Turns what was entered into the columns of a requirement, in the criterion's unit."""
        values: dict[str, Any] = super().clean() or {}
        criterion = self.kind_of
        if criterion is None or self.errors:
            return values
        result: dict[str, Any] = {"minimum": None, "maximum": None, "target": None, "text": ""}
        if criterion.kind in NUMBERS:
            self._amounts(criterion, values, result)
        else:
            result["text"] = self._words(criterion, values)
        if criterion.kind == Kind.DISTANCE:
            result |= self.kept_place(values)
        return values | result

    def _words(self, criterion: Criterion, values: dict[str, Any]) -> str:
        name = FIELDS_OF[criterion.kind][0]
        chosen = values.get(name)
        if not chosen:
            self.add_error(name, _("Choose what is asked."))
            return ""
        return "|".join(chosen) if isinstance(chosen, list) else str(chosen)

    def _amounts(
        self, criterion: Criterion, values: dict[str, Any], result: dict[str, Any]
    ) -> None:
        entered = values.get("unit") or criterion.unit
        cos_phi = values.get("cos_phi") or COS_PHI
        steps = []
        bounds = [name for name in FIELDS_OF[criterion.kind] if name in ("minimum", "maximum")]
        for name in (*bounds, "target"):
            amount = values.get(name)
            if amount is None:
                continue
            if amount < 0 and criterion.unit not in BELOW_ZERO:
                self.add_error(name, _("This is never below zero."))
            result[name] = convert(amount, entered, criterion.unit, cos_phi)
            if amount and not result[name]:
                self.add_error(name, _("This is too small to keep."))
            if entered != criterion.unit:
                steps.append(formula(amount, entered, criterion.unit, cos_phi))
        self._check(bounds, values, result)
        values["note"] = self._with_conversion(values["note"], steps, result)

    def _check(self, bounds: list[str], values: dict[str, Any], result: dict[str, Any]) -> None:
        """Bounds where they are needed, and an ideal value within them. A range has two bounds."""
        target = result["target"]
        must = values["level"] == Requirement.Weightiness.MUST
        for name in bounds:
            if result[name] is None and len(bounds) > 1:
                self.add_error(name, _("A range has a minimum and a maximum."))
            elif result[name] is None and (must or target is None):
                self.add_error(
                    name, _("Give a value: a must has a limit that a site meets or not.")
                )
        low, high = result["minimum"], result["maximum"]
        if low is not None and high is not None and high < low:
            self.add_error("maximum", _("The maximum lies below the minimum."))
        elif target is not None and low is not None and target < low:
            self.add_error("target", _("The preferred value lies below the minimum."))
        elif target is not None and high is not None and target > high:
            self.add_error("target", _("The preferred value lies above the maximum."))

    def _with_conversion(self, note: str, steps: list[str], result: dict[str, Any]) -> str:
        """The note with what was entered; kept when the amounts stayed what they were."""
        before = CONVERSION.search(self.row.note) if self.row else None
        if steps:
            return f"{note} [{'; '.join(steps)}]".strip()[:300]
        if before and all(getattr(self.row, name) == result[name] for name in AMOUNTS):
            return f"{note} {before.group().strip()}".strip()
        return note


def _initial(row: Requirement, stamp: int | None) -> dict[str, Any]:
    amounts = {
        name: trimmed(value) for name in AMOUNTS if (value := getattr(row, name)) is not None
    }
    place = near_initial(row) if row.criterion.kind == Kind.DISTANCE else {}
    return (
        amounts
        | place
        | {
            "block": str(row.block_id or ""),
            "source": row.source,
            "unit": row.criterion.unit,
            "cos_phi": COS_PHI,
            "option": row.text,
            "options": choices_in(row.text),
            "answer": row.text,
            "level": row.level,
            "weight": row.weight,
            "note": CONVERSION.sub("", row.note),
            "stamp": stamp,
        }
    )


def grouped(criteria: list[Criterion]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Criteria under the name of their group, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for criterion in criteria:
        unit = unit_label(criterion.unit)
        label = f"{criterion} ({unit})" if unit else str(criterion)
        groups.setdefault(str(criterion.get_group_display()), []).append((criterion.code, label))
    return list(groups.items())


def _options(criteria: list[Criterion], kind: str) -> list[Any]:
    """The options of the criteria of a kind; under their names when there are several."""
    rows = [
        (str(c), [(str(o), option_label(str(o))) for o in c.options])
        for c in criteria
        if c.kind == kind
    ]
    return rows[0][1] if len(rows) == 1 else rows
