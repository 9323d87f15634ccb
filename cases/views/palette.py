"""The command palette: what can be chosen with these words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cases.palette import groups_for
from cases.views.who import person, typed


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """The options, as a part of any page; who comes here by itself goes to the search."""
    words = typed(request, "q", 100)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('search')}?{urlencode({'q': words})}")
    groups = groups_for(request, person(request), words)
    total = sum(len(group.options) for group in groups)
    values = {"groups": groups, "total": total}
    return render(request, "components/palette_options.html", values)
