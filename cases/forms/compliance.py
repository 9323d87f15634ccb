"""The form of one compliance step."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.compliance import DATED, Answer, Step, contradiction
from cases.models import Case, ComplianceAnswer, Document, Visibility


class ComplianceForm(forms.ModelForm[ComplianceAnswer]):
    """What holds, since when, why, and the paper that shows it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ComplianceAnswer
        fields = ["answer", "on_date", "reason", "document"]
        widgets = {
            "answer": forms.RadioSelect,
            "on_date": DateInput,
            "reason": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, case: Case, step: Step, papers: Any, **kwargs: Any) -> None:
        """`papers`: documents of the case that the person sees."""
        super().__init__(*args, **kwargs)
        self.case, self.step = case, step
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (str(answer), Answer(answer).label) for answer in step.answers
        ]
        field = self.fields["document"]
        shared = papers.exclude(visibility=Visibility.OWN).order_by("title")
        field.queryset = shared  # type: ignore[attr-defined]
        field.empty_label = _("none")  # type: ignore[attr-defined]
        field.help_text = _("A document of this case that other organisations may read too.")
        self.initial["version"] = 0 if self.instance._state.adding else self.instance.version
        if not (set(step.answers) & DATED):
            self.fields["on_date"].help_text = ""

    def clean_answer(self) -> str:
        """An answer that holds for what is known of the company."""
        answer: str = self.cleaned_data["answer"]
        against = contradiction(str(self.step.kind), answer, self.case.company)
        if against:
            raise forms.ValidationError(against)
        return answer

    def clean_on_date(self) -> Any:
        """What was published or cleared lies behind us."""
        day = self.cleaned_data["on_date"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Some answers are of a day."""
        data = super().clean() or {}
        if data.get("answer") in DATED and not data.get("on_date") and "on_date" in data:
            self.add_error("on_date", _("This answer needs a date."))
        return data


def papers_of(user: Any, case: Case) -> Any:
    """Documents of the case that the person may read."""
    return Document.objects.visible_to(user).filter(case=case)
