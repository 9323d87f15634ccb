"""Monthly updates, and drafts of forms that are about a part of a case."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0027_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalMonthlyUpdate",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("month", models.DateField(verbose_name="month")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("green", "Green: on course"),
                            ("amber", "Amber: needs attention"),
                            ("red", "Red: stuck"),
                        ],
                        max_length=6,
                        verbose_name="colour",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why not green")),
                ("done", models.TextField(verbose_name="what was done")),
                ("ahead", models.TextField(verbose_name="what comes next")),
                ("written_at", models.DateTimeField(verbose_name="written on")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "history_organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical monthly update",
                "verbose_name_plural": "historical monthly updates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MonthlyUpdate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("green", "Green: on course"),
                            ("amber", "Amber: needs attention"),
                            ("red", "Red: stuck"),
                        ],
                        max_length=6,
                        verbose_name="colour",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why not green")),
                ("done", models.TextField(verbose_name="what was done")),
                ("ahead", models.TextField(verbose_name="what comes next")),
                ("written_at", models.DateTimeField(verbose_name="written on")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="monthly_updates",
                        to="cases.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly update",
                "verbose_name_plural": "monthly updates",
                "ordering": ["-month"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_once_per_person_and_form",
        ),
        migrations.AddField(
            model_name="draft",
            name="about",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AlterField(
            model_name="draft",
            name="form",
            field=models.CharField(
                choices=[("note", "Note"), ("monthly", "Monthly update")], max_length=20
            ),
        ),
        migrations.AlterField(
            model_name="historicalnotificationpreference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentioned", "Mentioned in a note"),
                    ("task_given", "A next action for you"),
                    ("task_due", "A next action is due"),
                    ("task_late", "A next action is too late"),
                    ("update_due", "A monthly update is due"),
                    ("update_late", "A monthly update is too late"),
                    ("case_given", "You became account manager"),
                    ("note_added", "A note or contact moment by somebody else"),
                    ("document_added", "A document by somebody else"),
                    ("case_moved", "A case moved along its road"),
                    ("case_shared", "A case was shared with your organisation"),
                    ("call_asked", "Your organisation is asked for locations"),
                    ("call_reminder", "A call for locations waits for your answer"),
                    ("call_changed", "A call for locations was extended or ended"),
                    ("call_answered", "A region answered a call for locations"),
                    ("call_late", "A region did not answer in time"),
                    ("answer_judged", "An answer of your organisation was not taken over"),
                    ("visit_planned", "A site visit was planned"),
                    ("visit_changed", "A site visit was changed"),
                    ("visit_cancelled", "A site visit was cancelled"),
                    ("decision_waits", "A decision waits for your second reading"),
                    ("decision_approved", "A decision was approved"),
                    ("decision_returned", "A decision came back to be changed"),
                    ("site_fits", "A parked case may be feasible again"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentioned", "Mentioned in a note"),
                    ("task_given", "A next action for you"),
                    ("task_due", "A next action is due"),
                    ("task_late", "A next action is too late"),
                    ("update_due", "A monthly update is due"),
                    ("update_late", "A monthly update is too late"),
                    ("case_given", "You became account manager"),
                    ("note_added", "A note or contact moment by somebody else"),
                    ("document_added", "A document by somebody else"),
                    ("case_moved", "A case moved along its road"),
                    ("case_shared", "A case was shared with your organisation"),
                    ("call_asked", "Your organisation is asked for locations"),
                    ("call_reminder", "A call for locations waits for your answer"),
                    ("call_changed", "A call for locations was extended or ended"),
                    ("call_answered", "A region answered a call for locations"),
                    ("call_late", "A region did not answer in time"),
                    ("answer_judged", "An answer of your organisation was not taken over"),
                    ("visit_planned", "A site visit was planned"),
                    ("visit_changed", "A site visit was changed"),
                    ("visit_cancelled", "A site visit was cancelled"),
                    ("decision_waits", "A decision waits for your second reading"),
                    ("decision_approved", "A decision was approved"),
                    ("decision_returned", "A decision came back to be changed"),
                    ("site_fits", "A parked case may be feasible again"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="notificationpreference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mentioned", "Mentioned in a note"),
                    ("task_given", "A next action for you"),
                    ("task_due", "A next action is due"),
                    ("task_late", "A next action is too late"),
                    ("update_due", "A monthly update is due"),
                    ("update_late", "A monthly update is too late"),
                    ("case_given", "You became account manager"),
                    ("note_added", "A note or contact moment by somebody else"),
                    ("document_added", "A document by somebody else"),
                    ("case_moved", "A case moved along its road"),
                    ("case_shared", "A case was shared with your organisation"),
                    ("call_asked", "Your organisation is asked for locations"),
                    ("call_reminder", "A call for locations waits for your answer"),
                    ("call_changed", "A call for locations was extended or ended"),
                    ("call_answered", "A region answered a call for locations"),
                    ("call_late", "A region did not answer in time"),
                    ("answer_judged", "An answer of your organisation was not taken over"),
                    ("visit_planned", "A site visit was planned"),
                    ("visit_changed", "A site visit was changed"),
                    ("visit_cancelled", "A site visit was cancelled"),
                    ("decision_waits", "A decision waits for your second reading"),
                    ("decision_approved", "A decision was approved"),
                    ("decision_returned", "A decision came back to be changed"),
                    ("site_fits", "A parked case may be feasible again"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("person", "case", "form", "about"), name="draft_once_per_person_and_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyupdate",
            constraint=models.UniqueConstraint(fields=("case", "month"), name="one_update_a_month"),
        ),
        migrations.AddConstraint(
            model_name="monthlyupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="monthly_update_from_the_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("colour", "green"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="monthly_update_has_reason",
                violation_error_message="Amber and red say why.",
            ),
        ),
        *protect("cases_historicalmonthlyupdate"),
    ]
