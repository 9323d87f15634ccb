"""A request that is sent again after a broken connection makes nothing twice (Idempotency-Key)."""

import hashlib
import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.caller import Caller
from api.problems import Invalid, Problem

HEADER = "Idempotency-Key"
A_DAY = 86_400  # seconds
LONGEST = 128


def once(request: HttpRequest, caller: Caller, make: Callable[[], uuid.UUID]) -> uuid.UUID:
    """The key of what `make` makes, or made for the same request before.

    Only the key of the thing is remembered: it is read anew, as the caller may know it now. When
    the process dies halfway the name stays taken, so that a retry never makes a second one.
    """
    if HEADER not in request.headers:
        return make()
    name, print_ = _name(request, caller), _fingerprint(request)
    if not cache.add(name, (print_, None), A_DAY):
        return _made_before(name, print_)
    try:
        made = make()
    except BaseException:
        cache.delete(name)
        raise
    cache.set(name, (print_, made), A_DAY)
    return made


def _made_before(name: str, print_: str) -> uuid.UUID:
    known, made = cache.get(name) or ("", None)
    if known not in ("", print_):
        raise Problem(409, _("This Idempotency-Key was used for another request already."))
    if made is None:
        why = _("The same request is still being carried out, or was broken off. Look first.")
        raise Problem(409, why, headers={"Retry-After": "5"})
    key: uuid.UUID = made
    return key


def _name(request: HttpRequest, caller: Caller) -> str:
    key = request.headers[HEADER].strip()
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        why = _("Use one to %s characters, such as a UUID.") % LONGEST
        raise Problem(400, _("The Idempotency-Key cannot be used."), [Invalid(HEADER, why)])
    return f"api-once:{caller.token.pk}:{hashlib.sha256(key.encode()).hexdigest()}"


def _fingerprint(request: HttpRequest) -> str:
    said = f"{request.method} {request.path}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()
