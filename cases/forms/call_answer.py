"""The one answer form of every region: sites of its own area, and what it knows of each.

The form has a part per proposed site and a part per open question. What was typed is kept as it
was sent, right or wrong (the draft); only sending it to the account manager checks everything.
"""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.widgets import DateInput
from cases.actions.call_answers import MOST_SITES, Proposed, Stated
from cases.calls import OpenQuestion, asked_of, open_questions, question_of
from cases.models import CallAnswer, CallInvitation, CallProposal, VisitFinding
from sites.answers import Answer
from sites.forms.fact import value_field
from sites.models import Criterion, Plot, Site, SiteFact

_NOT_SAID = "—"


class ProposalForm(forms.Form):
    """Why a site is put forward."""

    plot = forms.ChoiceField(label=_("Plot"), required=False)
    motivation = forms.CharField(
        label=_("Why this site"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    available_from = forms.DateField(label=_("Available from"), required=False, widget=DateInput)

    def __init__(self, data: Any = None, *, site: Site, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"p-{site.pk}", **kwargs)
        self.plots = {str(plot.pk): plot for plot in site.plots.all()}
        choices = [(key, str(plot)) for key, plot in self.plots.items()]
        whole = ("", _("the site as a whole"))
        self.fields["plot"].choices = [whole, *choices]  # type: ignore[attr-defined]

    def clean_plot(self) -> Plot | None:
        """The plot itself; None for the whole site."""
        return self.plots.get(self.cleaned_data["plot"])


class QuestionForm(forms.Form):
    """What the region knows about one criterion of one site. Without a value it says nothing."""

    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    as_of = forms.DateField(label=_("Known on"), required=False, widget=DateInput)
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DateInput)
    confidence = forms.ChoiceField(label=_("Confidence"), choices=SiteFact.Confidence)
    field_order = ("value", "source", "as_of", "valid_until", "confidence")

    def __init__(
        self,
        data: Any = None,
        *,
        site: Site,
        question: OpenQuestion,
        review: CallAnswer | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {"as_of": timezone.localdate(), "confidence": SiteFact.Confidence.INDICATIVE}
        initial |= kwargs.pop("initial", None) or {}
        prefix = f"q-{site.pk}-{question.criterion.pk}"
        super().__init__(data, prefix=prefix, initial=initial, **kwargs)
        self.site, self.question, self.review = site, question, review
        self.fields["value"] = open_field(question.criterion)
        self.order_fields(self.field_order)

    @property
    def says(self) -> bool:
        """Whether there is anything in it, for a form that is shown folded."""
        return bool(self["value"].value() or self["source"].value() or self.errors)

    def clean(self) -> dict[str, Any]:
        """A value has a source and a date, and no source stands alone."""
        data: dict[str, Any] = super().clean() or {}
        given = data.get("value") not in (None, "", [])
        if not given:
            if "value" not in self.errors and (data.get("source") or data.get("valid_until")):
                self.add_error("value", _("Give the value, or leave the whole question empty."))
            return data
        if not data.get("source"):
            self.add_error("source", _("Say who said it or where it stands."))
        if not data.get("as_of") and "as_of" not in self.errors:
            self.add_error("as_of", _("Since when is this known?"))
        self._clean_dates(data)
        return data

    def _clean_dates(self, data: dict[str, Any]) -> None:
        day, until = data.get("as_of"), data.get("valid_until")
        if day and day > timezone.localdate():
            self.add_error("as_of", _("This day has yet to come."))
        if day and until and until < day:
            self.add_error("valid_until", _("The fact would expire before it was known."))

    def stated(self) -> Stated | None:
        """What is said, in the shape in which facts are kept; None when nothing is."""
        data = self.cleaned_data
        value = data.get("value")
        if value in (None, "", []):
            return None
        number, text = kept_value(self.question.criterion, value)
        return Stated(
            site=self.site,
            criterion=self.question.criterion,
            source=data["source"],
            as_of=data["as_of"],
            number=number,
            text=text,
            valid_until=data["valid_until"],
            confidence=data["confidence"],
        )


def open_field(criterion: Criterion) -> forms.Field:
    """As on the page of a site, but optional: a yes or no can be left open."""
    field = value_field(criterion)
    if criterion.kind == Criterion.Kind.BOOLEAN:
        choices = [("", _NOT_SAID), ("yes", _("Yes")), ("no", _("No"))]
        field = forms.ChoiceField(label=field.label, choices=choices)
    field.required = False
    if isinstance(field, forms.DecimalField):
        field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
        field.widget.is_localized = True
    return field


def kept_value(criterion: Criterion, value: Any) -> tuple[Decimal | None, str]:
    """What the field holds, as number or text, in which facts are kept."""
    if isinstance(value, Decimal):
        return value, ""
    if criterion.kind == Criterion.Kind.BOOLEAN:
        return Decimal(value == "yes"), ""
    return None, "|".join(value) if isinstance(value, list) else str(value)


def shown_value(criterion: Criterion, answer: CallAnswer | VisitFinding) -> Any:
    """The value of an answer or a finding as its field shows it."""
    kind = criterion.kind
    if kind == Criterion.Kind.BOOLEAN:
        return "yes" if answer.number else "no"
    if answer.number is not None:
        return answer.number.normalize() + 0 if answer.number else answer.number
    return answer.text.split("|") if kind == Criterion.Kind.ONE_OF else answer.text


class SitePart:
    """A proposed site in the form: why, and its questions."""

    def __init__(self, site: Site, proposal: ProposalForm, questions: list[QuestionForm]) -> None:
        self.site, self.proposal, self.questions = site, proposal, questions

    @property
    def every(self) -> list[forms.Form]:
        """All forms about the site."""
        return [self.proposal, *self.questions]


class RemarkForm(forms.Form):
    """What is said of the whole answer."""

    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerSheet:
    """The whole form: from what was sent (`data`), else the draft, else the answer as it is."""

    def __init__(self, invitation: CallInvitation, data: QueryDict | None = None) -> None:
        self.invitation, self.data = invitation, data
        self.proposals = {
            row.site_id: row for row in CallProposal._default_manager.filter(invitation=invitation)
        }
        rows = CallAnswer._default_manager.filter(invitation=invitation).select_related("criterion")
        self.answers = {(row.site_id, row.criterion_id): row for row in rows}
        self.typed = typed_in(data) if data is not None else invitation.draft
        self.site_ids = self._site_ids()
        self.remark = RemarkForm(data, initial=self._remark())
        self.parts = self._parts()

    @property
    def corrects(self) -> bool:
        """Whether there is a draft beside an answer that was sent already."""
        return bool(self.invitation.draft) and self.invitation.answered_at is not None

    @property
    def full(self) -> bool:
        """Whether no more sites can be proposed."""
        return len(self.site_ids) >= MOST_SITES

    def is_valid(self) -> bool:
        """Checks every part, so that all that is wrong is told at once."""
        outcomes = [form.is_valid() for form in self.every]
        return all(outcomes)

    @property
    def every(self) -> Iterator[forms.Form]:
        """Every form of the sheet, in the order of the page."""
        for part in self.parts:
            yield from part.every
        yield self.remark

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong: the label, the field to go to, and the sentence."""
        found = []
        for part in self.parts:
            for form in part.every:
                for name, errors in form.errors.items():
                    field = form[name]
                    label = f"{part.site.name}: {field.label}"
                    found += [(label, str(field.id_for_label), str(error)) for error in errors]
        for errors in self.remark.errors.values():
            found += [(str(self.remark["remark"].label), "id_remark", str(e)) for e in errors]
        return found

    def draft(
        self, add: uuid.UUID | None = None, remove: uuid.UUID | None = None
    ) -> dict[str, Any]:
        """What was typed, to keep; with a site more or a site less."""
        sites = [str(key) for key in self.site_ids if key != remove]
        if add is not None and str(add) not in sites:
            sites.append(str(add))
        gone = f"-{remove}"
        fields = {k: v for k, v in self.typed.get("fields", {}).items() if gone not in k}
        return {"sites": sites, "fields": fields}

    def proposed(self) -> list[Proposed]:
        """The sites, of a valid form."""
        return [
            Proposed(
                part.site,
                part.proposal.cleaned_data["motivation"],
                part.proposal.cleaned_data["plot"],
                part.proposal.cleaned_data["available_from"],
            )
            for part in self.parts
        ]

    def stated(self) -> list[Stated]:
        """What is said about the sites, of a valid form."""
        said = [form.stated() for part in self.parts for form in part.questions]
        return [one for one in said if one is not None]

    def _site_ids(self) -> list[uuid.UUID]:
        if not self.typed:
            return list(self.proposals)
        found = []
        for text in self.typed.get("sites", []):
            try:
                found.append(uuid.UUID(text))
            except ValueError:
                continue
        return list(dict.fromkeys(found))[:MOST_SITES]

    def _remark(self) -> dict[str, Any]:
        typed = self.typed.get("fields", {}).get("remark") if self.typed else None
        remark = typed[-1] if typed else self.invitation.remark
        return {"remark": remark, "version": self.invitation.version}

    def _parts(self) -> list[SitePart]:
        rows = Site.objects.filter(pk__in=self.site_ids).for_detail().prefetch_related("plots")
        found = {site.pk: site for site in rows}
        sites = [found[key] for key in self.site_ids if key in found]
        request = self.invitation.call.request
        questions = open_questions(request, sites)
        asked = asked_of(request)
        for (site, code), answer in self.answers.items():
            if site in questions and code in asked:  # answered already: stays, to be corrected
                known = Answer(answer.criterion)
                questions[site].setdefault(code, question_of(asked[code], known))
        return [self._part(site, questions[site.pk], list(asked)) for site in sites]

    def _part(self, site: Site, questions: dict[str, OpenQuestion], order: list[str]) -> SitePart:
        proposal = ProposalForm(self.data, site=site)
        row = self.proposals.get(site.pk)
        names = ("motivation", "available_from")
        known = {name: getattr(row, name) for name in names} if row else {}
        known["plot"] = str(row.plot_id or "") if row else ""
        proposal.initial = known | self._typed_of(proposal)
        made = []
        for code in sorted(questions, key=order.index):
            answer = self.answers.get((site.pk, code))
            form = QuestionForm(self.data, site=site, question=questions[code], review=answer)
            form.initial = {**form.initial, **self._said(answer), **self._typed_of(form)}
            made.append(form)
        return SitePart(site, proposal, made)

    def _said(self, answer: CallAnswer | None) -> dict[str, Any]:
        if answer is None:
            return {}
        names = ("source", "as_of", "valid_until", "confidence")
        return {name: getattr(answer, name) for name in names} | {
            "value": shown_value(answer.criterion, answer)
        }

    def _typed_of(self, form: forms.Form) -> dict[str, Any]:
        """What the draft holds for a form, as text: it is shown as it was typed."""
        fields = self.typed.get("fields", {}) if self.typed else {}
        found: dict[str, Any] = {}
        for name, field in form.fields.items():
            typed = fields.get(form.add_prefix(name))
            if typed:
                found[name] = typed if isinstance(field, forms.MultipleChoiceField) else typed[-1]
            elif form.add_prefix("source") in fields:  # boxes that were all left open
                found[name] = []
        return found


def typed_in(data: QueryDict) -> dict[str, Any]:
    """What a browser sent of the form, without checking anything."""
    fields = {
        name: values
        for name, values in data.lists()
        if name == "remark" or name.startswith(("p-", "q-"))
    }
    return {"sites": data.getlist("site"), "fields": fields}


class DeclineForm(forms.Form):
    """Why a region has nothing to offer."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=CallInvitation.Decline, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The account manager reads it; other regions do not."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
