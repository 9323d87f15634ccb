"""The list of cases as a file, made by a worker: more rows than a page can wait for.

Exactly the list that its address shows, at the level of who asked, as both are when it is made.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, User
from cases.context import follows_cases
from cases.exports import FORMATS, told_of_export
from cases.listing import LABELS, CaseListing
from cases.rows import CaseRow
from reports.models import ReportJob, ToldCase
from reports.one_reader import organisations_of, still_in_them
from reports.querysets import LISTS_KEPT
from reports.steps import step

MOST = 25_000  # rows: what a worker makes well within its time, and a spreadsheet still opens
BATCH = 250  # rows read at once, and shown as one step
STEPS_AROUND = 4  # begun, gathered, stored, done


def steps_for(rows: int) -> int:
    """Steps of a job that writes so many rows."""
    return STEPS_AROUND + -(-rows // BATCH)


class CaseListFile:
    """The file of a job; see `reports.papers.Paper`, whose part it plays."""

    def __init__(self, job: ReportJob) -> None:
        """Raises Refused when the person follows no cases any more."""
        self.job, self.user, self.kind = job, job.requested_by, job.about["format"]
        if not follows_cases(self.user):
            raise Refused(_("You may no longer follow cases."))
        self.listing = CaseListing(self.user, QueryDict(job.about["query"]))
        self._told: list[ToldCase] = []

    def render(self) -> bytes:
        """The file; shows how far it is with each batch."""
        return FORMATS[self.kind].make(self._rows())

    def _rows(self) -> Iterator[CaseRow]:
        for number, rows in enumerate(self.listing.batches(MOST, BATCH), STEPS_AROUND - 1):
            step(self.job, min(number, self.job.steps))
            self._told += [_told(self.job, row) for row in rows]
            yield from rows

    @cached_property
    def tells(self) -> dict[str, Any]:
        """What is asked again at a download; the rest stands with each case."""
        return {"rows": len(self._told)} | organisations_of(self.user)

    def keep(self, actor: Actor) -> None:
        """Keeps what the file tells, and notes the export."""
        ToldCase.objects.bulk_create(self._told, batch_size=2000)
        detail = told_of_export(self.listing, len(self._told), self.kind)
        log_access(
            actor,
            AccessLog.Action.EXPORTED,
            "case list",
            "cases",
            object_id=self.job.pk,
            detail=detail,
        )


def _told(job: ReportJob, row: CaseRow) -> ToldCase:
    case: Any = row.case
    return ToldCase(
        job=job,
        case=case,
        identity=case.knows_identity,
        sector=case.knows_sector,
        options=case.knows_options,
    )


def may_still_have(job: ReportJob, user: User) -> bool:
    """Whether the person may today know everything of every case that the file holds."""
    told = ToldCase.objects.filter(job=job)
    if told.count() != job.made_for.get("rows") or told.beyond(user).exists():
        return False
    return still_in_them(job.made_for, user)


def thrown_away_on(job: ReportJob) -> datetime.date | None:
    """The day after which a file that is ready is kept no longer; None for what is kept."""
    if job.kind != ReportJob.Kind.CASE_LIST or job.finished_at is None:
        return None
    return timezone.localdate(job.finished_at + LISTS_KEPT)


def title_of(job: ReportJob) -> str:
    """The name of the view. What was searched for may be a company's name, so it is no part."""
    view = QueryDict(job.about.get("query", "")).get("view", "")
    return _("List of cases: %(view)s") % {"view": LABELS.get(view, LABELS["all"])}
