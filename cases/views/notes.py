"""Notes and contact moments."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import work as actions
from cases.actions.guards import stamp_of
from cases.contact_warning import approaches
from cases.forms.work import NoteForm, readers
from cases.mentions import offered
from cases.models import Note
from cases.people import people_for
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.drafts import note_draft
from cases.views.page import CasePage, open_page, participants_of, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _note(opened: CasePage, note: uuid.UUID) -> Note:
    rows = Note.objects.visible_to(opened.user).filter(case=opened.case)
    found: Note = get_object_or_404(rows, pk=note)
    return found


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new note; the composer on the case page posts here."""
    return _edit(request, open_page(request, pk, "contribute_case"), None)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """One's own note; what others wrote is theirs."""
    opened = open_page(request, pk, "contribute_case")
    found = _note(opened, note)
    if found.author_id != opened.user.pk:
        raise PermissionDenied
    return _edit(request, opened, found)


def _edit(request: HttpRequest, opened: CasePage, note: Note | None) -> HttpResponse:
    participants, draft = participants_of(opened), None if note else note_draft(opened)
    form = NoteForm(
        posted(request),
        instance=note,
        choices=readers(opened.case, participants),
        people=offered(opened.user, opened.case),
        there=people_for(opened.user, opened.case, participants),
        initial={"stamp": stamp_of(note)} if note else (draft.values if draft else {}),
    )
    if carried_out(
        form,
        lambda: actions.save_note(
            opened.actor, opened.case, note, form.values(), form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The note is saved."))
        return redirect("case-detail", opened.case.pk)
    values = {"form": form, "note": note, "approaches": approaches(opened.user, opened.case)}
    return show(request, opened, "cases/work/note.html", "overview", status_of(form), **values)


@require_POST
def pin(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    """On top for everybody who reads it, or back in its place (`pinned` is 0 then)."""
    opened = open_page(request, pk, "contribute_case")
    found = _note(opened, note)
    if not (opened.may("change_case") or found.organisation_id in opened.user.organisation_ids):
        raise PermissionDenied
    pinned = request.POST.get("pinned") != "0"
    tell(request, lambda: actions.pin_note(opened.actor, opened.case, found, pinned=pinned), "")
    return redirect("case-detail", pk)
