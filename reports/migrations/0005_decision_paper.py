"""One more kind of report."""

from django.db import migrations, models

KINDS = [
    ("case_sheet", "Case sheet"),
    ("dashboard", "Dashboard"),
    ("comparison", "Comparison of sites"),
    ("decision", "Decision"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_comparison")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
        )
        for model in ("historicalreportjob", "reportjob")
    ]
