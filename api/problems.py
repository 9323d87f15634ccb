"""Everything that goes wrong, as `application/problem+json` (RFC 9457, NL API Design Rules)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: _("The request is not right"),
    401: _("No valid token"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This cannot be done here"),
    409: _("Not possible now"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Not JSON"),
    428: _("Say which version you saw"),
    429: _("Too many requests"),
    500: _("An error on our side"),
}
DETAILS = {
    404: _("There is nothing at this address, or it is not for the organisation of this token."),
    405: _("The header Allow says which methods there are."),
    500: _("The error has been noted. Mention the request id when you report it."),
}


@dataclass(frozen=True)
class Invalid:
    """One thing in the request that is not right: where, and a sentence."""

    name: str
    reason: str


@dataclass(eq=False)
class Problem(Exception):
    """Ends a request with this answer."""

    status: int
    detail: str = ""
    invalid: Iterable[Invalid] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def answer_of(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    title = TITLES.get(problem.status)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": gettext(title) if title else HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail or gettext(DETAILS.get(problem.status, title or "")),
        "instance": f"urn:uuid:{getattr(request, 'id', '')}",
        **problem.more,
    }
    rows = [{"name": row.name, "reason": row.reason} for row in problem.invalid]
    if rows:
        body["invalidParams"] = rows
    return JsonResponse(
        body, status=problem.status, content_type=MEDIA_TYPE, headers=dict(problem.headers)
    )
