"""Notifications, how people want to hear of them, and what became of the mails."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0013_document_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalNotificationPreference",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mentioned", "Mentioned in a note"),
                            ("task_given", "A next action for you"),
                            ("task_due", "A next action is due"),
                            ("task_late", "A next action is too late"),
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
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("immediately", "At once, by mail too"),
                            ("daily", "In the daily overview by mail"),
                            ("app", "In Brandpunt only"),
                            ("none", "Not"),
                        ],
                        max_length=12,
                        verbose_name="how",
                    ),
                ),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical notification preference",
                "verbose_name_plural": "historical notification preferences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MailDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest_of", models.DateField(null=True, verbose_name="daily overview of")),
                ("kinds", models.JSONField(default=list, verbose_name="kinds")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="notifications")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("claimed", "Being made"),
                            ("handed", "Being handed over"),
                            ("sent", "Sent"),
                            ("empty", "Nothing left to tell"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made on")),
                ("due_at", models.DateTimeField(verbose_name="not before")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent on")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="what went wrong"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_deliveries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail of notifications",
                "verbose_name_plural": "mails of notifications",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mentioned", "Mentioned in a note"),
                            ("task_given", "A next action for you"),
                            ("task_due", "A next action is due"),
                            ("task_late", "A next action is too late"),
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
                ("about", models.CharField(blank=True, max_length=12)),
                ("about_id", models.UUIDField(null=True)),
                ("batch", models.UUIDField()),
                ("once", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField(verbose_name="when")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read on")),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("none", "no mail"),
                            ("soon", "within minutes"),
                            ("digest", "in the daily overview"),
                        ],
                        default="none",
                        max_length=6,
                        verbose_name="by mail",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to="cases.case",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notifications",
                        to="cases.maildelivery",
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
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "ordering": ["-created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="NotificationPreference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mentioned", "Mentioned in a note"),
                            ("task_given", "A next action for you"),
                            ("task_due", "A next action is due"),
                            ("task_late", "A next action is too late"),
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
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("immediately", "At once, by mail too"),
                            ("daily", "In the daily overview by mail"),
                            ("app", "In Brandpunt only"),
                            ("none", "Not"),
                        ],
                        max_length=12,
                        verbose_name="how",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notification preference",
                "verbose_name_plural": "notification preferences",
            },
        ),
        migrations.AddIndex(
            model_name="maildelivery",
            index=models.Index(
                condition=models.Q(("status__in", ("queued", "claimed", "handed"))),
                fields=["status", "due_at"],
                name="delivery_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="maildelivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest_of__isnull", False)),
                fields=("recipient", "digest_of"),
                name="one_digest_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["recipient", "-created_at"], name="notification_of"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)),
                fields=["recipient", "batch", "kind"],
                name="notification_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(
                    ("delivery__isnull", True), models.Q(("mail", "none"), _negated=True)
                ),
                fields=["mail", "recipient", "created_at"],
                name="notification_to_mail",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["read_at"], name="notification_read"),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("once", ""), _negated=True),
                fields=("recipient", "kind", "once"),
                name="notification_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notificationpreference",
            constraint=models.UniqueConstraint(
                fields=("user", "kind"), name="one_preference_per_kind"
            ),
        ),
        *protect("cases_historicalnotificationpreference"),
    ]
