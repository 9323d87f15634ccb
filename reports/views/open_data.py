"""The figures of the programme for everybody, without signing in; off unless it was switched on."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reports import open_data

KEPT = 3600  # seconds that others may keep a copy


@login_not_required
@require_safe
def programme_csv(_request: HttpRequest) -> HttpResponse:
    """One number per line."""
    _require_on()
    response = HttpResponse(open_data.as_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="programma.csv"'
    return _public(response)


@login_not_required
@require_safe
def programme_json(_request: HttpRequest) -> HttpResponse:
    """The same numbers with the definitions."""
    _require_on()
    return _public(JsonResponse(open_data.as_json(), json_dumps_params={"ensure_ascii": False}))


def _require_on() -> None:
    if not settings.OPEN_DATA:
        raise Http404


def _public(response: HttpResponse) -> HttpResponse:
    """The same for everybody, from any page."""
    patch_cache_control(response, public=True, max_age=KEPT)
    response["Access-Control-Allow-Origin"] = "*"
    return response
