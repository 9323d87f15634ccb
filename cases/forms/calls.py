"""Forms of the account manager: asking regions, moving the deadline, ending a call, judging."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.actions.calls import Invitee
from cases.calls import Fit
from cases.disclosure import names_company
from cases.models import Case
from cases.rivals import regions_named
from cases.working_days import add_working_days

TERMS = (5, 8, 10, 15, 20, 30)  # working days
USUAL = 10
EXTRA = (1, 2, 3, 5, 10, 15)
READ_BY_REGIONS = _("Regions read this: no company, no other regions.")


def term_choices(days: Sequence[int], start: Any) -> list[tuple[int, str]]:
    """Numbers of working days, each with the date it leads to."""
    pattern = "l j F Y"
    return [
        (
            number,
            ngettext(
                "%(number)s working day: %(date)s", "%(number)s working days: %(date)s", number
            )
            % {"number": number, "date": date_format(add_working_days(start, number), pattern)},
        )
        for number in days
    ]


def refuse_telling(text: str, case: Case, known: int | None = None) -> str:
    """Text that regions read, unless it names the company or another region."""
    if names_company(text, case.company):
        raise forms.ValidationError(_("Regions read this: leave out the name of the company."))
    named = regions_named(text, case, known)
    if named:
        message = gettext(
            "Regions read this, and none may know which others are asked: leave out %(name)s."
        )
        raise forms.ValidationError(message % {"name": named[0]})
    return text


class RegionsForm(forms.Form):
    """Which regions are asked, with a reason for each that has no site that may fit.

    `asked` is how many regions the call has already.
    """

    region = forms.TypedMultipleChoiceField(
        label=_("Regions"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one region.")},
    )
    breadth_reason = forms.CharField(
        label=_("Why this many regions"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Any = None, *, case: Case, fits: Sequence[Fit], asked: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.case, self.asked = case, asked
        self.fits = {fit.organisation.pk: fit for fit in fits}
        choices = [(key, fit.organisation.name) for key, fit in self.fits.items()]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]
        self.fields["breadth_reason"].help_text = gettext(
            "Needed for more than %(number)s regions; it stays with the account managers."
        ) % {"number": settings.CALL_BREADTH}
        for key, fit in self.fits.items():
            if fit.hopeless:
                self.fields[f"why-{key}"] = forms.CharField(
                    label=gettext("Why %(name)s all the same") % {"name": fit.organisation.name},
                    required=False,
                    max_length=1000,
                )

    @property
    def rows(self) -> list[tuple[Fit, Any, Any]]:
        """Each region with its box and, without a site that may fit, the field for the reason."""
        return [
            (fit, box, self[f"why-{key}"] if fit.hopeless else None)
            for (key, fit), box in zip(self.fits.items(), self["region"], strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        """Asks for the reasons that are needed."""
        values: dict[str, Any] = super().clean() or {}
        chosen = values.get("region") or []
        for key in chosen:
            if self.fits[key].hopeless and not values.get(f"why-{key}"):
                message = _("No site of this region may fit: say why it is asked all the same.")
                self.add_error(f"why-{key}", message)
        if self.asked + len(chosen) > settings.CALL_BREADTH and not values.get("breadth_reason"):
            self.add_error(
                "breadth_reason",
                gettext("More than %(number)s regions are asked: say why so many.")
                % {"number": settings.CALL_BREADTH},
            )
        return values

    def invitees(self) -> list[Invitee]:
        """The chosen regions."""
        return [
            Invitee(
                self.fits[key].organisation,
                self.fits[key].hopeless,
                self.cleaned_data.get(f"why-{key}", ""),
            )
            for key in self.cleaned_data["region"]
        ]


class CallForm(RegionsForm):
    """A call: what regions will read, and until when they can answer."""

    profile = forms.CharField(
        label=_("Anonymous profile"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=READ_BY_REGIONS,
    )
    message = forms.CharField(
        label=_("Message to the regions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you would like to know beside the requirements. All regions read it."),
    )
    working_days = forms.TypedChoiceField(label=_("Time to answer"), coerce=int, initial=USUAL)
    number = forms.IntegerField(widget=forms.HiddenInput)
    request = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["working_days"]
        field.choices = term_choices(TERMS, timezone.localdate())  # type: ignore[attr-defined]

    def clean_profile(self) -> str:
        """Regions that may not know the company read it."""
        return refuse_telling(self.cleaned_data["profile"], self.case)

    def clean_message(self) -> str:
        """Regions that may not know the company read it."""
        return refuse_telling(self.cleaned_data["message"], self.case)


class AddRegionsForm(RegionsForm):
    """More regions for a call that runs."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ToldForm(forms.Form):
    """A reason that the regions read; or, with `known`, that is about that region alone."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=READ_BY_REGIONS,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, known: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.known = case, known
        if known is not None:
            told = _("It stays in the history; the region itself does not read it.")
            self.fields["reason"].help_text = told

    def clean_reason(self) -> str:
        """Regions that may not know the company read it."""
        return refuse_telling(self.cleaned_data["reason"], self.case, self.known)


class ExtendForm(ToldForm):
    """A later deadline, the same for all regions."""

    field_order = ("extra_days", "reason")
    extra_days = forms.TypedChoiceField(label=_("Extra time"), coerce=int)

    def __init__(self, *args: Any, deadline: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        start = max(deadline, timezone.localdate())
        field = self.fields["extra_days"]
        field.choices = term_choices(EXTRA, start)  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """What becomes of one answer. `stamp` is the answer as it was shown."""

    verdict = forms.ChoiceField(choices=[("accept", ""), ("reject", "")])
    note = forms.CharField(
        label=_("Why not"), required=False, max_length=300, help_text=_("The region reads this.")
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("verdict") == "reject" and not values.get("note"):
            self.add_error("note", _("Say why; the region reads it."))
        return values
