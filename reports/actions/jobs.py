"""Jobs that make a file: asked for, claimed by one worker, finished once, or failed with a reason.

1. `order_*` writes the job and puts it on the queue when the transaction is done.
2. `run` claims it: the row must be waiting, or left behind by a worker that died. Whoever comes
   second finds nothing to do.
3. The file is written whole, beside its place, and then put in place.
4. The job is done only when it is still the same claim: a worker that comes back from the dead
   throws its file away.
5. What a killed worker left behind goes when the job is done by another, or given up.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.http import Http404
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.errors import Refused
from cases.models import Case, SiteVisit
from reports.actions.progress import keep_figures
from reports.areas import Area
from reports.case_list import CaseListFile, steps_for
from reports.files import clear_up, discard, store
from reports.models import ProgressReport, ReportJob, ToldCase
from reports.papers import Annex, Paper, paper_of
from reports.pdf import PangoMissing
from reports.progress.figures import gather, quarters_of
from reports.querysets import LEASE
from reports.steps import step

log = logging.getLogger(__name__)
Status = ReportJob.Status
MOST_ATTEMPTS = 3  # by itself; then a person asks for more
LISTS_AT_ONCE = 3  # of one person
Queue = Callable[[uuid.UUID], None]


@dataclass(frozen=True)
class Claim:
    """A job that one worker has in hand; `since` tells this claim from a later one."""

    job: ReportJob
    since: datetime


def order_sheet(actor: Actor, case: Case, queue: Queue) -> ReportJob:
    """Asks for the sheet of a case, for who asks and as they may know the case."""
    return _order(actor, queue, kind=ReportJob.Kind.CASE_SHEET, case=case)


def order_comparison(
    actor: Actor, case: Case, sites: Sequence[uuid.UUID], block: uuid.UUID | None, queue: Queue
) -> ReportJob:
    """Asks for sites of a case side by side, as who asks may see them."""
    about = {"sites": [str(site) for site in sites], "block": str(block) if block else None}
    return _order(actor, queue, kind=ReportJob.Kind.COMPARISON, case=case, about=about)


def order_decision(actor: Actor, case: Case, record: int, queue: Queue) -> ReportJob:
    """Asks for a record of the decision on paper; `record` is its row in the history."""
    about = {"record": record}
    return _order(actor, queue, kind=ReportJob.Kind.DECISION, case=case, about=about)


def order_briefing(actor: Actor, visit: SiteVisit, named: bool, queue: Queue) -> ReportJob:
    """Asks for the briefing sheet of a visit; `named` with the company, if who asks may know it."""
    about = {"visit": str(visit.pk), "named": named}
    return _order(actor, queue, kind=ReportJob.Kind.BRIEFING, case=visit.case, about=about)


def order_dashboard(
    actor: Actor, area: Area, reference_date: date, queue: Queue, *, technology: str = ""
) -> ReportJob:
    """Asks for the figures of an area on a reference date, or of one technology in it."""
    own = area.organisation
    about: dict[str, Any] = {"technology": technology} if technology else {}
    if own:
        about["organisation"] = {"id": own.pk, "code": own.code, "name": own.name}
    return _order(
        actor,
        queue,
        kind=ReportJob.Kind.DASHBOARD,
        province=area.province,
        about=about,
        reference_date=reference_date,
    )


def order_list(actor: Actor, query: str, rows: int, kind: str, queue: Queue) -> ReportJob:
    """Asks for the list of cases of an address, of about so many rows, as a kind of file.

    Raises Refused while as many lists of this person as a worker should have are not ready yet.
    """
    waiting = ReportJob.objects.visible_to(actor.user).lists().busy() if actor.user else ()
    if len(waiting) >= LISTS_AT_ONCE:
        raise Refused(
            _("%(most)s files are being made for you already. Ask again when one of them is ready.")
            % {"most": LISTS_AT_ONCE}
        )
    about = {"query": query, "format": kind}
    steps = steps_for(rows)
    return _order(actor, queue, kind=ReportJob.Kind.CASE_LIST, about=about, steps=steps)


def order_figures(actor: Actor, report: ProgressReport, queue: Queue) -> ReportJob:
    """Asks for the figures of a progress report; the page of the report follows it. Raises Refused
    while somebody else's order is being carried out."""
    newest = report.jobs.filter(kind=ReportJob.Kind.FIGURES).order_by("-requested_at").first()
    if newest and newest.status in (Status.QUEUED, Status.RUNNING) and not is_abandoned(newest):
        raise Refused(_("The figures are being computed already."))
    steps = len(quarters_of(report.reference_date))
    kind = ReportJob.Kind.FIGURES
    return _order(actor, queue, kind=kind, progress=report, steps=steps)


def order_edition(
    actor: Actor, report: ProgressReport, language: str, audience: str, form: str, queue: Queue
) -> ReportJob:
    """Asks for an edition of a progress report, as `pdf` or `ods`."""
    about = {"audience": audience, "form": form}
    kind = ReportJob.Kind.PROGRESS
    return _order(actor, queue, kind=kind, progress=report, about=about, language=language)


@transaction.atomic
def _order(actor: Actor, queue: Queue, **values: Any) -> ReportJob:
    job = ReportJob(
        requested_by=actor.user,
        organisation=actor.organisation,
        **{"language": translation.get_language() or "nl"} | values,
    )
    actor.save(job, _("Asked for"))
    transaction.on_commit(lambda: _send(job, queue))
    return job


def _send(job: ReportJob, queue: Queue) -> None:
    """Puts the job on the queue; when nobody takes it, the job says so."""
    try:
        queue(job.pk)
    except Exception:
        log.exception("report %s could not be queued", job.pk)
        with _words_for(job):
            why = _("The worker cannot be reached at the moment. Try again in a few minutes.")
            fail(job.pk, None, why)


def _words_for(job: ReportJob) -> Any:
    """The language of who reads what happened, which is not always that of the paper."""
    return translation.override(job.requested_by.language)


@transaction.atomic
def retry(actor: Actor, job: ReportJob, queue: Queue) -> ReportJob:
    """Once more, after a failure or when the worker went away. Raises Refused otherwise."""
    row = ReportJob.objects.select_for_update().get(pk=job.pk)
    if row.status != Status.FAILED and not is_abandoned(row):
        raise Refused(_("This report is being made already, or ready."))
    _reset(row)
    actor.save(row, _("Tried again"))
    transaction.on_commit(lambda: _send(row, queue))
    return row


def requeue_abandoned(queue: Queue) -> int:
    """Jobs whose worker died go back on the queue; after three attempts they fail."""
    found = 0
    for pk in ReportJob.objects.abandoned().values_list("pk", flat=True):
        with transaction.atomic():
            row = ReportJob.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is not None and is_abandoned(row):
                _requeue(row, queue)
                found += 1
    return found


def _requeue(row: ReportJob, queue: Queue) -> None:
    if row.status == Status.QUEUED or row.attempts % MOST_ATTEMPTS:
        _reset(row)
        Actor.system().save(row, _("The worker stopped; tried again"))
        transaction.on_commit(lambda: _send(row, queue))
        return
    with _words_for(row):
        _set_failed(row, _("The worker stopped several times while making this."))
        Actor.system().save(row, _("Given up"))


def throw_away_expired() -> int:
    """Lists of cases go when they were kept long enough: first the file, then the row says so."""
    found = 0
    for pk in ReportJob.objects.expired().values_list("pk", flat=True):
        with transaction.atomic():
            rows = ReportJob.objects.expired().select_for_update(skip_locked=True)
            if (row := rows.filter(pk=pk).first()) is None:
                continue
            discard(row.file.name)
            row.status, row.file = Status.EXPIRED, ""
            ToldCase.objects.filter(job=row).delete()
            Actor.system().save(row, _("Kept long enough"))
            found += 1
    return found


def run(pk: uuid.UUID) -> bool:
    """Makes the file of a job. False when there was nothing to do, or another claim finished it."""
    claim = take(pk)
    if claim is None:
        return False
    with translation.override(claim.job.language):
        try:
            return _make(claim)
        except Exception as error:
            log.exception("report %s failed", pk)
            with _words_for(claim.job):
                fail(pk, claim.since, sentence_for(error))
            return False


def _make(claim: Claim) -> bool:
    job = claim.job
    if job.kind == ReportJob.Kind.FIGURES:
        return _compute(claim)
    step(job, 1)
    paper = paper_of(job)
    step(job, 2)
    content = paper.render()
    step(job, job.steps - 1)
    name = store(job, content)
    if not finish(claim, name, paper):
        discard(name)
        return False
    return True


def _compute(claim: Claim) -> bool:
    """The figures of a progress report; no file, they stand in the report."""
    report = claim.job.progress
    if report is None or not report.is_draft:
        raise Refused(_("This report was submitted; only a draft gets other figures."))
    figures = gather(report.reference_date, lambda done: step(claim.job, done))
    with transaction.atomic():
        row = _still_ours(claim.job.pk, claim.since)
        if row is None:
            return False
        actor = Actor.person(row.requested_by, row.organisation)
        if not keep_figures(report.pk, figures, actor):
            raise Refused(_("This report was submitted; only a draft gets other figures."))
        row.status, row.step, row.finished_at = Status.DONE, row.steps, timezone.now()
        actor.save(row, _("Made"))
    return True


@transaction.atomic
def take(pk: uuid.UUID) -> Claim | None:
    """Claims a waiting or abandoned job; None when there is nothing to claim."""
    row = ReportJob.objects.select_for_update().filter(pk=pk).first()
    if row is None or not (row.status == Status.QUEUED or is_abandoned(row)):
        return None
    row.status, row.step, row.error = Status.RUNNING, 0, ""
    row.attempts += 1
    row.started_at = timezone.now()
    Actor.person(row.requested_by, row.organisation).save(row, _("Being made"))
    return Claim(row, row.started_at)


@transaction.atomic
def finish(claim: Claim, name: str, paper: Paper | Annex | CaseListFile) -> bool:
    """Marks the job done, when it is still this claim's. Returns whether it was."""
    row = _still_ours(claim.job.pk, claim.since)
    if row is None:
        return False
    row.status, row.step, row.finished_at = Status.DONE, row.steps, timezone.now()
    row.file.name, row.made_for = name, paper.tells
    actor = Actor.person(row.requested_by, row.organisation)
    actor.save(row, _("Made"))
    paper.keep(actor)
    transaction.on_commit(lambda: clear_up(row, row.attempts - 1), robust=True)
    return True


@transaction.atomic
def fail(pk: uuid.UUID, since: datetime | None, why: str) -> None:
    """Marks the job failed with a sentence; `since` None: it never began."""
    row = _still_ours(pk, since)
    if row is None:
        return
    _set_failed(row, why)
    Actor.person(row.requested_by, row.organisation).save(row, _("Failed"))


def _set_failed(row: ReportJob, why: str) -> None:
    row.status, row.error, row.finished_at = Status.FAILED, why, timezone.now()
    transaction.on_commit(lambda: clear_up(row, row.attempts), robust=True)


def _still_ours(pk: uuid.UUID, since: datetime | None) -> ReportJob | None:
    wanted = {"status": Status.RUNNING, "started_at": since} if since else {"status": "queued"}
    return ReportJob.objects.select_for_update().filter(pk=pk, **wanted).first()


def is_abandoned(row: ReportJob) -> bool:
    """Whether a job waits or runs longer than any worker may take."""
    past = timezone.now() - LEASE
    begun = row.started_at or row.requested_at
    return row.status in (Status.QUEUED, Status.RUNNING) and begun < past


def _reset(row: ReportJob) -> None:
    row.status, row.step, row.error = Status.QUEUED, 0, ""
    row.started_at, row.finished_at = timezone.now(), None  # back on the queue since


_SENTENCES: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], Any]] = (
    (
        PangoMissing,
        gettext_lazy(
            "This server cannot make PDF files yet: the library Pango is missing. On Debian or "
            "Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        ),
    ),
    (Http404, gettext_lazy("What this tells is no longer visible to you.")),
    (
        SoftTimeLimitExceeded,
        gettext_lazy(
            "Making this took longer than a worker may take. Try again when it is less busy."
        ),
    ),
    (
        OSError,
        gettext_lazy("The file could not be saved: the disk is full or cannot be reached."),
    ),
    (
        (TemplateDoesNotExist, TemplateSyntaxError),
        gettext_lazy("The template of this report is broken. The cause stands in the log."),
    ),
    (
        Exception,
        gettext_lazy("Making the report went wrong. Try again; the cause stands in the log."),
    ),
)


def sentence_for(error: Exception) -> str:
    """What the person reads; the log has the rest."""
    if isinstance(error, Refused):
        return str(error)
    return next(str(words) for kind, words in _SENTENCES if isinstance(error, kind))
