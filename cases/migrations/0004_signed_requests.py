"""What is in a signed version of the requirements never changes, whoever asks the database.

Only superseding the version is possible, and the erasure procedure (see accounts/history_triggers.py).
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION refuse_signed_requirement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('brandpunt.erasure', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF EXISTS (SELECT FROM cases_scaleuprequest r
               WHERE r.id = OLD.request_id AND r.status <> 'draft') THEN
        RAISE EXCEPTION 'a signed version does not change: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE FUNCTION refuse_signed_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('brandpunt.erasure', true) = 'on' OR OLD.status = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status = 'superseded'
        AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed version does not change: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER signed_stays BEFORE UPDATE OR DELETE ON cases_requirement
FOR EACH ROW EXECUTE FUNCTION refuse_signed_requirement();
CREATE TRIGGER signed_stays BEFORE UPDATE OR DELETE ON cases_scaleuprequest
FOR EACH ROW EXECUTE FUNCTION refuse_signed_request();
"""
BACK = """
DROP TRIGGER signed_stays ON cases_scaleuprequest;
DROP TRIGGER signed_stays ON cases_requirement;
DROP FUNCTION refuse_signed_request();
DROP FUNCTION refuse_signed_requirement();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_search_words")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
