"""Long work on the register, by the worker."""

import uuid

from celery import shared_task

from sites.actions import register


@shared_task
def check_import(row_id: str) -> None:
    """Makes the preview of an uploaded file."""
    register.check(uuid.UUID(row_id))


@shared_task
def carry_out_import(row_id: str) -> None:
    """Carries out a confirmed import, as a whole or not at all."""
    register.carry_out(uuid.UUID(row_id))
