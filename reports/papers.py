"""What a job prints: its template, what goes in it, and what the result tells."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases import side_by_side_file
from cases.exports import FORMATS, export_name
from reports import briefing, case_list, decision_paper, periods
from reports.board import Board, Names
from reports.case_list import CaseListFile
from reports.comparison import gather_comparison, may_still_compare
from reports.decision_paper import gather_decision, may_still_decide
from reports.definitions import DISCLOSURE, OWN_AREA
from reports.figure_sql import NATIONAL
from reports.models import ReportJob
from reports.pdf import render_pdf
from reports.permissions import provinces_of, sees_cases_behind, sees_figures
from reports.reading import read
from reports.sheet import gather_sheet, may_still_read, told_by


@dataclass(frozen=True)
class Paper:
    """A document to print; `tells` is kept to refuse a download later."""

    template: str
    context: dict[str, Any]
    tells: dict[str, Any]
    ending = "pdf"

    def render(self) -> bytes:
        """The PDF. Raises PangoMissing, or what the template raises."""
        return render_pdf(self.template, self.context)

    def keep(self, actor: Actor) -> None:
        """What is to be kept when the file is ready: nothing more than `tells`."""


def paper_of(job: ReportJob) -> Paper | CaseListFile:
    """The document of a job. Raises Http404 when the person may no longer see what it is about,
    Refused with a sentence."""
    if job.kind == ReportJob.Kind.CASE_LIST:
        return CaseListFile(job)
    if job.kind == ReportJob.Kind.CASE_SHEET:
        sheet = gather_sheet(job)
        context = {"sheet": sheet, "case": sheet.case, "language": job.language}
        return Paper("reports/pdf/sheet.html", context, told_by(sheet))
    if job.kind == ReportJob.Kind.COMPARISON:
        comparison = gather_comparison(job)
        context = {"paper": comparison, "case": comparison.case, "language": job.language}
        return Paper("reports/pdf/comparison.html", context, comparison.tells)
    if job.kind == ReportJob.Kind.DECISION:
        decided = gather_decision(job)
        context = {"paper": decided, "record": decided.record, "case": decided.case}
        context["language"] = job.language
        return Paper("reports/pdf/decision.html", context, decided.tells)
    if job.kind == ReportJob.Kind.BRIEFING:
        taken = briefing.gather_briefing(job)
        context = {"paper": taken, "case": taken.case, "language": job.language}
        return Paper("reports/pdf/briefing.html", context, briefing.told_by(taken))
    return _dashboard(job)


def _dashboard(job: ReportJob) -> Paper:
    user = job.requested_by
    if not sees_area(user, job.province_id) or job.reference_date is None:
        raise Http404
    protected = not sees_cases_behind(user)
    readings = read(job.province_id or NATIONAL, job.reference_date, protected)
    board = Board(readings, Names.load(), job.province)
    context = {
        "board": board,
        "protected": protected,
        "title": title_of(job),
        "quarter": periods.label(job.reference_date),
        "day": job.reference_date,
        "own_area": OWN_AREA,
        "disclosure": DISCLOSURE % {"threshold": settings.SMALL_NUMBER_THRESHOLD},
        "language": job.language,
    }
    return Paper("reports/pdf/dashboard.html", context, {"protected": protected})


def sees_area(user: User, province: str | None) -> bool:
    """Whether the person may see the figures of a province, or of the country (None)."""
    if province is None:
        return sees_figures(user)
    return any(row.code == province for row in provinces_of(user))


def may_download(job: ReportJob, user: User) -> bool:
    """Whether the person may today still have what the file tells."""
    if job.kind == ReportJob.Kind.CASE_SHEET:
        return may_still_read(job, user)
    if job.kind == ReportJob.Kind.COMPARISON:
        return may_still_compare(job, user)
    if job.kind == ReportJob.Kind.DECISION:
        return may_still_decide(job, user)
    if job.kind == ReportJob.Kind.BRIEFING:
        return briefing.may_still_take_along(job, user)
    if job.kind == ReportJob.Kind.CASE_LIST:
        return case_list.may_still_have(job, user)
    whole = not job.made_for.get("protected", True)
    return sees_area(user, job.province_id) and (not whole or sees_cases_behind(user))


def media_type(job: ReportJob) -> str:
    """The kind of file."""
    if job.kind == ReportJob.Kind.CASE_LIST:
        return FORMATS[job.about["format"]].media_type
    return "application/pdf"


def title_of(job: ReportJob) -> str:
    """What a job is called; never holds a company's name."""
    if job.kind == ReportJob.Kind.CASE_SHEET:
        return _("Case sheet %(name)s") % {"name": job.case.code_name if job.case else "–"}
    if job.kind == ReportJob.Kind.COMPARISON and job.case is not None:
        return side_by_side_file.title_of(job.case)
    if job.kind == ReportJob.Kind.DECISION and job.case is not None:
        return decision_paper.title_of(job.case)
    if job.kind == ReportJob.Kind.BRIEFING and job.case is not None:
        return briefing.title_of(job.case)
    if job.kind == ReportJob.Kind.CASE_LIST:
        return case_list.title_of(job)
    area = str(job.province) if job.province else _("Netherlands")
    return _("Figures %(area)s") % {"area": area}


def subject_of(job: ReportJob) -> str:
    """What the access log says that a file is about."""
    if job.kind == ReportJob.Kind.CASE_LIST:
        return "cases"
    return job.case.code_name if job.case else (job.province_id or "NL")


def file_name(job: ReportJob) -> str:
    """Reference and date: nothing that points to a company."""
    day = f"{timezone.localdate(job.finished_at):%Y-%m-%d}"
    if job.kind == ReportJob.Kind.CASE_LIST:
        return export_name(day, job.about["format"])
    if job.kind == ReportJob.Kind.COMPARISON and job.case is not None:
        values = {"reference": job.case.reference, "day": day}
        return _("%(reference)s-comparison-%(day)s.pdf") % values
    if job.kind == ReportJob.Kind.DECISION and job.case is not None:
        values = {"reference": job.case.reference, "day": day}
        return _("%(reference)s-decision-%(day)s.pdf") % values
    if job.kind == ReportJob.Kind.BRIEFING and job.case is not None:
        values = {"reference": job.case.reference, "day": day}
        return _("%(reference)s-briefing-%(day)s.pdf") % values
    if job.case is not None:
        return _("%(reference)s-case-sheet-%(day)s.pdf") % {
            "reference": job.case.reference,
            "day": day,
        }
    return _("figures-%(area)s-%(quarter)s.pdf") % {
        "area": (job.province_id or NATIONAL).lower(),
        "quarter": periods.code(job.reference_date) if job.reference_date else day,
    }
