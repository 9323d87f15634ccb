"""From features to rows: what each would make of a site, or why it cannot."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sites.models import Site
from sites.register import geometry, values
from sites.register.places import Places
from sites.register.values import BadValue

SOURCE = "IBIS (IPO, provincies)"
AREAS = {
    "HA_BRUTO": "gross_area_ha",
    "HA_NETTO": "net_area_ha",
    # Undocumented in the layer; behaves as the total that can be issued at once. Hence indicative.
    "HA_TOTTUIT": "indicative_available_ha",
}
# As the database constraint site_in_the_netherlands.
LATITUDES, LONGITUDES = (50.5, 53.8), (3.0, 7.5)


@dataclass
class Row:
    """One feature of the file, by its place in it (from 1)."""

    number: int
    rin: str = ""
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    rejection: dict[str, Any] | None = None
    point: geometry.Point | None = None

    def reject(self, code: str, **details: Any) -> None:
        """The row is not used. Only the first reason is kept."""
        if self.rejection is None:
            self.rejection = {"code": code, **details}


def read_rows(features: Sequence[Any], places: Places, default_year: int | None) -> list[Row]:
    """A row per feature, in order, with what the register owns of a site in `values`."""
    latest = timezone.localdate().year + 1
    rows = []
    for number, feature in enumerate(features, 1):
        row = Row(number)
        try:
            _read(row, feature, places, (default_year, latest))
        except BadValue as error:
            row.reject(error.code, value=error.value)
        rows.append(row)
    _convert(rows)
    _settle_duplicates(rows)
    return rows


def _read(row: Row, feature: Any, places: Places, years: tuple[int | None, int]) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        row.reject("no_properties")
        return
    row.name = values.text(properties.get("PLAN_NAAM"))
    row.rin = values.rin(properties.get("RIN_NUMMER"))
    if not row.rin:
        row.reject("no_number")
    elif not row.name:
        row.reject("no_name")
    elif len(row.name) > 160:
        row.reject("name_too_long")
    default_year, latest = years
    stated = values.year(properties.get("JAAR"), latest) or default_year
    if stated is None:
        row.reject("no_year")
    row.values = {"name": row.name, "reference_year": stated, "source": SOURCE}
    _read_place(row, properties, places)
    _read_areas(row, properties)
    _read_type(row, values.text(properties.get("WLOC_TYPE")))
    _read_outline(row, feature.get("geometry"))


def _read_place(row: Row, properties: dict[str, Any], places: Places) -> None:
    place = places.place(properties.get("GEM_CODES"), row.rin, properties.get("PROV_NAMEN"))
    row.values |= {
        "municipality_id": place.municipality,
        "municipality_note": place.note,
        "region_id": place.region,
        "province_id": place.province,
    }
    row.remarks += place.remarks


def _read_areas(row: Row, properties: dict[str, Any]) -> None:
    for column, attribute in AREAS.items():
        try:
            row.values[attribute] = values.number(properties.get(column))
        except BadValue as error:
            row.reject(error.code, column=column, value=error.value)
            row.values[attribute] = None
    if _exceeds(row.values["net_area_ha"], row.values["gross_area_ha"]):
        row.remarks.append({"code": "net_over_gross"})
    if _exceeds(row.values["indicative_available_ha"], row.values["net_area_ha"]):
        row.remarks.append({"code": "available_over_net"})


def _exceeds(part: Decimal | None, whole: Decimal | None) -> bool:
    return part is not None and whole is not None and part > whole


def _read_type(row: Row, published: str) -> None:
    letter = published[:1].upper()
    known = letter in Site.SiteType.values
    if published and not known:
        row.remarks.append({"code": "unknown_type", "value": published[:20]})
    row.values["site_type"] = letter if known else Site.SiteType.OTHER
    row.values["site_subtype"] = published[:8]


def _read_outline(row: Row, outline: Any) -> None:
    try:
        row.point = geometry.centroid(outline)
    except geometry.BadGeometry:
        row.reject("bad_geometry")
        return
    if row.point is None:
        row.remarks.append({"code": "no_geometry"})


def _convert(rows: list[Row]) -> None:
    """Latitude and longitude of all rows at once; a point outside the country is an error."""
    placed = [row for row in rows if row.point is not None]
    for row, (longitude, latitude) in zip(
        placed, geometry.degrees([row.point for row in placed if row.point]), strict=True
    ):
        inside = (
            LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
        )
        if inside:
            row.values |= {"latitude": latitude, "longitude": longitude}
        elif row.point:
            row.reject("outside", x=round(row.point[0]), y=round(row.point[1]))


def _settle_duplicates(rows: list[Row]) -> None:
    """Of rows with one number the newest year counts; two that differ within a year: neither."""
    groups = defaultdict(list)
    for row in rows:
        if row.rejection is None:
            groups[row.rin].append(row)
    for group in groups.values():
        if len(group) == 1:
            continue
        newest = max(row.values["reference_year"] for row in group)
        best = [row for row in group if row.values["reference_year"] == newest]
        if any(row.values != best[0].values for row in best):
            numbers = ", ".join(str(row.number) for row in best)
            for row in group:
                row.reject("duplicate_conflict", rows=numbers)
            continue
        for row in group:
            if row is not best[0]:
                row.reject("duplicate", row=best[0].number)
