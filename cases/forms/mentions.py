"""Mentioning people in a note: by @name in its text, or by choosing one beside it."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.mentions import Named, Person, named_in
from cases.models import NoteMention


class AlsoField(forms.TypedChoiceField):
    """Somebody who is told besides; the browser takes its suggestions after an @ from it too."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Also tell"),
            help_text=_("Or type @ and a name in the text. Nobody gets to see more by it."),
            required=False,
            coerce=int,
            empty_value=None,
            widget=forms.Select(attrs={"data-mention-people": ""}),
        )


def offer(form: Any, people: Sequence[Person]) -> None:
    """Fills the form with who can be mentioned, by organisation; nobody, then no field."""
    form.people = list(people)
    if not people:
        del form.fields["also"]
        return
    groups = groupby(people, key=lambda person: person.organisation)
    named = [(name, [(p.key, p.name) for p in rows]) for name, rows in groups]
    form.fields["also"].choices = [("", _("nobody")), *named]
    form.fields["body"].widget.attrs["data-mention"] = ""


def with_mentions(form: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values with `mentions`, people; errors for names that cannot be mentioned."""
    text, also = values.get("body", ""), values.get("also")
    found = named_in(text, form.people, _meant(form, also))
    if also is not None and also not in found.people and text:
        name = next(person.name for person in form.people if person.key == also)
        values["body"] = f"{text.rstrip()}\n@{name}"
        found.people.add(also)
    for sentence in _errors(found):
        form.add_error("body", sentence)
    values["mentions"] = list(User.objects.filter(pk__in=found.people).order_by("pk"))
    return values


def _meant(form: Any, also: int | None) -> set[int]:
    """Who is meant by a name that several people have: who was chosen, or mentioned before."""
    if also is not None:
        return {also}
    if form.instance._state.adding:
        return set()
    rows = NoteMention._default_manager.filter(note=form.instance)
    return set(rows.values_list("person_id", flat=True))


def _errors(found: Named) -> list[str]:
    unclear = _("Several people are called %(name)s: choose who is meant under “Also tell”.")
    stranger = _(
        "%(name)s cannot see this case, as far as you may know. Leave the @ out, or have the case "
        "shared with the organisation of %(name)s first."
    )
    return [unclear % {"name": name} for name in found.unclear] + [
        stranger % {"name": name} for name in found.strangers
    ]
