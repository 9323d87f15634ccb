"""Names with an @ in a note: whom they mean, and who may be told.

A writer is offered the people of the organisations that the writer knows to be on the case, so no
region meets another. Mentioning somebody grants nothing: who cannot read the note is refused, and
so is a mention that would tell one region of another.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Membership, User
from cases.models import Case, CaseParticipant, Disclosure, Note, NoteMention, Visibility
from cases.permissions import COMPARES, grants_of

_AT = re.compile(r"(?<![\w@.])@(?=[^\W\d_])")
_Role = CaseParticipant.Role


@dataclass(frozen=True)
class Person:
    """Somebody who may be mentioned, and for which organisation on the case."""

    key: int
    name: str
    organisation: str


@dataclass
class Named:
    """Whom a text mentions: `people` (keys), names that several people have, and names of people
    who are not offered."""

    people: set[int] = field(default_factory=set)
    unclear: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def offered(user: User, case: Case) -> list[Person]:
    """People of the organisations on the case that the writer may know of, without the writer."""
    on_case = CaseParticipant.objects.visible_to(user).current().filter(case=case)
    members = Membership.objects.active().filter(
        organisation_id__in=on_case.values("organisation_id")
    )
    rows = members.exclude(user=user).select_related("user", "organisation")
    found: dict[int, Person] = {}
    for row in rows.order_by("organisation__name", "user__name", "pk"):
        person = Person(row.user_id, row.user.name, row.organisation.name)
        found.setdefault(row.user_id, person)
    return list(found.values())


def named_in(text: str, people: Sequence[Person], meant: Collection[int] = ()) -> Named:
    """Whom the text mentions. `meant` tells which of several people of one name is meant.

    An @ before anything that is nobody's name, such as in an address, is left alone.
    """
    found = Named()
    for start in _after_at(text):
        same = _longest([p for p in people if _begins(text, start, p.name)])
        keys = {person.key for person in same}
        if len(keys) > 1 and len(keys & set(meant)) == 1:
            keys &= set(meant)
        if len(keys) == 1:
            found.people |= keys
        elif keys:
            found.unclear.append(same[0].name)
        else:
            found.strangers.extend(_stranger(text, start))
    return found


def _after_at(text: str) -> Iterator[int]:
    return (match.end() for match in _AT.finditer(text))


def _begins(text: str, start: int, name: str) -> bool:
    """Whether the whole name stands at that place, whatever its capitals."""
    end = start + len(name)
    return text[start:end].casefold() == name.casefold() and not text[end : end + 1].isalnum()


def _longest(people: Sequence[Person]) -> list[Person]:
    most = max((len(person.name) for person in people), default=0)
    return [person for person in people if len(person.name) == most]


def _stranger(text: str, start: int) -> list[str]:
    """The name of a colleague in the network that stands there, who is not offered to the writer.

    The same for everybody who is not offered, on the case or not.
    """
    first = re.split(r"[\s,.;:!?]", text[start:], maxsplit=1)[0]
    alike = User.objects.people().filter(is_active=True, name__istartswith=first)
    names = [name for name in alike.values_list("name", flat=True) if _begins(text, start, name)]
    return sorted(names, key=len)[-1:]


def require_readers(case: Case, note: Note, people: Iterable[User]) -> None:
    """Refuses a mention of somebody who cannot read the note, and one that would tell a reader of
    an organisation that this reader may not know of. The note is stored already."""
    for person in people:
        if not Note.objects.visible_to(person).filter(pk=note.pk).exists():
            raise Refused(
                _(
                    "%(name)s cannot read this note. Choose other readers, or leave the name with "
                    "the @ out."
                )
                % {"name": person.name}
            )
        if _tells_a_rival(case, note, person):
            raise Refused(
                _(
                    "Not every reader of this note may know that the organisation of %(name)s "
                    "takes part. Choose fewer readers, or leave the name with the @ out."
                )
                % {"name": person.name}
            )


def _tells_a_rival(case: Case, note: Note, person: User) -> bool:
    """Whether an organisation that reads the note may not know of that of the person."""
    own = set(person.organisation_ids)
    if case.origin_id in own or note.visibility == Visibility.OWN:
        return False
    rows = CaseParticipant.objects.current().filter(case=case).exclude(organisation_id__in=own)
    if note.visibility == Visibility.INFORMED:
        rows = rows.filter(disclosure=Disclosure.IDENTITY)
    readers = rows.exclude(role=_Role.ORIGIN).values_list("role", "disclosure")
    return any(
        COMPARES not in {permission for _who, permission in grants_of(role, disclosure)}
        for role, disclosure in readers
    )


def names_in(user: User, notes: Collection[object]) -> dict[str, list[str]]:
    """Note (its key as text) to the names that it mentions, for who reads them; one query."""
    rows = NoteMention.objects.visible_to(user).filter(note_id__in=notes)
    found: dict[str, list[str]] = {}
    for note, name in rows.order_by("person__name").values_list("note_id", "person__name"):
        found.setdefault(str(note), []).append(name)
    return found
