"""Provinces, COROP regions, municipalities, key technologies and service areas.

Sources: regions/data/README.md.
"""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.reference import add_missing, read, record

DATA = Path(__file__).resolve().parent.parent / "data"


def organisation_keys(apps: Apps) -> dict[str, int]:
    return dict(apps.get_model("accounts", "Organisation").objects.values_list("code", "pk"))


def add_areas(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    keys = organisation_keys(apps)
    provinces = [
        {name: row[name] for name in ("code", "cbs_code", "nuts2", "name", "name_en")}
        | {"organisation_id": keys[row["organisation"]]}
        for row in read(DATA, "provinces.csv")
    ]
    add_missing(apps, "regions", "Province", "code", provinces)
    regions = [
        {"code": row["code"], "name": row["name"], "province_id": row["province"]}
        for row in read(DATA, "regions.csv")
    ]
    add_missing(apps, "regions", "Region", "code", regions)
    municipalities = [
        {
            "code": row["code"],
            "name": row["name"],
            "province_id": row["province"],
            "region_id": row["region"] or None,
            "year": 2023,
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
        }
        for row in read(DATA, "municipalities.csv")
    ]
    add_missing(apps, "regions", "Municipality", "code", municipalities)


def add_technologies(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = [
        {
            "code": row["code"],
            "name_nl": row["name_nl"],
            "name_en": row["name_en"],
            "is_nts_priority": row["is_nts_priority"] == "1",
            "position": int(row["position"]),
        }
        for row in read(DATA, "key_technologies.csv")
    ]
    add_missing(apps, "regions", "KeyTechnology", "code", rows)


def add_service_areas(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    keys = organisation_keys(apps)
    model = apps.get_model("regions", "ServiceArea")
    present = set(model.objects.values_list("organisation_id", "province_id", "region_id"))
    wanted = [
        (keys[row["organisation"]], row["province"], row["region"] or None)
        for row in read(DATA, "service_areas.csv")
    ]
    made = model.objects.bulk_create(
        [
            model(organisation_id=organisation, province_id=province, region_id=region)
            for organisation, province, region in wanted
            if (organisation, province, region) not in present
        ]
    )
    record(apps, "regions", "ServiceArea", made)


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_append_only"), ("accounts", "0003_organisations")]
    # Going back keeps the rows: they may be in use by then.
    operations = [
        migrations.RunPython(add_areas, migrations.RunPython.noop),
        migrations.RunPython(add_technologies, migrations.RunPython.noop),
        migrations.RunPython(add_service_areas, migrations.RunPython.noop),
    ]
