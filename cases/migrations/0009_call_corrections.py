"""When a region last corrected the answer it gave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_signed_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="callinvitation",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="corrected on"),
        ),
        migrations.AddField(
            model_name="historicalcallinvitation",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="corrected on"),
        ),
    ]
