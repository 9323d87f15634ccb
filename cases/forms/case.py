"""Forms of the case itself: its key facts, and its moves along the road."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.models.organisation import Role
from accounts.widgets import DateInput
from cases.actions.case import EDITABLE
from cases.actions.stage import SETTLED
from cases.disclosure import names_company
from cases.models import Case, CaseStage, Outcome
from cases.workflow import earlier_stages
from regions.models import Municipality

KEEPS = _("The reason stays in the history of the case.")


def managers_for(case: Case) -> Any:
    """Who can be the account manager: account managers of the origin today, and who is it now."""
    able = Membership.objects.active().filter(
        organisation_id=case.origin_id, role__in=[Role.CASE_WORKER, Role.MANAGER]
    )
    return User.objects.filter(
        Q(pk__in=able.values("user_id")) | Q(pk=case.account_manager_id)
    ).order_by("name")


class MunicipalityChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A municipality with its province: there is more than one Bergen."""

    def label_from_instance(self, obj: Any) -> str:
        """Eindhoven (Noord-Brabant)."""
        return f"{obj.name} ({obj.province})"


class CaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """The key facts. What stands in the anonymous profile must not give the company away."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    origin_municipality = MunicipalityChoice(
        label=_("Current location"),
        queryset=Municipality.objects.select_related("province").order_by("name"),
        required=False,
        help_text=_("Only for organisations that may know the company."),
    )

    class Meta:
        model = Case
        fields = EDITABLE
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "situation": forms.Textarea(attrs={"rows": 6}),
            "decision_expected_on": DateInput,
            "operational_on": DateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        self.fields["account_manager"].queryset = managers_for(self.instance)  # type: ignore[attr-defined]

    def clean_summary(self) -> str:
        """Regions that may not know the company read this."""
        text: str = self.cleaned_data["summary"]
        if names_company(text, self.instance.company):
            raise forms.ValidationError(
                _(
                    "The anonymous profile gives the company away. "
                    "Leave out its name, its website and its KvK number."
                )
            )
        return text

    def values(self) -> dict[str, Any]:
        """The EDITABLE fields as typed."""
        return {name: self.cleaned_data[name] for name in EDITABLE}


class FactForm(CaseForm):
    """A few of the key facts, changed in their place."""

    def __init__(self, *args: Any, only: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = tuple(only)
        for name in [*self.fields]:
            if name not in (*self.only, "version"):
                del self.fields[name]

    def validate_constraints(self) -> None:
        """All of the case's, also those that span fields which are not in this form."""
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as error:
            self.add_error(None, error.messages)

    def values(self) -> dict[str, Any]:
        """The chosen fields as typed."""
        return {name: self.cleaned_data[name] for name in self.only}


class MoveForm(forms.Form):
    """What every move carries: the version of the case that the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, case: Case, **initial: Any) -> None:
        super().__init__(data, initial={"version": case.version, **initial})
        self.case = case


def _reason(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Reason") if required else _("Remark"),
        help_text=KEEPS if required else _("Not needed; it stays in the history of the case."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=required,
    )


class ForwardForm(MoveForm):
    """To the next stage."""

    reason = _reason(required=False)


class ResumeForm(MoveForm):
    """From hold."""

    reason = _reason(required=False)


class StageForm(MoveForm):
    """To one of the stages before the one where the case is: back, or reopened."""

    target = forms.ChoiceField(label=_("To which stage"), widget=forms.RadioSelect)
    reason = _reason(required=True)

    def __init__(self, data: Any, case: Case, **initial: Any) -> None:
        stages = earlier_stages(case.stage)
        super().__init__(data, case, **({"target": stages[-1]} if stages else {}), **initial)
        self.fields["target"].choices = [(s.value, s.label) for s in stages]  # type: ignore[attr-defined]


class HoldForm(MoveForm):
    """A pause with a reason and a day to look again."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=KEEPS,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = forms.DateField(
        label=_("Look again on"),
        help_text=_("On this day the case comes back in the list of what has to be done."),
        widget=DateInput,
    )

    def clean_review_on(self) -> Any:
        """Later than today."""
        day = self.cleaned_data["review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("The day to look again lies in the future."))
        return day


class CloseForm(MoveForm):
    """The end of a case. A settled outcome follows from the decision, so it is offered there."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reason = _reason(required=True)
    score = forms.TypedChoiceField(
        label=_("What the company says of how it was helped"),
        help_text=_(
            "Not needed. Only who may know the company sees it; the dashboards show the average."
        ),
        choices=[
            ("", _("Not asked")),
            (5, _("5: excellent")),
            (4, _("4: good")),
            (3, _("3: fair")),
            (2, _("2: weak")),
            (1, _("1: poor")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    scored_on = forms.DateField(
        label=_("Score given on"),
        help_text=_("Today when you leave it empty."),
        widget=DateInput,
        required=False,
    )

    def __init__(self, data: Any, case: Case, **initial: Any) -> None:
        super().__init__(data, case, **initial)
        decided = case.stage == CaseStage.DECISION
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (o.value, o.label) for o in Outcome if decided or o.value not in SETTLED
        ]
        if not decided:
            self.fields["outcome"].help_text = _(
                "Settling in a region is an outcome of the decision; it can be chosen there."
            )

    def clean_scored_on(self) -> Any:
        """What was said lies behind us."""
        day = self.cleaned_data["scored_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """A day goes with a score."""
        data = super().clean() or {}
        if data.get("scored_on") and data.get("score") is None and "score" in data:
            self.add_error("score", _("Give the score of this day, or leave the day empty."))
        return data
