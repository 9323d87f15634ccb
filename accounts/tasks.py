"""Scheduled work on people."""

from celery import shared_task

from accounts.actions import sync_groups
from accounts.models import User


@shared_task
def sync_memberships() -> int:
    """Each night: memberships that began or ended change the person's groups."""
    people = User.objects.filter(memberships__isnull=False).distinct()
    for user in people:
        sync_groups(user)
    return len(people)
