"""Filters of the list of cases, and what can be done with several at once."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from accounts.widgets import DateInput
from cases.forms.next_step import WhenForm, term_field
from cases.models import Case, CaseStage, MonthlyUpdate
from cases.monthly import is_overdue
from cases.querysets.access import IDENTITY, OPTIONS, SECTOR, holds
from cases.querysets.case_views import without_next_action
from cases.querysets.monthly import (
    asked_month,
    never_told,
    of_colour,
    told_to,
    without_update,
)
from regions.models import KeyTechnology, Province

_TELLING = [
    ("asked", _("Still to be written")),
    ("overdue", _("Too late")),
    ("none", _("Never written")),
]
WORKERS = (Role.CASE_WORKER, Role.MANAGER)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name as people write it."""
        return str(obj)


def workers_of(organisation: Organisation | None) -> QuerySet[User]:
    """Who can be account manager for an organisation today."""
    members = Membership.objects.active().filter(organisation=organisation, role__in=WORKERS)
    return User.objects.filter(pk__in=members.values("user_id")).order_by("name")


def _managers() -> QuerySet[User]:
    """Whoever may be, or was, account manager: the network is known to everybody in it."""
    kinds = Organisation.CASE_KINDS
    members = Membership.objects.filter(organisation__kind__in=kinds, role__in=WORKERS)
    return User.objects.people().filter(pk__in=members.values("user_id")).order_by("name")


class CaseFilterForm(forms.Form):
    """Filters. One on a field that the viewer may not see finds only cases where it is known."""

    q = forms.CharField(
        label=_("Text"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    origin = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=Organisation.CASE_KINDS),
        label=_("Organisation"),
        required=False,
        empty_label=_("All"),
    )
    manager = PersonField(
        User.objects.none(), label=_("Account manager"), required=False, empty_label=_("All")
    )
    province = forms.ModelChoiceField(
        Province.objects.all(), label=_("From province"), required=False, empty_label=_("All")
    )
    technology = forms.ModelChoiceField(
        KeyTechnology.objects.all(),
        label=_("Key technology"),
        required=False,
        empty_label=_("All"),
    )
    activity = forms.ChoiceField(label=_("Activity"), required=False)
    waiting_on = forms.ChoiceField(label=_("Waits on"), required=False)
    hold = forms.ChoiceField(label=_("On hold"), required=False)
    next = forms.ChoiceField(label=_("Next action"), required=False)

    monthly = forms.ChoiceField(label=_("Monthly update"), required=False)

    FEW = ("q", "stage", "origin", "manager", "province")
    MORE = ("technology", "activity", "waiting_on", "hold", "next", "monthly")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        fields: dict[str, Any] = self.fields
        fields["manager"].queryset = _managers()
        fields["stage"].choices = every + list(CaseStage.choices)
        fields["activity"].choices = every + list(Case.Activity.choices)
        fields["waiting_on"].choices = every + list(Case.WaitingOn.choices)
        fields["hold"].choices = [*every, ("yes", _("On hold")), ("no", _("Not on hold"))]
        fields["monthly"].choices = [*every, *MonthlyUpdate.Colour.choices, *_TELLING]
        fields["next"].choices = [*every, ("none", _("Without a next action"))]

    @property
    def chosen(self) -> dict[str, Any]:
        """Filters that are set and valid; a value that does not exist filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def shown(self) -> list[tuple[str, str]]:
        """Filters that are set, as people read them."""
        found = []
        for name, value in self.chosen.items():
            field: Any = self.fields[name]
            choices: Any = field.choices if type(field) is forms.ChoiceField else ()
            named = dict(choices)
            found.append((str(field.label), str(named.get(value, value))))
        return found

    @property
    def more_is_open(self) -> bool:
        """Whether one of the filters that are folded away is set."""
        return any(name in self.chosen for name in self.MORE)

    def few(self) -> list[forms.BoundField]:
        """Filters that are always there."""
        return [self[name] for name in self.FEW]

    def more(self) -> list[forms.BoundField]:
        """Filters that are folded away."""
        return [self[name] for name in self.MORE]

    def apply(self, rows: Any, user: User) -> Any:
        """The cases, of those visible to `user`, that pass every filter set."""
        for name, value in self.chosen.items():
            rows = (
                rows.matching_text(user, value)
                if name == "q"
                else rows.filter(_condition(user, name, value))
            )
        return rows


def _condition(user: User, name: str, value: Any) -> Q:
    if name == "province":
        return holds(user, IDENTITY) & Q(origin_municipality__province=value)
    if name == "technology":
        return holds(user, SECTOR) & Q(company__company_technologies__technology=value)
    if name == "activity":
        return holds(user, SECTOR) & Q(activity=value)
    if name in ("waiting_on", "next"):  # both tell what the origin is at
        told = Q(waiting_on=value) if name == "waiting_on" else without_next_action()
        return holds(user, OPTIONS) & told
    if name == "monthly":
        return told_to(user) & _monthly(value)
    column, value = {
        "manager": ("account_manager", value),
        "hold": ("on_hold", value == "yes"),
    }.get(name, (name, value))
    return Q(**{column: value})


def _monthly(value: str) -> Q:
    """Cases by their newest monthly update, or by the one that is still asked."""
    if value == "none":
        return never_told()
    if value not in ("asked", "overdue"):
        return of_colour(value)
    today = timezone.localdate()
    if value == "overdue" and not is_overdue(today):
        return Q(pk__in=[])
    return without_update(asked_month(today))


class BulkForm(WhenForm, forms.Form):
    """What is done with the chosen cases, each through its own action."""

    action = forms.ChoiceField(
        label=_("What should happen"),
        choices=[
            ("manager", _("Another account manager")),
            ("hold", _("Put on hold")),
            ("task", _("Add a next action")),
        ],
        widget=forms.RadioSelect,
        initial="manager",
    )
    manager = PersonField(
        User.objects.none(),
        label=_("Account manager"),
        required=False,
        help_text=_("For another account manager: a colleague of the own organisation."),
    )
    review_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=DateInput,
        help_text=_("For putting on hold."),
    )
    title = forms.CharField(
        label=_("What has to be done"),
        max_length=200,
        required=False,
        help_text=_("For a next action: each account manager gets it on the own cases."),
    )
    due_on = forms.DateField(label=_("Before"), required=False, widget=DateInput)
    term_days = term_field()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Stays in the history of each case."),
    )

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["manager"].queryset = workers_of(organisation)

    def clean(self) -> dict[str, Any]:
        """Each choice has its own needs."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("action") == "manager" and not values.get("manager"):
            self.add_error("manager", _("Choose the new account manager."))
        if values.get("action") == "task" and not values.get("title"):
            self.add_error("title", _("Write what has to be done."))
        if values.get("action") == "hold":
            if not values.get("review_on"):
                self.add_error("review_on", _("Choose the day to look again."))
            if not values.get("reason"):
                self.add_error("reason", _("Write why the cases wait."))
        return values
