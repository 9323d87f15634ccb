"""How far a worker is with a job."""

from django.db import connection

from reports.models import ReportJob


def step(job: ReportJob, number: int) -> None:
    """Shows how far the worker is; says nothing about the past, so it is not in the history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_reportjob SET step = %s"
            " WHERE id = %s AND status = 'running' AND started_at = %s",
            [number, job.pk, job.started_at],
        )
