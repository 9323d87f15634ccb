"""Forms of daily work on a case: notes and next actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.widgets import DateInput, DateTimeInput
from cases.forms.mentions import AlsoField, offer, with_mentions
from cases.forms.next_step import WhenForm, term_field
from cases.mentions import Person
from cases.models import Case, CaseParticipant, Disclosure, Note, Task, Visibility
from cases.people import People


def readers(case: Case, participants: Iterable[CaseParticipant]) -> list[tuple[str, str]]:
    """Choices of who may read something, naming those who would: as far as the writer knows them.

    Needs `with_knowledge` on the case; `participants` are those that the writer may see.
    """
    own = (str(Visibility.OWN), gettext("Own organisation only"))
    if not case.knows_identity:  # type: ignore[attr-defined]
        informed = gettext("%(origin)s and others who know the company") % {"origin": case.origin}
        everyone = gettext("All participants, other regions included")
        return [own, (str(Visibility.INFORMED), informed), (str(Visibility.ALL), everyone)]
    knowing: list[str] = []
    others: list[str] = []
    for row in participants:
        known = row.disclosure == Disclosure.IDENTITY
        (knowing if known else others).append(row.organisation.name)
    informed = gettext("Who knows the company: %(names)s") % {"names": ", ".join(knowing)}
    everyone = gettext("All participants, without the company's name")
    if others:
        everyone = gettext("Also who does not know the company: %(names)s") % {
            "names": ", ".join(others)
        }
    return [own, (str(Visibility.INFORMED), informed), (str(Visibility.ALL), everyone)]


def reading(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """The field for who may read something; `choices` come from `readers`."""
    return forms.ChoiceField(
        label=_("Who may read this"),
        choices=choices,
        widget=forms.RadioSelect,
        initial=Visibility.OWN,
    )


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A note or contact moment. `choices` come from `readers`, `people` who can be mentioned from
    `cases.mentions.offered`, who were `there` from `cases.people.people_for`."""

    present = forms.MultipleChoiceField(
        label=_("Who were there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("And others"),
        max_length=300,
        required=False,
        help_text=_("Names with a comma between them."),
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)
    also = AlsoField()

    class Meta:
        model = Note
        fields = ("body", "kind", "occurred_at", "visibility")
        labels = {"body": _("What was said or noticed"), "kind": _("Kind")}
        widgets = {
            "body": forms.Textarea(attrs={"rows": 3}),
            "occurred_at": DateTimeInput,
        }

    field_order = ("body", "kind", "occurred_at", "present", "others", "visibility", "also")

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, str]],
        people: Sequence[Person] = (),
        there: People = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"] = reading(choices)
        self.order_fields(self.field_order)
        offer(self, people)
        present: Any = self.fields["present"]
        present.choices = [(group, [(name, name) for name in names]) for group, names in there]
        if self.instance._state.adding:
            self.initial.setdefault("occurred_at", timezone.localtime())
        else:
            self._remember({name for _group, names in there for name in names})

    def _remember(self, known: set[str]) -> None:
        """Who were there, ticked as far as they can be, the others as text."""
        there = self.instance.participants.splitlines()
        self.initial["present"] = [name for name in there if name in known]
        self.initial["others"] = ", ".join(name for name in there if name not in known)

    def values(self) -> dict[str, Any]:
        """Values for the action."""
        others = (name.strip() for name in self.cleaned_data["others"].split(","))
        names = dict.fromkeys([*self.cleaned_data["present"], *filter(None, others)])
        return self.cleaned_data | {"participants": "\n".join(names)}

    @property
    def more_is_open(self) -> bool:
        """Whether anybody is ticked or typed, so that the list is not folded away."""
        return bool(self["present"].value() or self["others"].value() or self["others"].errors)

    def clean_occurred_at(self) -> Any:
        """A contact moment lies behind us."""
        moment = self.cleaned_data["occurred_at"]
        if moment > timezone.now():
            raise forms.ValidationError(
                _("A contact moment lies in the past; plan a next action instead.")
            )
        return moment

    def clean(self) -> dict[str, Any]:
        """Whom the text mentions, in `mentions`; who is chosen beside it is put in the text."""
        return with_mentions(self, super().clean() or self.cleaned_data)


class TaskForm(WhenForm, forms.ModelForm):  # type: ignore[type-arg]
    """A next action, for an organisation on the case and perhaps a person in it."""

    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)
    term_days = term_field()

    class Meta:
        model = Task
        fields = ("title", "due_on", "term_days", "organisation", "assignee")
        labels = {"title": _("What has to be done")}
        widgets = {"due_on": DateInput}
        help_texts = {
            "organisation": _("Who does not know the company reads the title too: no name in it."),
            "assignee": _("Somebody of that organisation; empty when it may decide itself."),
        }

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.term_days is not None:
            self.initial["due_on"] = None  # it follows from the term
        on_case = CaseParticipant.objects.visible_to(user).current().filter(case=case)
        keys = set(on_case.values_list("organisation_id", flat=True))
        if not case.knows_identity:  # type: ignore[attr-defined]
            keys &= set(user.organisation_ids)
        organisations: Any = self.fields["organisation"]
        organisations.queryset = Organisation.objects.filter(pk__in=keys)
        organisations.empty_label = None
        people: Any = self.fields["assignee"]
        rows = Membership.objects.active().filter(organisation_id__in=keys)
        found = list(rows.select_related("user", "organisation").order_by("user__name"))
        people.queryset = User.objects.filter(pk__in={row.user_id for row in found})
        people.choices = [("", _("nobody in particular")), *_by_organisation(found)]


def _by_organisation(rows: Iterable[Membership]) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        groups.setdefault(row.organisation.name, []).append((row.user_id, row.user.name))
    return sorted(groups.items())
