"""Guests of a visit who are users: in the list of guests by mail address or by their whole name."""

import re

from django.db.models import Q

from accounts.models import User
from cases.models import SiteVisit
from cases.permissions import COMPARES, allowed


def pieces(guests: str) -> list[str]:
    """The parts of a list of guests, as they are put between commas, brackets and line ends."""
    parts = [part.strip() for part in re.split(r"[\n,;:()<>]", guests)]
    return [form for part in parts if part for form in dict.fromkeys((part, part.lower()))]


def named_in(guests: str) -> Q:
    """Users who stand in a list of guests."""
    words = pieces(guests)
    return Q(email__in=words) | Q(name__in=words)


def stands_in(user: User, guests: str) -> bool:
    """Whether a user does."""
    return not {user.email.lower(), user.name}.isdisjoint(pieces(guests))


def invited_guests(visit: SiteVisit) -> set[int]:
    """Those of them who see the whole visit: the list of guests is for nobody else."""
    if not visit.guests:
        return set()
    users = User.objects.people().filter(named_in(visit.guests), is_active=True)
    return {user.pk for user in users if allowed(user, COMPARES, visit.case)}
