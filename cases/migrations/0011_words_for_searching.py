"""Indexes for searching: names by pieces of words, running text by stems."""

import accounts.words
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_for_searching"),
        ("cases", "0010_indexes_of_the_day"),
        ("regions", "0003_reference_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("reference", "code_name"), name="gin_trgm_ops"
                ),
                name="case_words",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                accounts.words.DutchText("summary"), name="case_summary_text"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                accounts.words.DutchText("situation"), name="case_situation_text"
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("name", "kvk_number"), name="gin_trgm_ops"
                ),
                name="company_words",
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("sector"), name="gin_trgm_ops"
                ),
                name="company_sector_words",
            ),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("name"), name="gin_trgm_ops"
                ),
                name="contact_words",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("title", "file_name"), name="gin_trgm_ops"
                ),
                name="document_words",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=django.contrib.postgres.indexes.GinIndex(
                accounts.words.DutchText("body"), name="note_text"
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    accounts.words.Plain("body"), name="gin_trgm_ops"
                ),
                name="note_words",
            ),
        ),
    ]
