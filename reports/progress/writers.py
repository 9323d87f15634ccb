"""Who wrote a version of a report, read from the history: none of them approves it."""

from reports.models import ProgressReport, ReportCase, ReportText


def writers_of(report: ProgressReport) -> set[int]:
    """Keys of who wrote a text of this version, chose its cases, or submitted it."""
    found = {report.submitted_by_id}
    for model in (ReportText, ReportCase):
        rows = model.history.filter(report_id=report.pk)
        found |= set(rows.values_list("history_user_id", flat=True))
    return {key for key in found if key is not None}
