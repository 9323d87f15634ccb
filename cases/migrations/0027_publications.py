"""Texts that companies agreed to publish, with their history."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0026_grants_by_one_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPublication",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("history_request", models.UUIDField(null=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=120, verbose_name="title in English"),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="text")),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=3000, verbose_name="text in English"),
                ),
                (
                    "consent_by",
                    models.CharField(
                        help_text="the person at the company who agreed",
                        max_length=120,
                        verbose_name="consent given by",
                    ),
                ),
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "withdrawn_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="withdrawn on"
                    ),
                ),
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
            ],
            options={
                "verbose_name": "historical text to publish",
                "verbose_name_plural": "historical texts to publish",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=120, verbose_name="title in English"),
                ),
                ("text", models.TextField(max_length=3000, verbose_name="text")),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=3000, verbose_name="text in English"),
                ),
                (
                    "consent_by",
                    models.CharField(
                        help_text="the person at the company who agreed",
                        max_length=120,
                        verbose_name="consent given by",
                    ),
                ),
                ("consent_on", models.DateField(verbose_name="consent given on")),
                (
                    "withdrawn_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="withdrawn on"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publication",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "text to publish",
                "verbose_name_plural": "texts to publish",
                "ordering": ["-consent_on", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("consent_by", ""), _negated=True),
                        ),
                        name="publication_has_consent",
                        violation_error_message="Say who at the company agreed to this text.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("consent_on")),
                            _connector="OR",
                        ),
                        name="publication_withdrawn_after_consent",
                        violation_error_message="Consent cannot be withdrawn before it was given.",
                    ),
                ],
            },
        ),
        *protect("cases_historicalpublication"),
    ]
