"""Register files for the tests: one valid feature, changed where a trap is."""

import json
from typing import Any

from accounts.actor import Actor
from sites.actions.register import import_content
from sites.register.plan import Plan

# Amersfoort, Onze-Lieve-Vrouwetoren: the origin of the grid, by definition.
ORIGIN = (155_000.0, 463_000.0)
ORIGIN_DEGREES = (5.38720621, 52.15517440)


def square(x: float, y: float, side: float = 200.0) -> dict[str, Any]:
    """A square outline in RD around a point."""
    half = side / 2
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return {
        "type": "MultiPolygon",
        "coordinates": [[[[x + dx, y + dy] for dx, dy in corners]]],
    }


def feature(geometry: Any = "here", **properties: Any) -> dict[str, Any]:
    """One site of the register, in Eindhoven unless said otherwise."""
    values = {
        "RIN_NUMMER": "30200901",
        "JAAR": 2024,
        "PLAN_NAAM": "De Hurk",
        "GEM_CODES": "GM0772",
        "PROV_NAMEN": "Noord-Brabant",
        "HA_BRUTO": 100.5,
        "HA_NETTO": 80.25,
        "HA_TOTTUIT": 0.0,
        "WLOC_TYPE": "B",
    } | properties
    kept = {name: value for name, value in values.items() if value != "absent"}
    outline = square(160_000, 383_000) if geometry == "here" else geometry
    return {"type": "Feature", "geometry": outline, "properties": kept}


def layer(*features: Any, crs: str | None = "urn:ogc:def:crs:EPSG::28992", **extra: Any) -> bytes:
    """A file with these features."""
    data: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)} | extra
    if crs is not None:
        data["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(data).encode()


def bring_in(*features: Any, year: int | None = None, dry_run: bool = False) -> Plan:
    """Imports a file with these features."""
    return import_content(Actor.system(), layer(*features), year, dry_run)


def reasons(plan: Plan) -> list[str]:
    """The codes of all reasons and remarks, in the order of the file."""
    return [reason["code"] for outcome in plan.outcomes for reason in outcome.reasons]


def kinds(plan: Plan) -> list[str]:
    """What became of each row."""
    return [outcome.kind for outcome in plan.outcomes]
