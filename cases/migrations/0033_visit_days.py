"""Each day of a visit has hours of its own, and an appointment in the agenda of whoever comes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_company_score"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *[
            migrations.AddField(
                model_name=model,
                name=name,
                field=ArrayField(
                    base_field=models.TimeField(),
                    blank=True,
                    db_default=[],
                    default=list,
                    verbose_name=label,
                ),
            )
            for model in ("sitevisit", "historicalsitevisit")
            for name, label in (
                ("day_starts", "begin of day 2 and on"),
                ("day_ends", "end of the days before the last"),
            )
        ],
        migrations.CreateModel(
            name="VisitInvite",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("offset", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
                ("version", models.PositiveIntegerField()),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visit_invites",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to="cases.sitevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to a visit",
                "verbose_name_plural": "invitations to a visit",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "person", "offset"), name="one_invite_per_day_and_person"
                    )
                ],
            },
        ),
    ]
