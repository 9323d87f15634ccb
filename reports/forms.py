"""Forms of progress reports and targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Publication
from reports import periods
from reports.models import ProgressReport, ReportText, Target
from reports.progress.edition import AUDIENCES, LANGUAGES


class NewReportForm(forms.Form):
    """The period and the date on which its figures are known."""

    span = forms.TypedChoiceField(
        label=_("Period"), choices=ProgressReport.Span.choices, coerce=int, initial=1
    )
    quarter = forms.ChoiceField(
        label=_("Reference date: end of"),
        help_text=_("The period ends on this day; figures are as they were known then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(periods.code(day), periods.label(day)) for day in periods.offered()]
        self.fields["quarter"].choices = days  # type: ignore[attr-defined]

    def clean_quarter(self) -> Any:
        """The last day of the quarter."""
        return periods.parse(self.cleaned_data["quarter"])

    def clean(self) -> dict[str, Any]:
        """Halves and years are those of the calendar."""
        data = super().clean() or {}
        day, span = data.get("quarter"), data.get("span")
        if day and span and day.month % (3 * span):
            words = {
                2: _("A half year ends in June or December."),
                4: _("A year ends in December."),
            }
            self.add_error("quarter", words[span])
        return data


class TextForm(forms.ModelForm[ReportText]):
    """The words of one chapter."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ReportText
        fields = ["text_nl", "text_en"]
        widgets = {
            "text_nl": forms.Textarea(attrs={"rows": 12, "lang": "nl"}),
            "text_en": forms.Textarea(attrs={"rows": 8, "lang": "en"}),
        }
        help_texts = {
            "text_nl": _(
                "An empty line begins a new paragraph; lines that begin with a dash become a list. "
                "No names of companies."
            ),
            "text_en": _("For the English edition. Empty: the Dutch text stands there."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0


class CasesForm(forms.Form):
    """Which of the texts that companies agreed to stand in the report."""

    texts = forms.ModelMultipleChoiceField(
        label=_("Cases"),
        queryset=Publication.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only texts to which the company agrees today."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texts"].queryset = Publication.objects.consented()  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A button on the report; refuses when the report changed since the page was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(StepForm):
    """A step with its reason."""

    why = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class EditionForm(forms.Form):
    """Which edition of a report somebody asks for."""

    audience = forms.ChoiceField(choices=[(code, code) for code in AUDIENCES])
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])
    form = forms.ChoiceField(choices=[("pdf", "pdf"), ("ods", "ods")])


class TargetForm(forms.ModelForm[Target]):
    """One target."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Target
        fields = ["year", "figure", "value", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
