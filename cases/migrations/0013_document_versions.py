"""Versions of documents, and what was given in confidence.

The new columns have defaults in the database: the previous release does not name them.
"""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history_triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0012_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_given_by",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="given by"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_given_on",
            field=models.DateField(blank=True, null=True, verbose_name="given on"),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("5.1.1.c", "Business data given in confidence (art. 5.1(1)(c))"),
                    ("5.1.2.f", "Competition-sensitive business data (art. 5.1(2)(f))"),
                    ("other", "Another ground"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="given in confidence (Woo)",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_marked_at",
            field=models.DateTimeField(null=True, verbose_name="marked on"),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_marked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="woo_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="why this is confidential",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_given_by",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="given by"
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_given_on",
            field=models.DateField(blank=True, null=True, verbose_name="given on"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("5.1.1.c", "Business data given in confidence (art. 5.1(1)(c))"),
                    ("5.1.2.f", "Competition-sensitive business data (art. 5.1(2)(f))"),
                    ("other", "Another ground"),
                ],
                db_default="",
                default="",
                max_length=12,
                verbose_name="given in confidence (Woo)",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_marked_at",
            field=models.DateTimeField(null=True, verbose_name="marked on"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_marked_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="woo_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="why this is confidential",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalDocumentVersion",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("file", models.TextField(max_length=100, verbose_name="file")),
                ("file_name", models.CharField(max_length=160, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="size (bytes)")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="added on")),
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
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.document",
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
                    "uploaded_by",
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
                "verbose_name": "historical earlier version of a document",
                "verbose_name_plural": "historical earlier versions of documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("file", models.FileField(upload_to="", verbose_name="file")),
                ("file_name", models.CharField(max_length=160, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(verbose_name="size (bytes)")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="added on")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="cases.document",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier version of a document",
                "verbose_name_plural": "earlier versions of documents",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "number"), name="document_version_once"
                    )
                ],
            },
        ),
        *protect("cases_historicaldocumentversion"),
    ]
