"""A case and what hangs on it, as the caller may know it. What may not be known is null."""

import datetime
import uuid
from typing import Annotated, Any

from pydantic import Field

from accounts.models import User
from api.schemas import Body, Level, Moment, OrganisationBody, PageQuery, Sent, spelled_out
from cases.disclosure import organisation_as_known, visible_fields
from cases.models import Case, CaseStage, Note, Outcome, StageTransition, Visibility

NoteKind = Annotated[Note.Kind, spelled_out(Note.Kind)]
MoveKind = Annotated[StageTransition.Kind, spelled_out(StageTransition.Kind)]


class CompanyBody(Body):
    """The company of a case; only for who may know it."""

    id: uuid.UUID
    name: str
    kvk_number: str
    website: str


class PersonBody(Body):
    """A person of the network; the address only for the own organisation."""

    name: str
    email: str | None


class CaseBody(Body):
    """A case. `disclosure` says how much of it the organisation of the token may know; whatever
    lies beyond that is null."""

    id: uuid.UUID
    reference: str
    code_name: str
    disclosure: Level
    stage: CaseStage
    stage_since: datetime.datetime
    on_hold: bool
    hold_reason: str | None
    hold_review_on: datetime.date | None
    origin: OrganisationBody
    account_manager: PersonBody
    company: CompanyBody | None
    sector: str | None
    origin_municipality: str | None
    summary: str | None
    situation: str | None
    activity: Case.Activity | None
    lead_source: Case.LeadSource | None
    confidentiality: Case.Confidentiality | None
    waiting_on: Case.WaitingOn | None
    waiting_since: datetime.date | None
    jobs_new_fte: int | None
    jobs_retained_fte: int | None
    capex_eur: int | None
    area_ha: float | None
    power_mw: float | None
    decision_expected_on: datetime.date | None
    operational_on: datetime.date | None
    outcome: Outcome | None
    outcome_reason: str | None
    closed_at: datetime.datetime | None
    created_at: datetime.datetime
    last_activity_at: datetime.datetime | None


class CasePage(Body):
    """A page of cases; `next` is the cursor of the page after it."""

    items: list[CaseBody]
    next: uuid.UUID | None


class CaseQuery(PageQuery):
    """Which cases."""

    stage: CaseStage | None = None
    on_hold: bool | None = None
    reference: str | None = Field(None, max_length=12, pattern=r"^[0-9-]+$")
    updated_since: Moment | None = None


class CompanyIn(Sent):
    """A company that is registered already (`id`), or what is known of a new one."""

    id: uuid.UUID | None = None
    name: str = Field("", max_length=160)
    kvk_number: str = Field("", max_length=20)
    website: str = Field("", max_length=200)
    sector: str = Field("", max_length=80)
    different: bool = False


class CaseFacts(Sent):
    """The key facts that can be changed; only what is sent changes, and null empties."""

    account_manager: str | None = Field(None, max_length=254)
    origin_municipality: str | None = Field(None, max_length=6)
    confidentiality: Case.Confidentiality | None = None
    activity: Case.Activity | None = None
    lead_source: Case.LeadSource | None = None
    summary: str | None = Field(None, max_length=20_000)
    situation: str | None = Field(None, max_length=20_000)
    jobs_new_fte: int | None = Field(None, ge=0, le=2_147_483_647)
    jobs_retained_fte: int | None = Field(None, ge=0, le=2_147_483_647)
    capex_eur: int | None = Field(None, ge=0, le=99_999_999_999_999)
    area_ha: float | None = Field(None, ge=0, lt=1_000_000)
    power_mw: float | None = Field(None, ge=0, lt=1_000_000)
    decision_expected_on: datetime.date | None = None
    operational_on: datetime.date | None = None


class CaseIn(CaseFacts):
    """A new case of the organisation of the token."""

    company: CompanyIn
    account_manager: str = Field(max_length=254)


class CasePatch(CaseFacts):
    """Changes to key facts."""

    waiting_on: Case.WaitingOn | None = None


class NoteBody(Body):
    """A note or contact moment. Who wrote it and who were there is null where that would tell of
    an organisation that may not be known."""

    id: uuid.UUID
    kind: NoteKind
    body: str
    occurred_at: datetime.datetime
    participants: list[str] | None
    visibility: Visibility
    organisation: OrganisationBody
    author: str | None
    created_at: datetime.datetime


class NotePage(Body):
    """A page of notes; `next` is the cursor of the page after it."""

    items: list[NoteBody]
    next: uuid.UUID | None


class NoteIn(Sent):
    """A new note. Without `occurredAt` it is about now; without `visibility` it stays within the
    own organisation."""

    body: str = Field(max_length=20_000)
    kind: NoteKind = Note.Kind.NOTE
    occurred_at: Moment | None = None
    participants: list[str] = Field([], max_length=20)
    visibility: Visibility = Visibility.OWN


class TransitionBody(Body):
    """One move of a case along its road."""

    id: uuid.UUID
    kind: MoveKind
    from_stage: CaseStage | None
    to_stage: CaseStage
    at: datetime.datetime


class TransitionPage(Body):
    """A page of moves; `next` is the cursor of the page after it."""

    items: list[TransitionBody]
    next: uuid.UUID | None


PLAIN = (
    "hold_reason hold_review_on origin_municipality_id summary situation activity lead_source"
    " confidentiality waiting_on waiting_since jobs_new_fte jobs_retained_fte capex_eur area_ha"
    " power_mw decision_expected_on operational_on outcome outcome_reason closed_at"
    " last_activity_at"
).split()


def case_body(case: Any, user: User) -> CaseBody:
    """From a case read with `for_detail(user)`."""
    seen = visible_fields(case)
    plain = {
        name.removesuffix("_id"): getattr(case, name) or _zero(getattr(case, name))
        for name in PLAIN
        if name.removesuffix("_id") in seen
    }
    own = case.origin_id in user.organisation_ids
    return CaseBody.model_validate(
        dict.fromkeys([name.removesuffix("_id") for name in PLAIN])
        | plain
        | {
            name: getattr(case, name)
            for name in ("id", "reference", "code_name", "stage", "stage_since", "on_hold")
        }
        | {
            "disclosure": level_of(case),
            "origin": {"code": case.origin.code, "name": case.origin.name},
            "account_manager": {
                "name": str(case.account_manager),
                "email": case.account_manager.email if own else None,
            },
            "company": _company(case) if case.knows_identity else None,
            "sector": (case.company.sector or None) if case.knows_sector else None,
            "created_at": case.created_at,
        }
    )


def level_of(case: Any) -> Level:
    """How much of the case its viewer may know; needs `with_knowledge`."""
    if case.knows_identity:
        return "identity"
    return "sector" if case.knows_sector else "profile"


def _zero(value: Any) -> Any:
    """An empty text is null; a zero is a zero."""
    return None if value == "" else value


def _company(case: Case) -> dict[str, Any]:
    company = case.company
    return {name: getattr(company, name) for name in ("id", "name", "kvk_number", "website")}


def note_body(case: Any, user: User, note: Any) -> NoteBody:
    """From a note read with its author and organisation."""
    organisation, hidden = organisation_as_known(
        case, user, note.organisation_id, note.organisation.name
    )
    own = note.organisation_id in user.organisation_ids
    there = note.participants.splitlines() if case.knows_options or own else None
    return NoteBody(
        id=note.pk,
        kind=note.kind,
        body=note.body,
        occurred_at=note.occurred_at,
        participants=there,
        visibility=note.visibility,
        organisation=OrganisationBody(
            code=None if hidden else note.organisation.code, name=organisation
        ),
        author=None if hidden or note.author is None else str(note.author),
        created_at=note.created_at,
    )


def transition_body(row: StageTransition) -> TransitionBody:
    """What everybody on the case may know of a move: not who made it, nor why."""
    return TransitionBody(
        id=row.pk,
        kind=StageTransition.Kind(row.kind),
        from_stage=CaseStage(row.from_stage) if row.from_stage else None,
        to_stage=CaseStage(row.to_stage),
        at=row.at,
    )
