"""What the overview of a case shows: each part through its own `visible_to`."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.chain import chain_of
from cases.contact_warning import approaches
from cases.disclosure import visible_fields
from cases.forms.next_step import NextStepForm
from cases.forms.work import NoteForm, readers
from cases.mentions import names_in, offered
from cases.models import (
    Candidate,
    Case,
    CaseParticipant,
    CaseStage,
    ContactPerson,
    Note,
    StageTransition,
    Task,
)
from cases.people import people_for
from cases.permissions import may_do_task
from cases.querysets.case_views import without_next_action
from cases.standard import offered as standard_actions
from cases.timeline import Reader, latest
from cases.views.drafts import kept_words, note_draft
from cases.views.monthly_context import monthly_context
from cases.views.page import CasePage, participants_of
from cases.views.watch import open_hits_of
from cases.workflow import Tick, checklist, gather

SITES = 5
LATEST = 8


@dataclass(frozen=True)
class TaskRow:
    """A next action, and whether the viewer may tick it off."""

    task: Task
    mine: bool


def overview_of(page: CasePage, done: str = "") -> dict[str, Any]:
    """Context of the overview. `done` is the key of a task that was just ticked off."""
    case = page.case
    informed = case.knows_identity  # type: ignore[attr-defined]
    compares = case.knows_options  # type: ignore[attr-defined]
    ticks = checklist(gather(case), case.stage) if compares and case.is_open else []
    participants = participants_of(page)
    return {
        "informed": informed,
        "known": visible_fields(case),
        "steps": steps_of(case, _moves(page), ticks),
        "ticks": ticks,
        "lacking": [tick for tick in ticks if not tick.met],
        "met": sum(tick.met for tick in ticks),
        "technologies": technologies_of(case),
        "contacts": _contacts(page),
        "participants": participants,
        "chain": chain_of(page.user, case),
        "sites": _sites(page),
        "feasible": open_hits_of(page),
        "pinned": pinned_of(page),
        "events": latest(Reader(case, page.user, frozenset(page.permissions)), LATEST),
        **monthly_context(page),
        **composer_of(page, participants),
        **tasks_of(page, done),
    }


def composer_of(page: CasePage, participants: list[CaseParticipant]) -> dict[str, Any]:
    """The form of a note with what its writer had begun, and who approached the company lately."""
    if not page.may("contribute_case"):
        return {"note_form": None}
    draft = note_draft(page)
    form = NoteForm(
        choices=readers(page.case, participants),
        people=offered(page.user, page.case),
        there=people_for(page.user, page.case, participants),
        initial=draft.values if draft else {},
    )
    return {
        "note_form": form,
        "draft": draft,
        "draft_kept": kept_words(draft),
        "approaches": approaches(page.user, page.case),
    }


def tasks_of(
    page: CasePage, done: str = "", next_form: NextStepForm | None = None
) -> dict[str, Any]:
    """Open next actions that the viewer may see, the one that was just ticked off, and for who
    moves the case what is usual in its stage and, when nothing is left, the question what comes
    next."""
    visible = Task.objects.visible_to(page.user).filter(case=page.case)
    rows = [
        TaskRow(task, may_do_task(page.user, page.permissions, task))
        for task in visible.open().select_related("organisation", "assignee")
    ]
    if next_form is None and not rows and asks_next(page):
        next_form = NextStepForm()
    return {
        "tasks": rows,
        "just_done": _just_done(page, visible, done),
        "next_form": next_form,
        "standard": standard_actions(page.case) if page.may("change_case") else [],
    }


def asks_next(page: CasePage) -> bool:
    """Whether the viewer is to say what comes next: they move the case, and nothing is planned."""
    if not page.may("change_case"):
        return False
    case = Case.objects.visible_to(page.user).filter(pk=page.case.pk)
    return case.filter(without_next_action()).exists()


def _just_done(page: CasePage, visible: Any, key: str) -> Task | None:
    try:
        found: Task | None = visible.filter(pk=uuid.UUID(key), done_at__isnull=False).first()
    except ValueError:
        return None
    return found if found and may_do_task(page.user, page.permissions, found) else None


@dataclass(frozen=True)
class PinnedNote:
    """A note on top, and whether the viewer may take it off."""

    note: Note
    organisation: str
    hidden: bool
    mine: bool
    mentioned: list[str]


def pinned_of(page: CasePage) -> list[PinnedNote]:
    """Notes on top that the viewer may read."""
    rows = Note.objects.visible_to(page.user).filter(case=page.case, pinned=True)
    own = page.user.organisation_ids if page.may("contribute_case") else []
    names = names_in(page.user, rows.values("pk"))
    return [
        PinnedNote(
            note,
            *page.shown_organisation(note.organisation),
            page.may("change_case") or note.organisation_id in own,
            names.get(str(note.pk), []),
        )
        for note in rows.select_related("author", "organisation")
    ]


def _moves(page: CasePage) -> list[StageTransition]:
    rows = StageTransition.objects.visible_to(page.user).filter(case=page.case)
    return list(rows.order_by("at"))


def steps_of(
    case: Case, moves: Sequence[StageTransition], ticks: Sequence[Tick]
) -> list[dict[str, Any]]:
    """The four stages with their state and a caption; a closed case has them behind it."""
    left = {move.from_stage: move.at for move in moves if move.from_stage != move.to_stage}
    reached = case.stage if case.is_open else _last_stage(moves)
    position = CaseStage(reached).position
    steps = []
    for stage in list(CaseStage)[:-1]:
        if case.is_open and stage == case.stage:
            state, caption = "current", _current_caption(case, ticks)
        elif stage.position < position or (stage == reached and not case.is_open):
            state, caption = "done", _left_caption(left.get(stage))
        else:
            state, caption = "todo", _("not started")
            if not case.is_open:
                caption = _("not reached")
        steps.append({"label": stage.label, "state": state, "caption": caption})
    return steps


def _last_stage(moves: Sequence[StageTransition]) -> str:
    """The stage from which the case was closed."""
    closings = [move.from_stage for move in moves if move.to_stage == CaseStage.CLOSED]
    return closings[-1] if closings else CaseStage.INTAKE


def _current_caption(case: Case, ticks: Sequence[Tick]) -> str:
    since = _short(case.stage_since)
    if not ticks:
        return _("since %(day)s") % {"day": since}
    return ngettext(
        "%(met)d of %(all)d done, since %(day)s",
        "%(met)d of %(all)d done, since %(day)s",
        len(ticks),
    ) % {"met": sum(tick.met for tick in ticks), "all": len(ticks), "day": since}


def _left_caption(moment: datetime.datetime | None) -> str:
    return _("finished %(day)s") % {"day": _short(moment)} if moment else ""


def _short(moment: datetime.datetime) -> str:
    day = timezone.localdate(moment)
    this_year = day.year == timezone.localdate().year
    return date_format(day, "j M" if this_year else "j M Y").lower()


def technologies_of(case: Case) -> list[str]:
    """The key technologies of the company, for who may know them."""
    if not case.knows_sector:  # type: ignore[attr-defined]
        return []
    rows = case.company.company_technologies.select_related("technology")
    return [str(row.technology) for row in rows]


def _contacts(page: CasePage) -> list[ContactPerson]:
    if not page.case.knows_identity:  # type: ignore[attr-defined]
        return []
    rows = ContactPerson.objects.visible_to(page.user)
    return list(rows.filter(company_id=page.case.company_id))


def _sites(page: CasePage) -> list[Candidate]:
    """The short list, else the long list, as far as the viewer may see it."""
    rows = Candidate.objects.visible_to(page.user).filter(case=page.case)
    rows = rows.exclude(status=Candidate.Status.DROPPED)
    return list(
        rows.select_related("site__municipality", "site__province").order_by(
            "-status", "site__name"
        )[:SITES]
    )
