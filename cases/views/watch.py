"""Sites that fit a parked case again: what was found, and what is done with it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.watch import handle_hit
from cases.forms.watch import SeenForm
from cases.models import SiteWatch, WatchHit
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show
from cases.watch_words import HitRow, rows_of


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every site that was found, what still asks for a look first."""
    opened = open_page(request, pk, options=True)
    rows = rows_of(_hits(opened).order_by("-found_at"))
    values: dict[str, Any] = {
        "watch": SiteWatch.objects.visible_to(opened.user).filter(case=opened.case).first(),
        "open_hits": [row for row in rows if row.hit.handled_at is None],
        "handled": [row for row in rows if row.hit.handled_at is not None],
    }
    return show(request, opened, "cases/watch/page.html", "overview", **values)


@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: HttpRequest, pk: uuid.UUID, hit: uuid.UUID) -> HttpResponse:
    """Looked at and left, with the reason."""
    opened = open_page(request, pk, "change_case", options=True)
    row = rows_of([get_object_or_404(_hits(opened), pk=hit)])[0]
    form = SeenForm(posted(request))
    if carried_out(
        form, lambda: handle_hit(opened.actor, opened.case, hit, form.cleaned_data["note"])
    ):
        messages.success(request, _("Noted: %(site)s was seen.") % {"site": row.hit.site})
        return redirect("case-watch", pk)
    values = {"row": row, "form": form}
    return show(request, opened, "cases/watch/seen.html", "overview", status_of(form), **values)


def open_hits_of(opened: CasePage) -> list[HitRow]:
    """What still asks for a look, for the banner on the case page; nothing for a region."""
    if not opened.case.on_hold or not opened.may("view_options"):
        return []
    return rows_of(_hits(opened).filter(handled_at=None).order_by("-found_at"))


def _hits(opened: CasePage) -> Any:
    hits = WatchHit.objects.visible_to(opened.user).filter(watch__case=opened.case)
    return hits.select_related("site__municipality", "site__province", "handled_by")
