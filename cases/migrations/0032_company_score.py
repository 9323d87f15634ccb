from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_every_mail_recorded")]

    operations = [
        *[
            migrations.AddField(model_name=model, name=name, field=field)
            for model in ("case", "historicalcase")
            for name, field in (
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="score given by the company",
                    ),
                ),
                (
                    "scored_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="score given on"
                    ),
                ),
            )
        ],
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(score__isnull=True, scored_on__isnull=True)
                | Q(score__range=(1, 5), scored_on__isnull=False),
                name="case_score_from_1_to_5",
                violation_error_message="A score lies between 1 and 5, and has a day.",
            ),
        ),
    ]
