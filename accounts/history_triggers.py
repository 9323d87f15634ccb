"""History cannot be changed afterwards: a trigger per history table, made by a migration.

The erasure procedure (personal data, destruction after the retention period) is the one exception;
it announces itself within its own transaction with `SET LOCAL brandpunt.erasure = 'on'`.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('brandpunt.erasure', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'history is append-only: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


def protect(*tables: str) -> list[migrations.RunSQL]:
    """Operations that make tables append-only."""
    return [
        migrations.RunSQL(
            f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
            """,
            f"DROP TRIGGER append_only ON {table};",
        )
        for table in tables
    ]
