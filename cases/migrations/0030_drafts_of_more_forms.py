"""More forms that keep themselves; only the choices of the column change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_questions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="form",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("visit", "Conclusion of a visit"),
                    ("feedback", "Feedback of the company"),
                    ("advice", "Advice on a decision"),
                    ("decision", "Decision"),
                    ("monthly", "Monthly update"),
                ],
                max_length=20,
            ),
        ),
    ]
