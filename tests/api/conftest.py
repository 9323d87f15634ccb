"""A system that calls the API with a token, as its organisation made it."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import ApiScope, ApiToken, Organisation
from accounts.models.organisation import Role
from accounts.tokens import NewToken, make_token
from tests import factories

ALL = tuple(ApiScope)


class System:
    """Calls the API; without a session, and with JSON."""

    def __init__(self, secret: str, token: ApiToken | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.secret, self.token = secret, token

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self._with(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self._send(self.client.post, path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._send(self.client.patch, path, body, headers)

    def _send(self, method: Any, path: str, body: Any, headers: dict[str, str]) -> Any:
        return method(
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers=self._with(headers),
        )

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in headers.items()}


SystemOf = Callable[..., System]


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Rate limits and remembered requests of one test are not those of another."""
    cache.clear()
    yield
    cache.clear()


def token(
    organisation: Organisation, *scopes: str, name: str = "", days: int = 30
) -> tuple[ApiToken, str]:
    """A token that a manager of the organisation made, and its secret."""
    manager = factories.person(organisation, Role.MANAGER)
    last_day = timezone.localdate() + datetime.timedelta(days=days)
    asked = NewToken(name or f"Koppeling {manager.pk}", scopes or ALL, last_day)
    return make_token(Actor.person(manager), asked)


@pytest.fixture
def system_of(db: None) -> SystemOf:
    """A system of an organisation, with all scopes unless some are named."""

    def made(organisation: Organisation, *scopes: str, **named: Any) -> System:
        row, secret = token(organisation, *scopes, **named)
        return System(secret, row)

    return made
