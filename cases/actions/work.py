"""Daily work: notes and contact moments, next actions."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import Organisation
from cases.actions.case import touch
from cases.actions.drafts import discard_draft
from cases.actions.guards import lock_stamped
from cases.actions.mentions import set_mentions
from cases.actions.notifications import notify
from cases.clock import run, set_due, why_stopped
from cases.disclosure import names_company
from cases.models import Case, CaseParticipant, Disclosure, Draft, Note, Task, Visibility
from cases.notification_kinds import K as Kind
from cases.permissions import allowed
from cases.querysets.access import IDENTITY, OPTIONS
from cases.recipients import holders_of


def require_nameless(actor: Actor, case: Case, *texts: str) -> None:
    """Refuses text for readers who may not know the company when it gives the company away.

    Who does not know the company is not checked: they have nothing to give away, and a refusal
    would tell them that they guessed right.
    """
    if actor.user is not None and not allowed(actor.user, IDENTITY, case):
        return
    if any(names_company(text, case.company) for text in texts):
        raise Refused(
            _(
                "Organisations that may not know the company can read this, and it names the "
                "company. Leave the name out, or choose who may read it."
            )
        )


def writing_for(actor: Actor, case: Case) -> Organisation:
    """The organisation for which the person writes: the acting one when it is on the case, else
    another of the person's own that is. Raises Refused when none is."""
    rows = CaseParticipant.objects.current().filter(case=case)
    own = [actor.organisation_id, *(actor.user.organisation_ids if actor.user else [])]
    on_case = {row.organisation_id: row.organisation for row in rows.select_related("organisation")}
    for key in own:
        if key in on_case:
            organisation: Organisation = on_case[key]
            return organisation
    raise Refused(_("You write for an organisation on this case, and none of yours is."))


def informed_organisations(case: Case) -> set[int]:
    """Organisations on the case that may know the company."""
    rows = CaseParticipant.objects.current().filter(case=case, disclosure=Disclosure.IDENTITY)
    return set(rows.values_list("organisation_id", flat=True))


@transaction.atomic
def save_note(
    actor: Actor,
    case: Case,
    note: Note | None,
    values: dict[str, Any],
    stamp: int | None = None,
    at: datetime.datetime | None = None,
) -> Note:
    """Adds a note or contact moment (None) or changes one's own. `at` is when it was written.

    `values` may hold the people whom it mentions. Raises Refused when one of them cannot read it.
    """
    if values["visibility"] == Visibility.ALL:
        require_nameless(actor, case, values["body"])
    if values["occurred_at"] > timezone.now():
        raise Refused(_("A contact moment lies in the past; plan a next action instead."))
    if note is None:
        row, why = Note(case=case, author=actor.user, organisation=writing_for(actor, case)), ""
    else:
        row, why = lock_stamped(Note, note.pk, stamp), _("Note changed")
        if row.author_id != (actor.user.pk if actor.user else None):
            raise Refused(_("Only the writer changes a note."))
    for name in ("kind", "body", "visibility", "occurred_at"):
        setattr(row, name, values[name])
    row.participants = values.get("participants", row.participants)
    if note is None:
        discard_draft(actor, case, Draft.Form.NOTE)
    touch(case, at)
    actor.save(row, why, at=at)
    mentioned = values.get("mentions", ())
    set_mentions(actor, case, row, mentioned, at)
    if note is None:
        people = {case.account_manager_id} - {person.pk for person in mentioned}
        notify(actor, case, Kind.NOTE_ADDED, people, row, at=at)
    return row


@transaction.atomic
def pin_note(actor: Actor, case: Case, note: Note, *, pinned: bool) -> Note:
    """Puts a note on top of the case, or back in its place."""
    row = lock_stamped(Note, note.pk, None)
    if row.pinned == pinned:
        return row
    row.pinned = pinned
    touch(case)
    return actor.save(row, _("Put on top") if pinned else _("No longer on top"))


@transaction.atomic
def save_task(
    actor: Actor,
    case: Case,
    task: Task | None,
    values: dict[str, Any],
    stamp: int | None = None,
    at: datetime.datetime | None = None,
) -> Task:
    """Adds a next action (None) or changes one. The person belongs to the organisation."""
    organisation, assignee = values["organisation"], values["assignee"]
    rows = CaseParticipant.objects.current().filter(case=case, organisation=organisation)
    if not rows.exists():
        raise Refused(_("%(name)s is not on this case.") % {"name": organisation.name})
    if assignee and not assignee.memberships.active().filter(organisation=organisation).exists():
        raise Refused(
            _("%(person)s does not work for %(name)s.")
            % {"person": assignee, "name": organisation.name}
        )
    if organisation.pk not in informed_organisations(case):
        require_nameless(actor, case, values["title"])
    if task is None:
        row, why = Task(case=case, created_by=actor.user, standard=values.get("standard")), ""
        had = set()
    else:
        row, why = lock_stamped(Task, task.pk, stamp), _("Next action changed")
        had = _told_of(actor, row)
    for name in ("title", "organisation", "assignee"):
        setattr(row, name, values[name])
    term = values.get("term_days")
    if term is not None:
        _require_own_term(actor, case, organisation)
    day = timezone.localdate(at)
    set_due(row, values["due_on"], term, day)
    run(row, why_stopped(_as_it_is(case), organisation.pk), day)
    touch(case, at)
    actor.save(row, why, at=at)
    notify(actor, case, Kind.TASK_GIVEN, _told_of(actor, row) - had, row, at=at)
    return row


def _told_of(actor: Actor, task: Task) -> set[int]:
    """Who hears that a next action is theirs. What one leaves to the own organisation is no news
    to its managers."""
    if task.assignee_id is None and task.organisation_id == actor.organisation_id:
        return set()
    return holders_of(task)


def _require_own_term(actor: Actor, case: Case, organisation: Organisation) -> None:
    """A clock that stands still tells that the case waits on somebody: a region in the running
    does not see the clocks of others, so it gives them a day."""
    if actor.user is None or organisation.pk in actor.user.organisation_ids:
        return
    if not allowed(actor.user, OPTIONS, case):
        raise Refused(_("Give another organisation a day; a term is for your own organisation."))


def _as_it_is(case: Case) -> Case:
    """The case from the database, kept as it is until the transaction ends."""
    row: Case = Case._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    return row


@transaction.atomic
def finish_task(actor: Actor, case: Case, task: Task, at: datetime.datetime | None = None) -> Task:
    """Ticks a next action off. Doing it twice changes nothing."""
    row = lock_stamped(Task, task.pk, None)
    if row.done_at is not None:
        return row
    row.done_at, row.done_by = at or timezone.now(), actor.user
    touch(case, at)
    actor.save(row, _("Done"), at=at)
    if _asked_of_another(row):
        notify(actor, case, Kind.TASK_DONE, [row.created_by_id], row, once=str(row.pk), at=at)
    return row


def _asked_of_another(task: Task) -> bool:
    """Whether somebody asked it of an organisation that is not their own."""
    asker = task.created_by
    return asker is not None and task.organisation_id not in asker.organisation_ids


@transaction.atomic
def undo_task(actor: Actor, case: Case, task: Task) -> Task:
    """Undoes ticking off. Doing it twice changes nothing."""
    row = lock_stamped(Task, task.pk, None)
    if row.done_at is None:
        return row
    row.done_at, row.done_by = None, None
    run(row, why_stopped(_as_it_is(case), row.organisation_id), timezone.localdate())
    touch(case)
    return actor.save(row, _("Not done after all"))
