"""The signed-in person; every page of cases sits behind the login."""

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
