"""Searching by a piece of a reference, code name or company name, at any number of cases."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_append_only")]

    operations = [
        # A trusted extension: the owner of the database may add it.
        TrigramExtension(),
        migrations.AddIndex(
            model_name="case",
            index=GinIndex(
                OpClass(Upper("reference"), name="gin_trgm_ops"),
                OpClass(Upper("code_name"), name="gin_trgm_ops"),
                name="case_words_trigrams",
            ),
        ),
        migrations.AddIndex(
            model_name="company",
            index=GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="company_name_trigrams"
            ),
        ),
    ]
