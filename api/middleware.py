"""What every answer of the API has: its version, and a problem when something went wrong."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from api.problems import MEDIA_TYPE, Problem, answer_of

GetResponse = Callable[[HttpRequest], HttpResponse]
PLACE = "/api/"
VERSION = "1.0.0"
OF_THE_BODY = {"content-type", "content-length", "content-language"}


class ApiMiddleware:
    """For addresses of the API only; also where no view was reached, as with an unknown address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not f"{request.path_info}/".startswith(PLACE):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = _as_problem(request, response)
        response["API-Version"] = VERSION
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same status and headers (such as Allow), with a problem instead of a page."""
    made = answer_of(request, Problem(response.status_code))
    for name, value in response.items():
        if name.lower() not in OF_THE_BODY:
            made[name] = value
    return made
