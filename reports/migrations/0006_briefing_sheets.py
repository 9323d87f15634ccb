"""Briefing sheets of visits are asked for as reports are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_decision_paper"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalreportjob",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_sheet", "Case sheet"),
                    ("dashboard", "Dashboard"),
                    ("comparison", "Comparison of sites"),
                    ("briefing", "Briefing sheet"),
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
                    ("briefing", "Briefing sheet"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
