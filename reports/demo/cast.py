"""The people of the demo in the database, and who acts for whom in a case."""

import datetime
import random
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.actions import save_membership
from accounts.actor import Actor
from accounts.models import Membership, Organisation, User
from reports.demo.people import PASSWORD, PEOPLE, Person


@dataclass(frozen=True)
class Cast:
    """Everybody who plays in the demo, on a day."""

    today: datetime.date
    users: dict[str, User]
    organisations: dict[str, Organisation]

    def actor(self, key: str) -> Actor:
        """A person of the demo, acting for the first of the own organisations."""
        return Actor.person(self.users[key])

    def days_ago(self, days: float) -> datetime.date:
        """A day in the past."""
        return self.today - datetime.timedelta(days=days)


def dice(*seed: object) -> random.Random:
    """Chance that comes out the same every time, for each subject apart."""
    return random.Random("/".join(str(part) for part in seed))  # noqa: S311


def make_people(people: tuple[Person, ...] = PEOPLE) -> dict[str, User]:
    """Users with their memberships, by key. The password is hashed once: hashing is slow."""
    encoded = make_password(PASSWORD)
    organisations = {row.code: row for row in Organisation.objects.all()}
    return {person.key: _make(person, encoded, organisations) for person in people}


def _make(person: Person, encoded: str, organisations: dict[str, Organisation]) -> User:
    actor = Actor.system()
    user = User(
        email=person.email,
        name=person.name,
        password=encoded,
        is_staff=person.superuser,
        is_superuser=person.superuser,
    )
    actor.save(user, "Demo")
    for code in person.organisations:
        member = Membership(user=user, organisation=organisations[code], role=person.role)
        save_membership(actor, member, "Demo")
    user.__dict__.pop("active_memberships", None)
    return user
