"""Answers in JSON: one thing with its ETag, a page of things with the address of the next."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _

from api.problems import Problem
from api.schemas import Body, PageQuery

MEDIA_TYPE = "application/json"


def answer(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The body as JSON."""
    return HttpResponse(_json(body), MEDIA_TYPE, status, headers=dict(headers or {}))


def etag(body: Body) -> str:
    """What stands for the thing as this caller may know it: a change that is hidden from the
    caller does not change it."""
    return f'"{hashlib.sha256(_json(body)).hexdigest()[:32]}"'


def answer_if_changed(request: HttpRequest, body: Body) -> HttpResponse:
    """304 when the caller has it already (If-None-Match)."""
    tag = etag(body)
    if tag in _tags(request, "If-None-Match"):
        return HttpResponseNotModified(headers={"ETag": tag})
    return answer(body, headers={"ETag": tag})


def require_match(request: HttpRequest, body: Body) -> None:
    """Raises 428 when the caller does not say which version was seen (If-Match), and 412 when it
    is another one by now."""
    tags = _tags(request, "If-Match")
    if not tags:
        raise Problem(428, _("Send the ETag of what you read in the header If-Match."))
    if "*" not in tags and etag(body) not in tags:
        raise stale()


def stale() -> Problem:
    """Somebody else was first."""
    return Problem(
        412, _("This was changed since you read it; nothing was saved. Read it again and retry.")
    )


def answer_page[B: Body](
    request: HttpRequest,
    rows: Any,
    query: PageQuery,
    page_of: Callable[[list[Any], Any], B],
) -> HttpResponse:
    """Rows after the cursor in the order of their keys, which never change, so that a reader who
    goes from page to page misses nothing that was there all the time."""
    after = rows.filter(pk__gt=query.cursor) if query.cursor else rows
    found = list(after.order_by("pk")[: query.limit + 1])
    shown = found[: query.limit]
    cursor = shown[-1].pk if len(found) > query.limit else None
    headers = {"Link": f'<{_with_cursor(request, cursor)}>; rel="next"'} if cursor else {}
    return answer(page_of(shown, cursor), headers=headers)


def _with_cursor(request: HttpRequest, cursor: Any) -> str:
    asked = request.GET.copy()
    asked["cursor"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _tags(request: HttpRequest, header: str) -> list[str]:
    parts = request.headers.get(header, "").split(",")
    return [part.strip().removeprefix("W/") for part in parts if part.strip()]


def _json(body: Body) -> bytes:
    return body.model_dump_json(by_alias=True).encode()
