"""The signed-in person, behind whose login every page of cases sits, and the words they typed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.models import User


def person(request: HttpRequest) -> User:
    """The acting user. LoginRequiredMiddleware sends everybody else away before this."""
    user = Actor.of(request).user
    if user is None:
        raise PermissionDenied
    return user


def typed(request: HttpRequest, name: str, longest: int) -> str:
    """Words from the address, without what no text in the database can hold, at most `longest`."""
    return request.GET.get(name, "").replace("\0", "").strip()[:longest]
