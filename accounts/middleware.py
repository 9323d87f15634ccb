"""The acting person of each request, and the language they chose."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.actor import Actor
from accounts.models import Organisation, User

GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_KEY = "acting_organisation"


class LanguageMiddleware:
    """The chosen language, else the person's own, else Dutch; never the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in dict(settings.LANGUAGES):
            user = request.user
            chosen = user.language if isinstance(user, User) else settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class ActorMiddleware:
    """Sets request.actor: the person and the organisation they act for in this session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if isinstance(request.user, User) else None
        organisation = acting_organisation(user, request.session.get(SESSION_KEY)) if user else None
        request_id = getattr(request, "id", None) or uuid.uuid4()
        request.actor = Actor(user, organisation, request_id)  # type: ignore[attr-defined]
        return self.get_response(request)


def acting_organisation(user: User, chosen: int | None) -> Organisation | None:
    """The organisation chosen in this session, as long as the person belongs to it."""
    for membership in user.active_memberships:
        if membership.organisation_id == chosen:
            organisation: Organisation = membership.organisation
            return organisation
    return user.default_organisation()
