"""Secret addresses of calendars, and what companies said of visits, with their history."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0023_visit_planning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalCalendarAddress",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("made_at", models.DateTimeField(verbose_name="made on")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn on")),
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
                    "owner",
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
                "verbose_name": "historical calendar address",
                "verbose_name_plural": "historical calendar addresses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisitFeedback",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("given_by", models.CharField(max_length=120, verbose_name="given by")),
                ("given_on", models.DateField(verbose_name="given on")),
                (
                    "sites",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the sites"
                    ),
                ),
                (
                    "reception",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the reception"
                    ),
                ),
                (
                    "answers",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="answers to the questions"
                    ),
                ),
                (
                    "programme",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the programme"
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
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
                    "noted_by",
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
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.sitevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical feedback of the company",
                "verbose_name_plural": "historical feedback of the company",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="made on")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn on")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("owner",),
                        name="one_calendar_address_per_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFeedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_by", models.CharField(max_length=120, verbose_name="given by")),
                ("given_on", models.DateField(verbose_name="given on")),
                (
                    "sites",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the sites"
                    ),
                ),
                (
                    "reception",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the reception"
                    ),
                ),
                (
                    "answers",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="answers to the questions"
                    ),
                ),
                (
                    "programme",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="the programme"
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="cases.sitevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback of the company",
                "verbose_name_plural": "feedback of the company",
                "ordering": ["given_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sites__isnull", True), ("sites__range", (1, 5)), _connector="OR"
                            ),
                            models.Q(
                                ("reception__isnull", True),
                                ("reception__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("answers__isnull", True),
                                ("answers__range", (1, 5)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("programme__isnull", True),
                                ("programme__range", (1, 5)),
                                _connector="OR",
                            ),
                        ),
                        name="feedback_from_1_to_5",
                        violation_error_message="A score lies between 1 and 5.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("remark", ""), _negated=True),
                            ("sites__isnull", False),
                            ("reception__isnull", False),
                            ("answers__isnull", False),
                            ("programme__isnull", False),
                            _connector="OR",
                        ),
                        name="feedback_says_something",
                        violation_error_message="Give at least one score, or a remark.",
                    ),
                ],
            },
        ),
        *protect("cases_historicalcalendaraddress", "cases_historicalvisitfeedback"),
    ]
