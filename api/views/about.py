"""The OpenAPI document, and a page that explains the API to people."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.models import ApiScope
from accounts.tokens import manages_tokens
from api.document import PREFIX, document


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document. It holds nothing secret, so that any program can read it from anywhere."""
    response = JsonResponse(document(_server()))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def explanation(request: HttpRequest) -> HttpResponse:
    """What there is, what it asks, and how it is called."""
    actor = Actor.of(request)
    values = {
        "groups": _groups(document(_server())),
        "server": f"{_server()}{PREFIX}",
        "scopes": ApiScope,
        "manages": actor.user is not None and manages_tokens(actor.user, actor.organisation_id),
        "most": settings.API_CALLS_PER_MINUTE,
        "yesterday": timezone.localdate() - datetime.timedelta(days=1),
    }
    return render(request, "api/about.html", values)


def _server() -> str:
    return settings.BASE_URL.rstrip("/")


def _groups(made: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by subject, in the order of the document."""
    rows = [
        {"method": method.upper(), "path": path, **operation}
        for path, operations in made["paths"].items()
        for method, operation in operations.items()
    ]
    return [
        {"text": tag["description"], "rows": [row for row in rows if tag["name"] in row["tags"]]}
        for tag in made["tags"]
    ]
