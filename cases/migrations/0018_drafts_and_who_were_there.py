"""Who were there at a contact moment, visits among them, and what is still being written."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_standard_actions_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalnote",
            name="participants",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="names, one to a line; for who compares regions and the own organisation",
                verbose_name="who were there",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="participants",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="names, one to a line; for who compares regions and the own organisation",
                verbose_name="who were there",
            ),
        ),
        migrations.AlterField(
            model_name="historicalnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("call", "Telephone call"),
                    ("mail", "E-mail"),
                    ("meeting", "Meeting"),
                    ("visit", "Visit"),
                ],
                default="note",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="kind",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("call", "Telephone call"),
                    ("mail", "E-mail"),
                    ("meeting", "Meeting"),
                    ("visit", "Visit"),
                ],
                default="note",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("form", models.CharField(choices=[("note", "Note")], max_length=20)),
                ("values", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "case", "form"), name="draft_once_per_person_and_form"
                    )
                ],
            },
        ),
    ]
