"""How allauth behaves here: people are invited, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An administrator makes the accounts; a new person sets a password by the reset mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
