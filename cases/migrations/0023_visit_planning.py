"""Visits of several days: on which day and at what time a site is visited, and who receives."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0022_followup_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="visitstop",
            options={
                "ordering": ["day", "position", "pk"],
                "verbose_name": "stop",
                "verbose_name_plural": "stops",
            },
        ),
        migrations.AddField(
            model_name="historicalvisitstop",
            name="arrives_at",
            field=models.TimeField(blank=True, null=True, verbose_name="arrival"),
        ),
        migrations.AddField(
            model_name="historicalvisitstop",
            name="day",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, verbose_name="day of the visit"
            ),
        ),
        migrations.AddField(
            model_name="historicalvisitstop",
            name="host",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.organisation",
                verbose_name="host of this site",
            ),
        ),
        migrations.AddField(
            model_name="historicalvisitstop",
            name="leaves_at",
            field=models.TimeField(blank=True, null=True, verbose_name="departure"),
        ),
        migrations.AddField(
            model_name="historicalvisitstop",
            name="reception",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Who receives the guests, and where; the host reads this.",
                max_length=200,
                verbose_name="reception",
            ),
        ),
        migrations.AddField(
            model_name="visitstop",
            name="arrives_at",
            field=models.TimeField(blank=True, null=True, verbose_name="arrival"),
        ),
        migrations.AddField(
            model_name="visitstop",
            name="day",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, verbose_name="day of the visit"
            ),
        ),
        migrations.AddField(
            model_name="visitstop",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="host of this site",
            ),
        ),
        migrations.AddField(
            model_name="visitstop",
            name="leaves_at",
            field=models.TimeField(blank=True, null=True, verbose_name="departure"),
        ),
        migrations.AddField(
            model_name="visitstop",
            name="reception",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Who receives the guests, and where; the host reads this.",
                max_length=200,
                verbose_name="reception",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitstop",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__gte", 1)),
                name="stop_day_from_1",
                violation_error_message="The first day of a visit is day 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitstop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrives_at__isnull", True),
                    ("leaves_at__isnull", True),
                    ("leaves_at__gt", models.F("arrives_at")),
                    _connector="OR",
                ),
                name="stop_leaves_after_arrival",
                violation_error_message="The departure lies after the arrival.",
            ),
        ),
    ]
