"""Another hint beside the guests of a visit. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_mail_about_tokens")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name="guests",
                    field=models.TextField(
                        blank=True,
                        help_text="Only for organisations that may know the company. Colleagues "
                        "who stand here by name or mail address are invited too.",
                        verbose_name="guests",
                    ),
                )
                for model in ("sitevisit", "historicalsitevisit")
            ],
        ),
    ]
