"""What somebody is still writing: kept while typing, thrown away when it is not wanted."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions.drafts import VERSION, discard_draft, save_draft
from cases.models import Draft
from cases.views.attempt import back_to
from cases.views.page import CasePage, open_page

LISTS = ("present",)
LONGEST_KEY = 40


@require_POST
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps a form in the making and answers with when; with `discard` it is thrown away."""
    opened = open_page(request, pk, "contribute_case")
    form = request.POST.get("draft_form", Draft.Form.NOTE)
    about = request.POST.get("draft_about", "")[:LONGEST_KEY]
    if form not in Draft.Form.values:
        raise Http404
    if "discard" in request.POST:
        discard_draft(opened.actor, opened.case, form, about)
        return redirect(back_to(request, f"{opened.case_address}#compose"))
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    typed |= {name: request.POST.getlist(name) for name in LISTS}
    draft = save_draft(opened.actor, opened.case, form, typed, about)
    return HttpResponse(kept_words(draft), content_type="text/plain; charset=utf-8")


def kept_words(draft: Draft | None) -> str:
    """When a draft was kept, for beside the form."""
    if draft is None:
        return ""
    moment = timezone.localtime(draft.saved_at)
    today = moment.date() == timezone.localdate()
    return _("draft kept %(time)s") % {"time": date_format(moment, "H:i" if today else "j M H:i")}


def draft_of(page: CasePage, form: str, about: str = "") -> Draft | None:
    """What the viewer began in a form on this case, if anything."""
    drafts = Draft.objects.visible_to(page.user).filter(case=page.case)
    found: Draft | None = drafts.filter(form=form, about=about).first()
    return found


def note_draft(page: CasePage) -> Draft | None:
    """The note that the viewer began on this case, if any."""
    return draft_of(page, Draft.Form.NOTE)


class Keeping:
    """A form that keeps itself: what its viewer began, and that it is gone once sent.

    `version` is that of what the form changes, as it is now (0 when it is not there yet). A draft
    that was begun on another one goes on upon this one, and the page tells so: else nobody could
    ever send it.
    """

    def __init__(self, page: CasePage, form: str, about: str = "", version: int = 0) -> None:
        self.page, self.form, self.about, self.version = page, form, about, version
        self.draft = draft_of(page, form, about)

    @property
    def initial(self) -> dict[str, Any]:
        """What was typed before; empty when nothing was."""
        return self.draft.values | {VERSION: self.version} if self.draft else {}

    def sent(self) -> None:
        """What was sent is no draft any more."""
        discard_draft(self.page.actor, self.page.case, self.form, self.about)

    @property
    def context(self) -> dict[str, Any]:
        """What cases/work/draft_foot.html shows under the form."""
        began = self.draft.values.get(VERSION) if self.draft else self.version
        return {
            "draft": self.draft,
            "draft_kept": kept_words(self.draft),
            "draft_form": self.form,
            "draft_about": self.about,
            "draft_outdated": str(began or 0) != str(self.version),
        }
