"""Notes and contact moments of a case."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from accounts.models import ApiScope
from api.answers import answer, answer_page
from api.caller import Bearer, Caller, caller_of
from api.cases import NoteBody, NoteIn, NotePage, note_body
from api.once import once
from api.schemas import PageQuery
from api.through_forms import carry_out, typed
from api.views.cases import READ, case_of
from cases.actions.work import save_note
from cases.forms.work import NoteForm, readers
from cases.mentions import offered
from cases.models import CaseParticipant, Note

router = Router(tags=["notes"], by_alias=True)
WRITE = Bearer(ApiScope.NOTES_WRITE)


def _notes(caller: Caller, case: Any) -> Any:
    rows = Note.objects.visible_to(caller.user).filter(case=case)
    return rows.select_related("author", "organisation")


@router.get("/cases/{uuid:pk}/notes", auth=READ, response=NotePage, url_name="api-case-notes")
def note_list(request: HttpRequest, pk: uuid.UUID, query: Query[PageQuery]) -> HttpResponse:
    """Notes that the organisation may read."""
    caller = caller_of(request, PageQuery.names())
    case = case_of(caller, pk)

    def page_of(found: list[Any], cursor: Any) -> NotePage:
        return NotePage(items=[note_body(case, caller.user, n) for n in found], next=cursor)

    return answer_page(request, _notes(caller, case), query, page_of)


@router.post(
    "/cases/{uuid:pk}/notes", auth=WRITE, response={201: NoteBody}, url_name="api-case-notes"
)
def note_create(request: HttpRequest, pk: uuid.UUID, body: NoteIn) -> HttpResponse:
    """A note of the organisation, in the name of the token."""
    caller = caller_of(request)
    case = case_of(caller, pk, "contribute_case")
    made = once(request, caller, lambda: _written(caller, case, body))
    return answer(note_body(case, caller.user, _notes(caller, case).get(pk=made)), 201)


def _written(caller: Caller, case: Any, body: NoteIn) -> uuid.UUID:
    on_case = CaseParticipant.objects.visible_to(caller.user).current().filter(case=case)
    data = {
        "body": body.body,
        "kind": body.kind.value,
        "visibility": body.visibility.value,
        "occurred_at": typed(body.occurred_at or timezone.now()),
        "others": ", ".join(body.participants),
    }
    form = NoteForm(
        data,
        choices=readers(case, on_case.select_related("organisation")),
        people=offered(caller.user, case),
    )
    places = {"others": "participants"}
    saved = carry_out(form, lambda: save_note(caller.actor, case, None, form.values()), places)
    pk: uuid.UUID = saved.pk
    return pk
