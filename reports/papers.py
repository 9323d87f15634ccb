"""What a job prints: its template, what goes in it, and what the result tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import Organisation, User
from cases import side_by_side_file
from cases.exports import FORMATS, export_name
from cases.models import Case
from cases.spreadsheet import MEDIA_TYPE
from reports import briefing, case_list, decision_paper, periods
from reports.areas import Area
from reports.board import Board
from reports.case_list import CaseListFile
from reports.comparison import gather_comparison, may_still_compare
from reports.decision_paper import gather_decision, may_still_decide
from reports.models import ProgressReport, ReportJob
from reports.parts import Names
from reports.pdf import render_pdf
from reports.permissions import sees_area, sees_cases_behind
from reports.progress.annex import annex
from reports.progress.edition import MINISTRY
from reports.progress.record import kept_or_made
from reports.reading import readings_for
from reports.sheet import gather_sheet, may_still_read, told_by


@dataclass(frozen=True)
class Paper:
    """A document to print; `tells` is kept to refuse a download later."""

    template: str
    context: dict[str, Any]
    tells: dict[str, Any]

    def render(self) -> bytes:
        """The PDF. Raises PangoMissing, or what the template raises."""
        with translation.override(self.context["language"]):
            return render_pdf(self.template, self.context)

    def keep(self, actor: Actor) -> None:
        """What is to be kept when the file is ready: nothing more than `tells`."""


@dataclass(frozen=True)
class Annex:
    """The spreadsheet of a progress report, from its record."""

    record: dict[str, Any]
    language: str
    audience: str
    tells: dict[str, Any]

    def render(self) -> bytes:
        """The file."""
        return annex(self.record, self.language, self.audience)

    def keep(self, actor: Actor) -> None:
        """What is to be kept when the file is ready: nothing more than `tells`."""


type AnyPaper = Paper | Annex | CaseListFile


def paper_of(job: ReportJob) -> AnyPaper:
    """The document of a job. Raises Http404 when the person may no longer see what it is about,
    Refused with a sentence."""
    return KINDS[job.kind].make(job)


def may_download(job: ReportJob, user: User) -> bool:
    """Whether the person may today still have what the file tells."""
    return KINDS[job.kind].may_have(job, user)


def title_of(job: ReportJob) -> str:
    """What a job is called; never holds a company's name."""
    return KINDS[job.kind].title(job)


def file_name(job: ReportJob) -> str:
    """Reference and date: nothing that points to a company."""
    return KINDS[job.kind].name(job, f"{timezone.localdate(job.finished_at):%Y-%m-%d}")


def media_type(job: ReportJob) -> str:
    """The kind of file."""
    if job.kind == ReportJob.Kind.CASE_LIST:
        return FORMATS[job.about["format"]].media_type
    return MEDIA_TYPE if job.about.get("form") == "ods" else "application/pdf"


def subject_of(job: ReportJob) -> str:
    """What the access log says that a file is about."""
    if job.kind == ReportJob.Kind.CASE_LIST:
        return "cases"
    if job.case is not None:
        return job.case.code_name
    return str(job.progress) if job.progress else area_of(job).code


# --- Each kind -----------------------------------------------------------------------------------


def _sheet(job: ReportJob) -> Paper:
    sheet = gather_sheet(job)
    context = {"sheet": sheet, "case": sheet.case, "language": job.language}
    return Paper("reports/pdf/sheet.html", context, told_by(sheet))


def _comparison(job: ReportJob) -> Paper:
    comparison = gather_comparison(job)
    context = {"paper": comparison, "case": comparison.case, "language": job.language}
    return Paper("reports/pdf/comparison.html", context, comparison.tells)


def _decision(job: ReportJob) -> Paper:
    decided = gather_decision(job)
    context = {"paper": decided, "record": decided.record, "case": decided.case}
    return Paper("reports/pdf/decision.html", context | {"language": job.language}, decided.tells)


def _briefing(job: ReportJob) -> Paper:
    taken = briefing.gather_briefing(job)
    context = {"paper": taken, "case": taken.case, "language": job.language}
    return Paper("reports/pdf/briefing.html", context, briefing.told_by(taken))


def _progress(job: ReportJob) -> Paper | Annex:
    rows = ProgressReport.objects.visible_to(job.requested_by)
    report = get_object_or_404(rows, pk=job.progress_id)
    return edition_of(report, job.language, job.about["audience"], job.about["form"])


def edition_of(report: ProgressReport, language: str, audience: str, form: str) -> Paper | Annex:
    """An edition of a progress report, of a frozen one from its record alone. Raises Refused when
    the record was tampered with, or the figures are not there yet."""
    if not report.figures:
        raise Refused(_("The figures of this report have not been computed yet."))
    record, tells = kept_or_made(report), {"frozen": report.is_frozen}
    if form == "ods":
        return Annex(record, language, audience, tells)
    context = {
        "content": record["editions"][language][audience],
        "language": language,
        "sha256": report.record_hash,
        "template": record["template"],
    }
    return Paper("reports/pdf/progress.html", context, tells)


def _dashboard(job: ReportJob) -> Paper:
    user, area = job.requested_by, area_of(job)
    if not sees_area(user, area) or job.reference_date is None:
        raise Http404
    technology, names = job.about.get("technology", ""), Names.load()
    readings = readings_for(user, area, job.reference_date, technology)
    if technology and readings.own.protected:
        raise Http404
    board = Board(readings, names, area)
    context = {
        "technology": names.technologies.get(technology, technology),
        "board": board,
        "protected": readings.own.protected,
        "title": title_of(job),
        "quarter": periods.label(job.reference_date),
        "day": job.reference_date,
        "language": job.language,
    }
    # That of the country is told beside it, and may be whole for who asks.
    whole = sees_cases_behind(user)
    return Paper("reports/pdf/dashboard.html", context, {"protected": not whole})


def area_of(job: ReportJob) -> Area:
    """What the figures of a job are about. The list of jobs needs no query for it."""
    told = job.about.get("organisation")
    return Area(job.province, Organisation(**told) if told else None)


def _sees_figures_of(job: ReportJob, user: User) -> bool:
    whole = not job.made_for.get("protected", True)
    return sees_area(user, area_of(job)) and (not whole or sees_cases_behind(user))


def _sees_report(job: ReportJob, user: User) -> bool:
    return ProgressReport.objects.visible_to(user).filter(pk=job.progress_id).exists()


def _nobody(_job: ReportJob, _user: User) -> bool:
    return False


def _area_title(job: ReportJob) -> str:
    return _("Figures %(area)s") % {"area": area_of(job)}


def _progress_title(job: ReportJob) -> str:
    words = {"period": job.progress.period, "number": job.progress.number} if job.progress else {}
    return _("Progress report %(period)s, version %(number)s") % words


def _about_case(title: Callable[[Case], str]) -> Callable[[ReportJob], str]:
    return lambda job: title(job.case) if job.case is not None else "–"


def _sheet_title(case: Case) -> str:
    return _("Case sheet %(name)s") % {"name": case.code_name}


def _case_name(pattern: Any) -> Callable[[ReportJob, str], str]:
    def name(job: ReportJob, day: str) -> str:
        return str(pattern) % {"reference": job.case.reference if job.case else "", "day": day}

    return name


def _progress_name(job: ReportJob, _day: str) -> str:
    assert job.progress is not None  # noqa: S101 (this kind always has one)
    return edition_name(job.progress, job.language, job.about["audience"], job.about["form"])


def _area_name(job: ReportJob, day: str) -> str:
    return _("figures-%(area)s-%(quarter)s.pdf") % {
        "area": area_of(job).slug,
        "quarter": periods.code(job.reference_date) if job.reference_date else day,
    }


def edition_name(report: ProgressReport, language: str, audience: str, form: str) -> str:
    """The file of an edition: period, version, audience and language."""
    draft = "" if report.is_frozen else f"-{_('draft')}"
    kind = _("ministry") if audience == MINISTRY else _("public")
    stem = _("progress-report-%(period)s-v%(number)s") % {
        "period": report.period_code,
        "number": report.number,
    }
    return f"{stem}{draft}-{kind}-{language}.{form}"


class Kind(NamedTuple):
    """How a kind of job is made, who may have it, and what it and its file are called."""

    make: Callable[[ReportJob], AnyPaper]
    may_have: Callable[[ReportJob, User], bool]
    title: Callable[[ReportJob], str]
    name: Callable[[ReportJob, str], str]


KINDS: dict[str, Kind] = {
    ReportJob.Kind.CASE_SHEET: Kind(
        _sheet,
        may_still_read,
        _about_case(_sheet_title),
        _case_name(gettext_lazy("%(reference)s-case-sheet-%(day)s.pdf")),
    ),
    ReportJob.Kind.COMPARISON: Kind(
        _comparison,
        may_still_compare,
        _about_case(side_by_side_file.title_of),
        _case_name(gettext_lazy("%(reference)s-comparison-%(day)s.pdf")),
    ),
    ReportJob.Kind.DECISION: Kind(
        _decision,
        may_still_decide,
        _about_case(decision_paper.title_of),
        _case_name(gettext_lazy("%(reference)s-decision-%(day)s.pdf")),
    ),
    ReportJob.Kind.BRIEFING: Kind(
        _briefing,
        briefing.may_still_take_along,
        _about_case(briefing.title_of),
        _case_name(gettext_lazy("%(reference)s-briefing-%(day)s.pdf")),
    ),
    ReportJob.Kind.CASE_LIST: Kind(
        CaseListFile,
        case_list.may_still_have,
        case_list.title_of,
        lambda job, day: export_name(day, job.about["format"]),
    ),
    ReportJob.Kind.PROGRESS: Kind(_progress, _sees_report, _progress_title, _progress_name),
    # They stand in the report itself: there is no file to have.
    ReportJob.Kind.FIGURES: Kind(_progress, _nobody, _progress_title, _progress_name),
    ReportJob.Kind.DASHBOARD: Kind(_dashboard, _sees_figures_of, _area_title, _area_name),
}
