"""What the page of a progress report shows, and what its reader may do there."""

from typing import Any

from accounts.actor import Actor
from reports.actions import jobs, progress
from reports.models import ProgressReport, ReportJob
from reports.permissions import approves_reports, edits_reports
from reports.progress.content import content_of
from reports.progress.edition import MINISTRY
from reports.progress.material import material_of
from reports.progress.states import troubled

HISTORY = 30


def context_of(report: ProgressReport, actor: Actor, language: str) -> dict[str, Any]:
    """The content in the reader's language, the newest order of figures, and the buttons."""
    user = actor.user
    assert user is not None  # noqa: S101 (the view let only readers in)
    job = report.jobs.filter(kind=ReportJob.Kind.FIGURES).order_by("-requested_at").first()
    waiting = job is not None and job.status in ("queued", "running")
    stuck = job is not None and jobs.is_abandoned(job)
    editor = edits_reports(user)
    rows = troubled(user, report.reference_date) if editor else []
    return {
        "report": report,
        "period": report.period,
        "content": _content(report, language),
        "job": job,
        "busy": waiting and not stuck,
        "stuck": stuck,
        "troubled": rows,
        "bottlenecks_known": any(row.bottlenecks for row in rows),
        "editor": editor,
        "edits": editor and report.is_draft,
        "missing": progress.missing_of(report) if editor and report.is_draft else [],
        "withdrawn": [] if report.is_draft else progress.withdrawn_of(report),
        "approves": approves_reports(user),
        "no_approval": progress.why_not_approve(actor, report),
        "corrected": ProgressReport.objects.filter(replaces=report).only("pk", "number").first(),
        "events": _events(report),
    }


def _content(report: ProgressReport, language: str) -> dict[str, Any] | None:
    """Of a frozen report from its record; None while there are no figures."""
    if report.is_frozen and report.record:
        found: dict[str, Any] = report.record["editions"][language][MINISTRY]
        return found
    return content_of(material_of(report), language, MINISTRY) if report.figures else None


def _events(report: ProgressReport) -> list[Any]:
    """The history of the report, newest first."""
    rows = ProgressReport.history.filter(id=report.pk).select_related(
        "history_user", "history_organisation"
    )
    return list(rows.defer("record").order_by("-history_id")[:HISTORY])
