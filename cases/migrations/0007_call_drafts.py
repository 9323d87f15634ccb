"""What a region types before it answers is kept; when each region was asked, even if later."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_calls_and_runs_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="callinvitation",
            name="asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked on"),
        ),
        migrations.AddField(
            model_name="callinvitation",
            name="draft",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="draft"),
        ),
        migrations.AddField(
            model_name="historicalcallinvitation",
            name="asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked on"),
        ),
    ]
