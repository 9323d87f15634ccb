"""The file: from bytes to features, or one sentence that says what is wrong with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.errors import Refused

RD = "28992"
COLUMNS = ("RIN_NUMMER", "PLAN_NAAM", "GEM_CODES")


class Unreadable(Refused):
    """The file as a whole cannot be used; the message says why and what would help."""


@dataclass(frozen=True)
class Layer:
    """The features of a file, and remarks about the file as a whole."""

    features: Sequence[Any]
    notes: list[dict[str, Any]] = field(default_factory=list)


def read_layer(content: bytes) -> Layer:
    """Reads a GeoJSON of the register. Raises Unreadable."""
    data = _parse(_decode(content))
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise Unreadable(
            _("This is not a GeoJSON FeatureCollection. Download the layer as application/json.")
        )
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise Unreadable(_("The file holds no sites."))
    _check_columns(features)
    _check_coordinates(data.get("crs"), features)
    return Layer(features, _notes(data, len(features)))


def _decode(content: bytes) -> str:
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise Unreadable(
            _("The file is %(size)s; at most %(limit)s can be read.")
            % {
                "size": filesizeformat(len(content)),
                "limit": filesizeformat(settings.MAX_UPLOAD_BYTES),
            }
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("The file is not in UTF-8 (byte %(position)s). Save it as UTF-8 and try again.")
            % {"position": error.start}
        ) from error


def _parse(text: str) -> Any:
    if text.lstrip().startswith("<"):
        raise Unreadable(
            _(
                "This is XML or a web page, often an error of the service. "
                "Ask the service for outputFormat=application/json."
            )
        )
    try:
        # Decimals keep every digit as published; a number can also be NaN or Infinity here, which
        # the row that holds it is rejected for.
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("The file is not valid JSON: line %(line)s, column %(column)s. Was it cut off?")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(_("The file is not valid JSON of a map layer.")) from error


def _check_columns(features: list[Any]) -> None:
    found: set[str] = set()
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        found |= set(properties) if isinstance(properties, dict) else set()
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        raise Unreadable(
            _("This is another layer: no site has the column %(columns)s.")
            % {"columns": ", ".join(missing)}
        )


def _check_coordinates(crs: Any, features: list[Any]) -> None:
    """The layer is in RD: a file that says or shows otherwise would put every site elsewhere."""
    stated = ""
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        stated = str(crs["properties"].get("name", ""))
    if stated and RD not in stated:
        raise Unreadable(
            _(
                "The coordinates are in “%(crs)s”; the register is read in RD (EPSG:28992). "
                "Ask the service for srsName=EPSG:28992."
            )
            % {"crs": stated[:80]}
        )
    first = [point for feature in features[:200] if (point := _first_point(feature)) is not None]
    if first and all(abs(x) <= 180 and abs(y) <= 180 for x, y in first):
        raise Unreadable(
            _(
                "The coordinates are degrees; the register is read in RD (EPSG:28992). "
                "Ask the service for srsName=EPSG:28992."
            )
        )


def _first_point(feature: Any) -> tuple[float, float] | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(point, list) and point and isinstance(point[0], list):
        point = point[0]
    try:
        return float(point[0]), float(point[1])  # type: ignore[index]
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _notes(data: dict[str, Any], found: int) -> list[dict[str, Any]]:
    expected = data.get("numberMatched")
    if isinstance(expected, int) and expected > found:
        return [{"code": "partial", "found": found, "expected": expected}]
    return []
