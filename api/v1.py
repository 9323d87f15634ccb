"""Version 1 of the API: its operations, and how what goes wrong is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from accounts.errors import Refused
from api.middleware import VERSION
from api.problems import Invalid, Problem, answer_of
from api.sentences import place_of, sentence_of
from api.views import cases, figures, notes, sites

# Ninja's own pages stay out: they fetch scripts from elsewhere.
api = NinjaAPI(title="Brandpunt", version=VERSION, openapi_url=None, docs_url=None)
for router in (cases.router, notes.router, sites.router, figures.router):
    api.add_router("", router)


def _on_problem(request: HttpRequest, error: Any) -> HttpResponse:
    return answer_of(request, error)


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """All errors at once, each with the place of what is not right."""
    found = {place_of(row["loc"]): sentence_of(row["type"]) for row in reversed(error.errors)}
    invalid = [Invalid(name, reason) for name, reason in reversed(found.items())]
    detail = _("The request was not carried out; see invalidParams.")
    return answer_of(request, Problem(400, detail, invalid))


def _on_not_found(request: HttpRequest, _error: Any) -> HttpResponse:
    return answer_of(request, Problem(404))


def _on_forbidden(request: HttpRequest, _error: Any) -> HttpResponse:
    why = _("The organisation of this token may not do this here.")
    return answer_of(request, Problem(403, why))


def _on_refused(request: HttpRequest, error: Any) -> HttpResponse:
    return answer_of(request, Problem(409, str(error)))


def _on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    why = _("The body cannot be read as JSON.") if error.status_code == 400 else ""
    return answer_of(request, Problem(error.status_code, why))


def _on_error(_request: HttpRequest, error: Any) -> HttpResponse:
    raise error  # Django notes it, and the middleware answers


for kind, handler in {
    Problem: _on_problem,
    ValidationError: _on_invalid,
    Http404: _on_not_found,
    PermissionDenied: _on_forbidden,
    Refused: _on_refused,
    HttpError: _on_http_error,
    Exception: _on_error,
}.items():
    api.add_exception_handler(kind, handler)


def addresses() -> list[URLPattern]:
    """The operations as addresses of their own: without a namespace, and for who is not signed in,
    as the token says who calls."""
    found = {
        str(row.pattern): row
        for row in api.urls[0]
        if isinstance(row, URLPattern) and row.name != "api-root"
    }
    return [URLPattern(row.pattern, _open(row.callback), name=row.name) for row in found.values()]


def _open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = view(request, *args, **kwargs)
        request.method = asked  # so that the server leaves the body of a HEAD out
        return response

    return login_not_required(opened)
