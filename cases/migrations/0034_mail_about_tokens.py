"""A kind of mail more: an API token that ends. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0033_visit_days")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="maildelivery",
                    name="what",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("", "notifications"),
                            ("call", "call for locations"),
                            ("visit", "site visit"),
                            ("shared", "shared case"),
                            ("feasible", "site that fits again"),
                            ("token", "API token that ends"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
            ],
        ),
    ]
