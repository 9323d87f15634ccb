"""The cases that somebody opened last: keys in their session, asked again before they are shown."""

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from cases.models import Case

KEPT = 8
_KEY = "recent_cases"


def remember(request: HttpRequest, case: Case) -> None:
    """Puts a case in front. The session is written only when another case stood there."""
    keys: list[str] = request.session.get(_KEY, [])
    key = str(case.pk)
    if keys[:1] != [key]:
        request.session[_KEY] = [key, *(other for other in keys if other != key)][:KEPT]


def recent_cases(request: HttpRequest, user: User) -> list[Any]:
    """Those that the person still sees, with what they may know of them; the last one first."""
    keys: list[str] = request.session.get(_KEY, [])
    if not keys:
        return []
    visible = Case.objects.visible_to(user).with_knowledge(user)
    found = {str(case.pk): case for case in visible.filter(pk__in=keys).select_related("company")}
    return [found[key] for key in keys if key in found]
