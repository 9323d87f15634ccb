"""The building blocks of a signed version never change either; see 0004."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER signed_stays BEFORE UPDATE OR DELETE ON cases_buildingblock
FOR EACH ROW EXECUTE FUNCTION refuse_signed_requirement();
"""
BACK = "DROP TRIGGER signed_stays ON cases_buildingblock;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_call_drafts")]
    operations = [migrations.RunSQL(TRIGGER, BACK)]
