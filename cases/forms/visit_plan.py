"""The form that plans a visit: when, who hosts, and which sites in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.widgets import DateTimeInput
from cases.actions.visit import too_long
from cases.actions.visit_stops import Halt, days_sentence
from cases.disclosure import names_company
from cases.forms.visit import Anonymous
from cases.forms.visit_hours import (
    DayFields,
    day_choices,
    day_rows,
    hours_fields,
    read_hours,
    shape_of,
    time_field,
)
from cases.hosting import Hosts, hosts_at
from cases.models import Candidate, Case, SiteVisit, VisitStop
from cases.visit_days import MOST_DAYS
from cases.visit_route import length_of, shortened
from sites.models import Site

PARTS = ("stop", "day", "from", "to", "host", "reception")
FIRST, ANY = "first", "any"
UNPLANNED = 10**6  # after every site that is on the visit


@dataclass(frozen=True)
class Row:
    """The fields of one site; `serving` as in Hosts, `place` orders the sites on the form: the day,
    and the number on it."""

    candidate: Candidate
    serving: Organisation | None
    place: tuple[int, int]
    fields: dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The sites of one day, or those that are not on the visit: then there is no day."""

    day: DayFields | None
    rows: list[Row]


@dataclass(frozen=True)
class Proposal:
    """A shorter order: kilometres before and after, and the sites that are not on the map."""

    before: float
    after: float
    unknown: list[str]


class VisitForm(Anonymous, forms.ModelForm[SiteVisit]):
    """A visit. Each site that can be visited has fields of its own, named after its key."""

    anonymous = ("meeting_point", "programme")
    begin = forms.ChoiceField(
        label=_("Begin"),
        required=False,
        choices=[
            (FIRST, _("each day at the site with the lowest number")),
            (ANY, _("wherever it is short")),
        ],
    )

    class Meta:
        model = SiteVisit
        fields = ["starts_at", "ends_at", "host", "meeting_point", "programme", "guests"]
        widgets = {
            "starts_at": DateTimeInput,
            "ends_at": DateTimeInput,
            "programme": forms.Textarea(attrs={"rows": 5}),
            "guests": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"starts_at": _("Begins"), "ends_at": _("Ends")}
        help_texts = {
            "meeting_point": _("Hosts read this too; not the address of the company."),
            "host": _("Reads the programme; receives where no other host is named."),
        }

    def __init__(self, *args: Any, case: Case, candidates: list[Candidate], **kwargs: Any) -> None:
        """`candidates` are the sites that can be visited, with their municipality."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.candidates = {str(candidate.pk): candidate for candidate in candidates}
        self.places = hosts_at(case, [candidate.site for candidate in candidates])
        self.present = self._present()
        on_case = Organisation.objects.filter(
            participations__case=case, participations__ended_at__isnull=True
        )
        self.fields["host"].queryset = on_case.order_by("name")  # type: ignore[attr-defined]
        self.shape = shape_of(self, self.instance)
        if self.shape is not None:
            self.fields |= hours_fields(self.shape)
        for candidate in candidates:
            self._add_fields(candidate, self.places[candidate.site_id])

    def _present(self) -> dict[Any, VisitStop]:
        if self.instance._state.adding:
            return {}
        rows = VisitStop._default_manager.filter(visit=self.instance).select_related("host")
        return {stop.candidate_id: stop for stop in rows}

    def _add_fields(self, candidate: Candidate, hosts: Hosts) -> None:
        key, planned = candidate.pk, self.present.get(candidate.pk)
        stop = planned or VisitStop(candidate=candidate, position=0, host=hosts.serving)
        order = {"min": 1, "class": "visit-order"}
        self.fields |= {
            f"stop-{key}": forms.IntegerField(
                label=candidate.site.name,
                required=False,
                initial=stop.position or None,
                validators=[MinValueValidator(1)],
                widget=forms.NumberInput(attrs=order),
            ),
            f"day-{key}": forms.IntegerField(
                label=_("Day"),
                required=False,
                initial=stop.day,
                validators=[MinValueValidator(1)],
                widget=self._day_widget(f"day-{key}", stop.day),
            ),
            f"from-{key}": time_field(_("Arrival"), stop.arrives_at),
            f"to-{key}": time_field(_("Departure"), stop.leaves_at),
            f"host-{key}": _host_field(hosts, stop.host_id),
            f"reception-{key}": forms.CharField(
                label=_("Reception"),
                required=False,
                initial=stop.reception,
                max_length=200,
                help_text=_("Who receives the guests, and where; the host reads this."),
            ),
        }

    def _day_widget(self, name: str, planned: int) -> forms.Widget:
        """A choice of the days, and the day that a site is on when that is no more one of them."""
        if self.shape is None or self.shape.days == 1:
            return forms.NumberInput(attrs={"min": 1, "class": "visit-order"})
        choices: list[tuple[int, Any]] = list(day_choices(self.shape))
        day = _whole((self.data if self.is_bound else self.initial).get(name, planned))
        if day > len(choices):
            choices.append((day, _("Day %(day)d") % {"day": day}))
        return forms.Select(choices=choices, attrs={"class": "visit-day-choice"})

    @property
    def days(self) -> list[DayFields]:
        """The days with their hours, when the visit takes more than one."""
        several = self.shape is not None and self.shape.days > 1
        return day_rows(self, self.shape) if several and self.shape else []

    @property
    def groups(self) -> list[Group]:
        """The sites per day, each day there is, and those that are not on the visit."""
        rows = self.rows
        if not self.days:
            return [Group(None, rows)]
        groups = [
            Group(day, [row for row in rows if row.place[0] == day.number]) for day in self.days
        ]
        return [*groups, Group(None, [row for row in rows if row.place[0] > len(groups)])]

    @property
    def rows(self) -> list[Row]:
        """The fields per site, those on the visit first and in their order."""
        rows = [self._row(key, candidate) for key, candidate in self.candidates.items()]
        return sorted(rows, key=lambda row: row.place)

    def _row(self, key: str, candidate: Candidate) -> Row:
        fields = {part: self[f"{part}-{key}"] for part in PARTS}
        number, day = (_whole(fields[part].value()) for part in ("stop", "day"))
        place = (day or 1, number) if number else (UNPLANNED, 0)
        return Row(candidate, self.places[candidate.site_id].serving, place, fields)

    def clean(self) -> dict[str, Any]:
        """The sites by day, in the order of their numbers; no name of the company anywhere."""
        data = super().clean() or {}
        self._read_days(data)
        data["stops"] = [self._halt(candidate, data) for candidate in self.chosen(data)]
        if not data["stops"]:
            self.add_error(None, _("Number at least one site to visit."))
        self.guard(data)
        return data

    def _read_days(self, data: dict[str, Any]) -> None:
        first, last = data.get("starts_at"), data.get("ends_at")
        if self.shape is not None:
            hours, wrong = read_hours(self.shape, data)
            data.update(hours)
            for name, sentence in wrong.items():
                self.add_error(name, sentence)
        elif first and last and SiteVisit(starts_at=first, ends_at=last).days > MOST_DAYS:
            self.add_error("ends_at", too_long())

    def chosen(self, data: Mapping[str, Any]) -> list[Candidate]:
        """The sites that have a number, by day and in the order of their numbers."""
        numbered = [
            (data.get(f"day-{key}") or 1, data[f"stop-{key}"], candidate.site.name, candidate)
            for key, candidate in self.candidates.items()
            if data.get(f"stop-{key}")
        ]
        return [row[-1] for row in sorted(numbered, key=lambda row: row[:3])]

    def _halt(self, candidate: Candidate, data: dict[str, Any]) -> Halt:
        key = candidate.pk
        day, host = data.get(f"day-{key}") or 1, data.get(f"host-{key}")
        arrives_at, leaves_at = data.get(f"from-{key}"), data.get(f"to-{key}")
        reception = data.get(f"reception-{key}") or ""
        days = self.shape.days if self.shape else None
        if days and day > days:
            self.add_error(f"day-{key}", days_sentence(days))
        if arrives_at and leaves_at and leaves_at <= arrives_at:
            self.add_error(f"to-{key}", _("The departure lies after the arrival."))
        if names_company(reception, self.case.company):
            self.add_error(
                f"reception-{key}", _("The host reads this: leave out the name of the company.")
            )
        return Halt(candidate, day, arrives_at, leaves_at, host, reception)


def _whole(value: Any) -> int:
    """A number as it was typed; 0 when it cannot be read."""
    words = str(value or "")
    return min(int(words), UNPLANNED) if words.isdecimal() else 0


def _host_field(hosts: Hosts, initial: int | None) -> forms.TypedChoiceField:
    by_key = {str(row.pk): row for row in hosts.may}
    return forms.TypedChoiceField(
        label=_("Host"),
        required=False,
        initial=initial,
        choices=[
            ("", _("the host of the visit")),
            *((key, str(row)) for key, row in by_key.items()),
        ],
        coerce=by_key.__getitem__,
        empty_value=None,
    )


def typed_in(form: VisitForm) -> dict[str, Any]:
    """What the form holds as it was typed, to show it again without judging it. What was not in it,
    as the hours of days that are new, is offered anew."""
    typed = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in typed.items() if value is not None}


def drafted(form: VisitForm) -> SiteVisit | None:
    """The visit as it is typed, with `shown_stops`, not to be saved; None without its moments."""
    form.is_valid()
    data, shape = form.cleaned_data, form.shape
    if shape is None:
        return None
    visit = SiteVisit(pk=form.instance.pk, case=form.case, host=data.get("host"))
    visit.starts_at, visit.ends_at = shape.starts_at, shape.ends_at
    visit.day_starts, visit.day_ends = shape.day_starts, shape.day_ends
    visit.guests = data.get("guests") or ""
    names = ("candidate", "day", "arrives_at", "leaves_at", "host")
    stops = [
        VisitStop(visit=visit, **{name: getattr(halt, name) for name in names})
        for halt in data.get("stops", ())
        if halt.day <= shape.days
    ]
    visit.shown_stops = stops  # type: ignore[attr-defined]
    return visit


def propose(form: VisitForm) -> tuple[dict[str, Any], Proposal]:
    """What was typed with the numbers put in a short order, day by day; nothing is saved. The
    distance from one day to the next is no part of it."""
    form.is_valid()  # what cannot be read stays as it was typed
    data = form.cleaned_data
    typed = typed_in(form)
    chosen, number = form.chosen(data), 0
    days: dict[int, list[Candidate]] = {}
    for candidate in chosen:
        days.setdefault(data.get(f"day-{candidate.pk}") or 1, []).append(candidate)
    before = after = 0.0
    for rows in days.values():
        by_site = {candidate.site_id: candidate for candidate in rows}
        sites: list[Site] = [candidate.site for candidate in rows]
        short = shortened(sites, keep_first=data.get("begin") != ANY)
        before, after = before + length_of(sites), after + length_of(short)
        for site in short:
            number += 1
            typed[f"stop-{by_site[site.pk].pk}"] = number
    unknown = [c.site.name for c in chosen if c.site.latitude is None or c.site.longitude is None]
    return typed, Proposal(before, after, unknown)
