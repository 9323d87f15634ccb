"""How allauth behaves here: people are invited, nobody signs up alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from accounts.models import User


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An administrator makes the accounts; a new person sets a password by the reset mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The technical user of an API token never signs in, whatever somebody gave it."""
        if not User.objects.people().filter(pk=user.pk).exists():
            answer: HttpResponse = self.respond_user_inactive(request, user)
            return answer
        before: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return before
