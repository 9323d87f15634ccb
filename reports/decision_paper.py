"""The record of a decision on paper: from what was frozen at the approval, and nothing else."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.advising import sealed_from
from cases.decision_record import hash_of, readable
from cases.models import Case, Decision
from reports.models import ReportJob
from reports.one_reader import ForOneReader


@dataclass(frozen=True)
class DecisionPaper(ForOneReader):
    """A frozen record as its reader may see it. `sealed`: organisations whose advice is left out;
    `superseded`: another record holds now, or the decision was opened again."""

    case: Case
    user: User
    row: Any
    record: dict[str, Any]
    sealed: frozenset[int]
    superseded: bool
    made_at: datetime.datetime

    @property
    def title(self) -> str:
        """With the code name: titles are shown in windows, tabs and lists."""
        return title_of(self.case)

    @property
    def intact(self) -> bool:
        """Whether what was stored still gives the hash that was stored with it."""
        return hash_of(self.row.record) == self.row.record_hash

    @property
    def tells(self) -> dict[str, Any]:
        """What the file tells, kept with the job so that a download can be refused later."""
        return {"sealed": sorted(self.sealed)}


def title_of(case: Case) -> str:
    """What the paper is called."""
    return _("Decision %(name)s") % {"name": case.code_name}


def _comparing(user: User) -> Any:
    """Cases of which the person sees every region's sites, which a decision speaks of."""
    return Case.objects.visible_to(user).with_knowledge(user).filter(knows_options=True)


def records_of(case: Case) -> Any:
    """Rows of the history that hold a record of this case."""
    return Decision.history.filter(
        case_id=case.pk, status=Decision.Status.APPROVED, record__isnull=False
    )


def gather_decision(job: ReportJob) -> DecisionPaper:
    """The paper of a job, for who asked for it. Raises Http404 when the options of the case, or
    the record, are not visible to that person."""
    user = job.requested_by
    case = get_object_or_404(_comparing(user), pk=job.case_id)
    row = get_object_or_404(records_of(case), history_id=job.about["record"])
    sealed = frozenset(sealed_from(user, case))
    now = Decision.objects.visible_to(user).filter(case=case).values_list("record_hash").first()
    return DecisionPaper(
        case=case,
        user=user,
        row=row,
        record=readable(row.record, sealed),
        sealed=sealed,
        superseded=now != (row.record_hash,),
        made_at=timezone.now(),
    )


def may_still_decide(job: ReportJob, user: User) -> bool:
    """Whether the person may today read everything that the paper of this job tells."""
    case = _comparing(user).filter(pk=job.case_id).first()
    return case is not None and sealed_from(user, case) <= set(job.made_for.get("sealed", []))
