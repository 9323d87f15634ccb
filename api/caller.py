"""Who calls: the token in the Authorization header, and nothing else (no session, no cookie)."""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from accounts.actor import Actor
from accounts.models import ApiScope, ApiToken, User
from accounts.tokens import note_use, token_of
from api.problems import Invalid, Problem

A_MINUTE = 60  # seconds
MOST_BYTES = 256 * 1024  # of a body; the longest text of a case is far shorter
WITH_BODY = {"POST", "PATCH", "PUT"}


@dataclass(frozen=True)
class Caller:
    """A system of an organisation, which sees and does what a person there might."""

    token: ApiToken
    user: User
    actor: Actor


class Bearer(HttpBearer):
    """Asks for a token with a scope, looks how often it calls, and whether the body can be read."""

    def __init__(self, scope: ApiScope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller. The header is never written to a log, whatever is in it."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme:
            raise _unknown(_("Send a token in the header Authorization: Bearer …"), "")
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Raises Problem: 401 without a live token, 429, 403 without the scope, 413, 415."""
        row = token_of(token)
        if row is None or not row.live or row.organisation_id not in row.user.organisation_ids:
            why = _("This token is unknown, withdrawn or expired.")
            raise _unknown(why, ', error="invalid_token"')
        require_patience(row)
        if self.scope not in row.scopes:
            why = _("This token is not for this: it lacks the scope %s.") % self.scope.value
            told = f'Bearer error="insufficient_scope", scope="{self.scope.value}"'
            raise Problem(403, why, headers={"WWW-Authenticate": told})
        require_json(request)
        note_use(row)
        actor = Actor(row.user, row.organisation, getattr(request, "id", None) or uuid.uuid4())
        request.actor = actor  # type: ignore[attr-defined]
        return Caller(row, row.user, actor)


def _unknown(why: str, error: str) -> Problem:
    return Problem(401, why, headers={"WWW-Authenticate": f'Bearer realm="Brandpunt"{error}'})


def require_patience(token: ApiToken) -> None:
    """Raises 429 when the token was used more often in this minute than the settings allow."""
    now = int(time.time())
    key = f"api-calls:{token.pk}:{now // A_MINUTE}"
    cache.add(key, 0, A_MINUTE)
    if cache.incr(key) > settings.API_CALLS_PER_MINUTE:
        wait = A_MINUTE - now % A_MINUTE
        why = _("At most %(number)s requests a minute; try again in %(seconds)s seconds.")
        told = why % {"number": settings.API_CALLS_PER_MINUTE, "seconds": wait}
        raise Problem(429, told, headers={"Retry-After": str(wait)})


def require_json(request: HttpRequest) -> None:
    """Raises 415 for a body that is not JSON, and 413 for one that is too large to be meant."""
    if request.method not in WITH_BODY:
        return
    if request.content_type != "application/json":
        raise Problem(415, _("Send the body as application/json."))
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Problem(413, _("A body holds %s bytes at most.") % MOST_BYTES)


def caller_of(request: HttpRequest, known: Iterable[str] = ()) -> Caller:
    """The caller of this request; 400 when the query has other keys than `known`."""
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        invalid = [Invalid(name, _("There is no such parameter.")) for name in unknown]
        raise Problem(400, _("The query has parameters that do not exist."), invalid)
    found: Any = request.auth  # type: ignore[attr-defined]
    caller: Caller = found
    return caller
