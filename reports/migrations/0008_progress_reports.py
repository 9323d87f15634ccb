"""Progress reports and targets, with their history."""

import django.core.validators
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
        ("regions", "0003_reference_data"),
        ("reports", "0007_lists_of_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reference_date", models.DateField(verbose_name="reference date")),
                (
                    "span",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "a quarter"), (2, "half a year"), (4, "a year")],
                        default=1,
                        verbose_name="period",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("correction", models.TextField(blank=True, verbose_name="what is corrected")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Submitted for approval"),
                            ("approved", "Approved"),
                            ("frozen", "Frozen"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("figures", models.JSONField(null=True)),
                ("figures_at", models.DateTimeField(null=True, verbose_name="figures of")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted on")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved on")),
                (
                    "returned_reason",
                    models.TextField(blank=True, verbose_name="why it was given back"),
                ),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="frozen on")),
                ("record", models.JSONField(null=True)),
                ("record_hash", models.CharField(blank=True, max_length=64)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="reports.progressreport",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "progress report",
                "verbose_name_plural": "progress reports",
                "ordering": ["-reference_date", "-span", "-number"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgressReport",
            fields=[
                ("history_request", models.UUIDField(null=True)),
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("reference_date", models.DateField(verbose_name="reference date")),
                (
                    "span",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "a quarter"), (2, "half a year"), (4, "a year")],
                        default=1,
                        verbose_name="period",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("correction", models.TextField(blank=True, verbose_name="what is corrected")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Submitted for approval"),
                            ("approved", "Approved"),
                            ("frozen", "Frozen"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("figures_at", models.DateTimeField(null=True, verbose_name="figures of")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted on")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved on")),
                (
                    "returned_reason",
                    models.TextField(blank=True, verbose_name="why it was given back"),
                ),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="frozen on")),
                ("record", models.JSONField(null=True)),
                ("record_hash", models.CharField(blank=True, max_length=64)),
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
                    "approved_by",
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
                    "frozen_by",
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
                    "submitted_by",
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
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reports.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical progress report",
                "verbose_name_plural": "historical progress reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReportCase",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("history_request", models.UUIDField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.publication",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reports.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical case in a report",
                "verbose_name_plural": "historical cases in a report",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReportText",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("history_request", models.UUIDField(null=True)),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("core", "Core message"),
                            ("results", "Results"),
                            ("technologies", "Technologies"),
                            ("regions", "Regions"),
                            ("bottlenecks", "Bottlenecks"),
                            ("cooperation", "Cooperation"),
                            ("cases", "Selected cases"),
                            ("outlook", "Risks and outlook"),
                        ],
                        max_length=12,
                        verbose_name="chapter",
                    ),
                ),
                (
                    "text_nl",
                    models.TextField(blank=True, max_length=20000, verbose_name="text in Dutch"),
                ),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=20000, verbose_name="text in English"),
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
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reports.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical text of a chapter",
                "verbose_name_plural": "historical texts of chapters",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTarget",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("history_request", models.UUIDField(null=True)),
                (
                    "figure",
                    models.CharField(
                        choices=[
                            ("opened", "Cases opened"),
                            ("closed", "Cases closed"),
                            ("won", "Places found"),
                            ("won_jobs_new", "New jobs, place found"),
                            ("won_jobs_retained", "Retained jobs, place found"),
                            ("won_capex", "Investment, place found"),
                            ("won_ha", "Land found"),
                            ("won_mw", "Power found"),
                        ],
                        max_length=20,
                        verbose_name="figure",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2020),
                            django.core.validators.MaxValueValidator(2099),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=0,
                        help_text="In the unit of the figure: cases, fte, euros, hectares or megawatts.",
                        max_digits=14,
                        verbose_name="target",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="where it was agreed"
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
                "verbose_name": "historical target",
                "verbose_name_plural": "historical targets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReportCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.publication",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="reports.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "case in a report",
                "verbose_name_plural": "cases in a report",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("core", "Core message"),
                            ("results", "Results"),
                            ("technologies", "Technologies"),
                            ("regions", "Regions"),
                            ("bottlenecks", "Bottlenecks"),
                            ("cooperation", "Cooperation"),
                            ("cases", "Selected cases"),
                            ("outlook", "Risks and outlook"),
                        ],
                        max_length=12,
                        verbose_name="chapter",
                    ),
                ),
                (
                    "text_nl",
                    models.TextField(blank=True, max_length=20000, verbose_name="text in Dutch"),
                ),
                (
                    "text_en",
                    models.TextField(blank=True, max_length=20000, verbose_name="text in English"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="reports.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a chapter",
                "verbose_name_plural": "texts of chapters",
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "figure",
                    models.CharField(
                        choices=[
                            ("opened", "Cases opened"),
                            ("closed", "Cases closed"),
                            ("won", "Places found"),
                            ("won_jobs_new", "New jobs, place found"),
                            ("won_jobs_retained", "Retained jobs, place found"),
                            ("won_capex", "Investment, place found"),
                            ("won_ha", "Land found"),
                            ("won_mw", "Power found"),
                        ],
                        max_length=20,
                        verbose_name="figure",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2020),
                            django.core.validators.MaxValueValidator(2099),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=0,
                        help_text="In the unit of the figure: cases, fte, euros, hectares or megawatts.",
                        max_digits=14,
                        verbose_name="target",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="where it was agreed"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["-year", "figure"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="reportjob",
            name="done_report_has_file",
        ),
        migrations.AlterField(
            model_name="historicalreportjob",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_sheet", "Case sheet"),
                    ("dashboard", "Dashboard"),
                    ("comparison", "Comparison of sites"),
                    ("decision", "Decision"),
                    ("briefing", "Briefing sheet"),
                    ("case_list", "List of cases"),
                    ("figures", "Figures of a progress report"),
                    ("progress", "Progress report"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="reportjob",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_sheet", "Case sheet"),
                    ("dashboard", "Dashboard"),
                    ("comparison", "Comparison of sites"),
                    ("decision", "Decision"),
                    ("briefing", "Briefing sheet"),
                    ("case_list", "List of cases"),
                    ("figures", "Figures of a progress report"),
                    ("progress", "Progress report"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="historicalreportjob",
            name="progress",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="reports.progressreport",
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="progress",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="reports.progressreport",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "done"), _negated=True),
                    models.Q(("file", ""), _negated=True),
                    ("kind", "figures"),
                    _connector="OR",
                ),
                name="done_report_has_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("figure", "year"),
                name="one_target_per_figure_and_year",
                violation_error_message="There is a target for this figure and year already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gt", 0)),
                name="target_above_zero",
                violation_error_message="A target is more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.UniqueConstraint(
                fields=("reference_date", "span", "number"), name="one_report_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "frozen"), _negated=True),
                fields=("reference_date", "span"),
                name="one_report_being_written",
                violation_error_message="A report on this period is being written already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "frozen"]), _negated=True),
                    models.Q(
                        ("approved_by__isnull", False),
                        models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_approved_by_somebody_else",
                violation_error_message="Whoever submits a report does not approve it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "frozen"), _negated=True),
                    models.Q(
                        ("frozen_at__isnull", False),
                        ("record__isnull", False),
                        models.Q(("record_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="frozen_report_has_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number", 1),
                    models.Q(
                        ("replaces__isnull", False), models.Q(("correction", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="correction_says_what",
                violation_error_message="Say what is corrected.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcase",
            constraint=models.UniqueConstraint(
                fields=("report", "publication"), name="each_case_once_per_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="reporttext",
            constraint=models.UniqueConstraint(
                fields=("report", "section"), name="one_text_per_chapter"
            ),
        ),
        *protect(
            "reports_historicalprogressreport",
            "reports_historicalreporttext",
            "reports_historicalreportcase",
            "reports_historicaltarget",
        ),
    ]
