"""Jobs, figures, targets and progress reports."""

from reports.models.figures import FigureSnapshot, OrganisationFigures, Target
from reports.models.jobs import ReportJob, ToldCase, report_path
from reports.models.progress import ProgressReport, ReportCase, ReportText

__all__ = [
    "FigureSnapshot",
    "OrganisationFigures",
    "ProgressReport",
    "ReportCase",
    "ReportJob",
    "ReportText",
    "Target",
    "ToldCase",
    "report_path",
]
