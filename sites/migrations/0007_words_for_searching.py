"""Indexes for searching: names by pieces of words, running text by stems."""

import accounts.words
import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("regions", "0003_reference_data"),
        ("sites", "0006_register_changes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="site",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("name", "place", "rin_number"), name="gin_trgm_ops"
                ),
                name="site_words",
            ),
        ),
    ]
