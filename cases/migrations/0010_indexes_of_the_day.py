"""My day and the counts above the list read these, at any number of cases."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # Made beside the work: an ordinary index would hold up whoever saves a case meanwhile.
    atomic = False

    dependencies = [("cases", "0009_call_corrections")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["account_manager", "stage"],
                include=[
                    "id",
                    "on_hold",
                    "hold_review_on",
                    "waiting_on",
                    "waiting_since",
                    "last_activity_at",
                ],
                name="case_own",
            ),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                fields=["due_on"],
                include=["case", "organisation", "assignee"],
                name="task_open_due",
                condition=Q(done_at__isnull=True),
            ),
        ),
        AddIndexConcurrently(
            model_name="note",
            index=models.Index(fields=["created_at"], name="note_new"),
        ),
    ]
