"""The next step of a case: an action with a day or a term, or waiting with a day to ask again."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.models import Case
from cases.models.work import LONGEST_TERM

PLAN, WAIT = "plan", "wait"


def term_field() -> forms.IntegerField:
    """A term in working days."""
    return forms.IntegerField(
        label=_("Or within (working days)"),
        required=False,
        min_value=1,
        max_value=LONGEST_TERM,
        help_text=_("The clock stands still while the case waits on somebody else."),
    )


class WhenForm(forms.BaseForm):
    """A day or a term, not both."""

    def clean_term_days(self) -> int | None:
        """Both would contradict each other tomorrow."""
        days: int | None = self.cleaned_data["term_days"]
        if days is not None and self.cleaned_data.get("due_on") is not None:
            raise forms.ValidationError(_("Choose a day or a number of working days, not both."))
        return days


class NextStepForm(WhenForm, forms.Form):
    """What comes next, or whom the case waits on and when to ask again."""

    way = forms.ChoiceField(
        label=_("What comes next?"),
        choices=[(PLAN, _("We do something")), (WAIT, _("We wait on somebody else"))],
        widget=forms.RadioSelect,
        initial=PLAN,
    )
    title = forms.CharField(label=_("What has to be done"), max_length=200, required=False)
    due_on = forms.DateField(label=_("Before"), required=False, widget=DateInput)
    term_days = term_field()
    waiting_on = forms.ChoiceField(
        label=_("Waits on"),
        required=False,
        choices=[
            ("", _("Choose")),
            *(choice for choice in Case.WaitingOn.choices if choice[0] != Case.WaitingOn.US),
        ],
    )
    review_on = forms.DateField(
        label=_("Ask again on"),
        required=False,
        widget=DateInput,
        help_text=_("On that day it stands on your day again."),
    )
    PLANNING = ("title", "due_on", "term_days")
    WAITING = ("waiting_on", "review_on")

    def planning(self) -> list[forms.BoundField]:
        """Fields of an action."""
        return [self[name] for name in self.PLANNING]

    def waiting(self) -> list[forms.BoundField]:
        """Fields of waiting."""
        return [self[name] for name in self.WAITING]

    def clean(self) -> dict[str, Any]:
        """Each way has its own needs."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("way") == WAIT:
            self._need_waiting(values)
        elif not values.get("title") and "title" not in self.errors:
            self.add_error("title", _("Write what has to be done."))
        return values

    def _need_waiting(self, values: dict[str, Any]) -> None:
        if not values.get("waiting_on") and "waiting_on" not in self.errors:
            self.add_error("waiting_on", _("Choose whom the case waits on."))
        day = values.get("review_on")
        if day is None and "review_on" not in self.errors:
            self.add_error("review_on", _("Choose the day to ask again."))
        elif day is not None and day <= timezone.localdate():
            self.add_error("review_on", _("The day to ask again lies in the future."))
