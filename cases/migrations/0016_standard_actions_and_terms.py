"""Terms in working days on next actions, and what is usual in each stage."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0015_note_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StandardAction",
            fields=[
                (
                    "code",
                    models.SlugField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("matching", "Matching"),
                            ("visits", "Site visits"),
                            ("decision", "Decision"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("title_nl", models.CharField(max_length=200, verbose_name="title in Dutch")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "term_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(260),
                        ],
                        verbose_name="term (working days)",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("origin", "Origin"),
                            ("candidate", "Candidate destination"),
                            ("destination", "Destination"),
                            ("supporting", "Supporting"),
                            ("observer", "Observer"),
                        ],
                        default="origin",
                        max_length=12,
                        verbose_name="for whom",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "standard action",
                "verbose_name_plural": "standard actions",
                "ordering": ["stage", "position", "code"],
            },
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="days_left",
            field=models.SmallIntegerField(
                editable=False,
                null=True,
                verbose_name="working days left while the clock stands still",
            ),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="stopped_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hold", "on hold"),
                    ("company", "the company is to answer"),
                    ("region", "a region is to answer"),
                    ("grid", "the grid operator is to answer"),
                    ("municipality", "a municipality is to answer"),
                    ("other", "somebody else is to answer"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=12,
                verbose_name="the clock stands still because",
            ),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="term_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(260),
                ],
                verbose_name="term (working days)",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="days_left",
            field=models.SmallIntegerField(
                editable=False,
                null=True,
                verbose_name="working days left while the clock stands still",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="stopped_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hold", "on hold"),
                    ("company", "the company is to answer"),
                    ("region", "a region is to answer"),
                    ("grid", "the grid operator is to answer"),
                    ("municipality", "a municipality is to answer"),
                    ("other", "somebody else is to answer"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=12,
                verbose_name="the clock stands still because",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="term_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(260),
                ],
                verbose_name="term (working days)",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalStandardAction",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("matching", "Matching"),
                            ("visits", "Site visits"),
                            ("decision", "Decision"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("title_nl", models.CharField(max_length=200, verbose_name="title in Dutch")),
                ("title_en", models.CharField(max_length=200, verbose_name="title in English")),
                (
                    "term_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(260),
                        ],
                        verbose_name="term (working days)",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("origin", "Origin"),
                            ("candidate", "Candidate destination"),
                            ("destination", "Destination"),
                            ("supporting", "Supporting"),
                            ("observer", "Observer"),
                        ],
                        default="origin",
                        max_length=12,
                        verbose_name="for whom",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
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
            ],
            options={
                "verbose_name": "historical standard action",
                "verbose_name_plural": "historical standard actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicaltask",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.standardaction",
                verbose_name="standard action",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.standardaction",
                verbose_name="standard action",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days_left__isnull", True), ("stopped_for", "")),
                    models.Q(
                        ("days_left__isnull", False),
                        ("due_on__isnull", True),
                        ("term_days__isnull", False),
                        ("stopped_for__gt", ""),
                    ),
                    _connector="OR",
                ),
                name="task_stopped_has_no_date",
                violation_error_message="A clock that stands still has a term and no date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=("case", "standard", "organisation"),
                name="task_standard_once",
                violation_error_message="This standard action is on the case already.",
            ),
        ),
    ]
