"""Notes which transactions wrote to the register, so that readers know whether what they keep of
it still holds (cases/matching/columns.py). One row per transaction; no model, because nothing in
the application reads or writes it but those two triggers and that one question."""

from django.db import migrations

TABLES = (
    "sites_site",
    "sites_sitefact",
    "regions_province",
    "regions_region",
    "regions_municipality",
)

TABLE = """
CREATE TABLE sites_change (
    xid xid8 PRIMARY KEY DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION note_register_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sites_change DEFAULT VALUES ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""

# A statement that touches no row notes a change too, which costs a reading and no more.
TRIGGER = """
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION note_register_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0005_more_criteria"),
        ("regions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(TABLE, "DROP FUNCTION note_register_change(); DROP TABLE sites_change;"),
        *[
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER note_change ON {table};")
            for table in TABLES
        ],
    ]
