"""Entry points of the worker, on the queue `pdf`."""

import uuid

from celery import shared_task

from reports.actions import figures, jobs

# Below LEASE of the jobs: what still runs then has no worker any more.
_SOFT, _HARD = 180, 210


@shared_task(soft_time_limit=_SOFT, time_limit=_HARD, acks_late=True)
def make_report(pk: str) -> bool:
    """Makes the file of one job."""
    return jobs.run(uuid.UUID(pk))


@shared_task
def requeue_abandoned() -> int:
    """Every few minutes: jobs whose worker died."""
    return jobs.requeue_abandoned(enqueue)


@shared_task(time_limit=600)
def throw_away_expired() -> int:
    """Each night: lists of cases that were kept long enough."""
    return jobs.throw_away_expired()


@shared_task(time_limit=3600)
def make_figures(technology: str = "") -> int:
    """Each night, and when somebody finds them missing: the figures of quarters that ended."""
    return figures.make_missing(technology)


def enqueue(pk: uuid.UUID) -> None:
    """Puts a job on the queue; raises when the broker does not answer."""
    make_report.apply_async([str(pk)], retry=False)
