"""What surrounds every request: a number to find it back by, and one answer to conflicts."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.errors import Conflict

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request an id; history rows carry it, so that one action reads as one event."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = str(request.id)  # type: ignore[attr-defined]
        return response


class NotKeptMiddleware:
    """No browser keeps a page: they are confidential, and a part that htmx fetched has the same
    address as its page, so that the back button would show the part alone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ConflictMiddleware:
    """Two people at once: the second gets 409 with the explanation that the action gave."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Conflict):
            return None
        # htmx swaps the answer into one element, where a whole page would not fit.
        page = "409.html#conflict" if getattr(request, "htmx", False) else "409.html"
        return render(request, page, {"explanation": str(error)}, status=409)
