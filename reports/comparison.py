"""Sites of a case side by side, for printing: what the page shows, and never the company's name."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from cases.matching.board import Board, board_for
from cases.models import BuildingBlock, Case
from cases.side_by_side import SideBySide, side_by_side
from cases.side_by_side_file import title_of
from reports.models import ReportJob
from reports.one_reader import ForOneReader, organisations_of, still_in_them


@dataclass(frozen=True)
class ComparisonPaper(ForOneReader):
    """The comparison as its reader may see it."""

    case: Case
    user: User
    board: Board
    found: SideBySide
    made_at: datetime.datetime

    @property
    def title(self) -> str:
        """With the code name."""
        return title_of(self.case)

    @property
    def tells(self) -> dict[str, Any]:
        """What the file tells, kept with the job so that a download can be refused later."""
        return {
            "options": bool(self.case.knows_options),  # type: ignore[attr-defined]
            "draft": self.board.request.status == "draft",
        } | organisations_of(self.user)


def gather_comparison(job: ReportJob) -> ComparisonPaper:
    """The comparison of a job, for who asked for it. Raises Http404 when the case, the block or
    every site is no longer visible."""
    user = job.requested_by
    rows = Case.objects.visible_to(user).with_knowledge(user)
    case = get_object_or_404(rows, pk=job.case_id)
    block = None
    if job.about.get("block"):
        blocks = BuildingBlock.objects.visible_to(user).filter(request__case=case)
        block = get_object_or_404(blocks, pk=job.about["block"])
    board = board_for(user, case, block=block)
    if board is None:
        raise Http404
    found = side_by_side(user, board, [uuid.UUID(site) for site in job.about["sites"]])
    if not found.columns:
        raise Http404
    return ComparisonPaper(case, user, board, found, timezone.now())


def may_still_compare(job: ReportJob, user: User) -> bool:
    """Whether the person may today see every site and every word that this file tells."""
    case = Case.objects.visible_to(user).with_knowledge(user).filter(pk=job.case_id).first()
    if case is None:
        return False
    told = job.made_for
    known = case.knows_options or not told.get("options", True)
    draft = case.knows_identity or not told.get("draft", True)
    return known and draft and still_in_them(told, user)
