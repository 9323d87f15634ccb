"""What somebody is still writing: kept while typing, thrown away when it is not wanted."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions.drafts import discard_draft, save_draft
from cases.models import Draft
from cases.views.page import CasePage, open_page

LISTS = ("present",)


@require_POST
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps the note in the making and answers with when; with `discard` it is thrown away."""
    opened = open_page(request, pk, "contribute_case")
    if "discard" in request.POST:
        discard_draft(opened.actor, opened.case, Draft.Form.NOTE)
        return redirect(f"{opened.case_address}#compose")
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    typed |= {name: request.POST.getlist(name) for name in LISTS}
    draft = save_draft(opened.actor, opened.case, Draft.Form.NOTE, typed)
    return HttpResponse(kept_words(draft), content_type="text/plain; charset=utf-8")


def kept_words(draft: Draft | None) -> str:
    """When a draft was kept, for beside the form."""
    if draft is None:
        return ""
    moment = timezone.localtime(draft.saved_at)
    today = moment.date() == timezone.localdate()
    return _("draft kept %(time)s") % {"time": date_format(moment, "H:i" if today else "j M H:i")}


def note_draft(page: CasePage) -> Draft | None:
    """The note that the viewer began on this case, if any."""
    drafts = Draft.objects.visible_to(page.user).filter(case=page.case, form=Draft.Form.NOTE)
    found: Draft | None = drafts.first()
    return found
