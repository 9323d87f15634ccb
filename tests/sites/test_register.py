"""Every trap of the national register, one small file each, and the real file."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from pyproj import Geod

from accounts.actor import Actor
from accounts.errors import Refused
from sites.actions.register import import_content
from sites.models import Site
from sites.register import geometry
from sites.register.reading import Unreadable, read_layer
from tests.sites.files import (
    ORIGIN,
    ORIGIN_DEGREES,
    bring_in,
    feature,
    kinds,
    layer,
    reasons,
    square,
)

REAL = Path(django_settings.BASE_DIR) / "sites" / "data" / "ibis_sites.geojson"
pytestmark = pytest.mark.django_db


def the_site() -> Site:
    site: Site = Site.objects.get()
    return site


def test_a_site_is_read_as_published() -> None:
    assert kinds(bring_in(feature(PLAN_NAAM="  DE  HURK ", WLOC_TYPE="C2"))) == ["created"]
    site = the_site()
    assert (site.name, site.rin_number, site.reference_year) == ("DE HURK", "30200901", 2024)
    assert (site.municipality_id, site.region_id, site.province_id) == ("GM0772", "CR36", "NL-NB")
    assert (site.site_type, site.site_subtype) == ("C", "C2")
    assert str(site.gross_area_ha) == "100.5000"
    assert str(site.indicative_available_ha) == "0.0000"
    assert site.available_now_ha is None


def test_a_known_point_lands_within_a_metre() -> None:
    bring_in(feature(square(*ORIGIN), GEM_CODES="GM0307"))
    site = the_site()
    assert site.longitude is not None
    assert site.latitude is not None
    off = Geod(ellps="WGS84").inv(site.longitude, site.latitude, *ORIGIN_DEGREES)[2]
    assert off < 1


def test_the_middle_of_two_outlines_is_weighted_by_area() -> None:
    large, small = square(1000, 1000, 300), square(2000, 1000, 100)
    both = {"type": "MultiPolygon", "coordinates": large["coordinates"] + small["coordinates"]}
    middle = geometry.centroid(both)
    assert middle is not None
    assert middle[0] == pytest.approx(1100)
    assert middle[1] == pytest.approx(1000)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"RIN_NUMMER": ""}, "no_number"),
        ({"RIN_NUMMER": None}, "no_number"),
        ({"RIN_NUMMER": "absent"}, "no_number"),
        ({"RIN_NUMMER": "30 20; drop"}, "bad_number"),
        ({"PLAN_NAAM": " "}, "no_name"),
        ({"PLAN_NAAM": "x" * 161}, "name_too_long"),
        ({"JAAR": ""}, "no_year"),
        ({"JAAR": "absent"}, "no_year"),
        ({"JAAR": 3024}, "bad_year"),
        ({"JAAR": "vorig jaar"}, "bad_year"),
        ({"HA_BRUTO": "acht"}, "not_a_number"),
        ({"HA_BRUTO": True}, "not_a_number"),
        ({"HA_BRUTO": float("nan")}, "not_a_number"),
        ({"HA_NETTO": float("inf")}, "not_a_number"),
        ({"HA_TOTTUIT": -0.1}, "negative"),
        ({"HA_BRUTO": 1e9}, "too_large"),
        ({"geometry": square(900_000, 383_000)}, "outside"),
        ({"geometry": square(150_000, 250_000)}, "outside"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5]]]}},
            "bad_geometry",
        ),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 3]]]}}, "bad_geometry"),
        ({"geometry": {"type": "Circle"}}, "bad_geometry"),
        ({"geometry": "POINT(1 2)"}, "bad_geometry"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_alone(changed: dict[str, Any], code: str) -> None:
    good = feature(RIN_NUMMER="30200999", PLAN_NAAM="Goed")
    outline = changed.pop("geometry", "here")
    plan = bring_in(feature(outline, **changed), good)
    assert kinds(plan) == ["rejected", "created"]
    assert plan.outcomes[0].reasons[0]["code"] == code
    assert the_site().name == "Goed"


@pytest.mark.parametrize("broken", [None, 7, "x", {}, {"properties": None}, {"properties": []}])
def test_a_feature_without_attributes_is_rejected_alone(broken: Any) -> None:
    plan = bring_in(broken, feature())
    assert kinds(plan) == ["rejected", "created"]


@pytest.mark.parametrize(
    ("changed", "remark", "place"),
    [
        ({"GEM_CODES": "GM0000"}, "no_municipality", (None, None, "NL-NB")),
        ({"GEM_CODES": ""}, "no_municipality", (None, None, "NL-NB")),
        ({"GEM_CODES": None}, "no_municipality", (None, None, "NL-NB")),
        ({"GEM_CODES": "GM9999"}, "unknown_municipality", (None, None, "NL-NB")),
        ({"GEM_CODES": "GM0772, GM0866"}, "several_municipalities", (None, None, "NL-NB")),
        ({"GEM_CODES": ["GM0772", "GM0866"]}, "several_municipalities", (None, None, "NL-NB")),
        ({"GEM_CODES": "gm0772"}, None, ("GM0772", "CR36", "NL-NB")),
        ({"PROV_NAMEN": "Limburg"}, "province_differs", ("GM0772", "CR36", "NL-NB")),
    ],
)
def test_an_unclear_municipality_stays_unknown(
    changed: dict[str, Any], remark: str | None, place: tuple[str | None, ...]
) -> None:
    plan = bring_in(feature(**changed))
    assert reasons(plan) == ([remark] if remark else [])
    site = the_site()
    assert (site.municipality_id, site.region_id, site.province_id) == place


@pytest.mark.parametrize(
    ("rin", "name", "province"),
    [
        ("26201105", "", "NL-UT"),
        ("262015001", "", "NL-UT"),
        ("205080", "Limburg", "NL-LI"),  # short numbers begin with anything
        ("205080", "provincie noord brabant", "NL-NB"),
        ("205080", "FRIESLAND", "NL-FR"),
        ("205080", "Frysl\u00e2n", "NL-FR"),
        ("205080", "Atlantis", None),
        ("26201105", "Limburg", "NL-UT"),
    ],
)
def test_the_province_follows_from_the_number_then_the_name(
    rin: str, name: str, province: str | None
) -> None:
    bring_in(feature(RIN_NUMMER=rin, GEM_CODES="GM0000", PROV_NAMEN=name))
    assert the_site().province_id == province


def test_empty_texts_and_decimal_commas() -> None:
    bring_in(feature(HA_BRUTO="12,5", HA_NETTO="", HA_TOTTUIT=None))
    site = the_site()
    assert str(site.gross_area_ha) == "12.5000"
    assert site.net_area_ha is None
    assert site.indicative_available_ha is None


def test_odd_areas_are_used_with_a_remark() -> None:
    plan = bring_in(feature(HA_BRUTO=7.9, HA_NETTO=8, HA_TOTTUIT=9))
    assert kinds(plan) == ["created"]
    assert reasons(plan) == ["net_over_gross", "available_over_net"]


def test_missing_outline_leaves_the_place_unknown() -> None:
    plan = bring_in(feature(None))
    assert reasons(plan) == ["no_geometry"]
    assert the_site().latitude is None


@pytest.mark.parametrize(
    ("published", "letter"),
    [("A", "A"), ("B1", "B"), ("b2", "B"), ("X", "X"), ("", "X"), ("Z9", "X")],
)
def test_types(published: str, letter: str) -> None:
    plan = bring_in(feature(WLOC_TYPE=published))
    assert the_site().site_type == letter
    assert the_site().site_subtype == published
    assert reasons(plan) == (["unknown_type"] if published == "Z9" else [])


def test_numbers_that_are_not_text_keep_their_digits() -> None:
    bring_in(feature(RIN_NUMMER=205080), feature(RIN_NUMMER=205081.0))
    assert set(Site.objects.values_list("rin_number", flat=True)) == {"205080", "205081"}


def test_of_a_duplicate_number_the_newest_year_counts() -> None:
    plan = bring_in(feature(JAAR=2022), feature(JAAR=2024, PLAN_NAAM="Nieuw"))
    assert kinds(plan) == ["rejected", "created"]
    assert plan.outcomes[0].reasons == [{"code": "duplicate", "row": 2}]
    assert the_site().name == "Nieuw"


def test_duplicates_that_contradict_each_other_are_both_rejected() -> None:
    plan = bring_in(feature(), feature(PLAN_NAAM="Anders"), feature(RIN_NUMMER="9"))
    assert kinds(plan) == ["rejected", "rejected", "created"]
    assert plan.outcomes[0].reasons[0]["rows"] == "1, 2"


def test_the_same_row_twice_is_used_once() -> None:
    assert kinds(bring_in(feature(), feature())) == ["created", "rejected"]


def test_a_newer_year_is_never_overwritten_by_an_older_one() -> None:
    bring_in(feature(JAAR=2024))
    plan = bring_in(feature(JAAR=2022, PLAN_NAAM="Oud"))
    assert kinds(plan) == ["unchanged"]
    assert reasons(plan) == ["older"]
    assert the_site().name == "De Hurk"
    assert kinds(bring_in(feature(JAAR=2025, PLAN_NAAM="Nieuw"))) == ["changed"]
    assert the_site().name == "Nieuw"


def test_a_year_can_be_given_for_rows_without_one() -> None:
    bring_in(feature(JAAR=""), year=2023)
    assert the_site().reference_year == 2023


def test_what_was_filled_in_here_stays() -> None:
    bring_in(feature(GEM_CODES="GM0000", HA_NETTO=80))
    site = the_site()
    site.municipality_id, site.region_id, site.max_height_m = "GM0772", "CR36", 40
    Actor.system().save(site)
    plan = bring_in(feature(GEM_CODES="GM0000", HA_NETTO="", JAAR=2025))
    assert [row[0] for row in plan.outcomes[0].differences] == ["reference_year"]
    site = the_site()
    assert (site.municipality_id, site.net_area_ha, site.max_height_m) == ("GM0772", 80, 40)


def test_a_change_is_reported_per_column_and_kept_in_the_history() -> None:
    bring_in(feature())
    version = the_site().version
    plan = bring_in(feature(HA_BRUTO=101, PLAN_NAAM="De Hurk Noord"))
    assert plan.stored()[0]["differences"] == [
        ["name", "De Hurk", "De Hurk Noord"],
        ["gross_area_ha", "100.5", "101"],
    ]
    site = the_site()
    assert site.version == version + 1
    newest, first = site.history.all()
    assert (first.history_type, newest.history_type) == ("+", "~")
    assert newest.name == "De Hurk Noord"
    assert newest.updated_at == site.updated_at
    assert newest.history_change_reason == "Import IBIS 2024"


def test_a_dry_run_writes_nothing() -> None:
    plan = bring_in(feature(), dry_run=True)
    assert kinds(plan) == ["created"]
    assert not Site.objects.exists()
    assert not Site.history.exists()


def test_never_half_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(feature(RIN_NUMMER="1"))

    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Actor, "bulk_update", fail)
    with pytest.raises(RuntimeError):
        bring_in(feature(RIN_NUMMER="1", PLAN_NAAM="Anders"), feature(RIN_NUMMER="2"))
    assert the_site().name == "De Hurk"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg|empty"),
        (b"  \n", "leeg|empty"),
        (b"\xff\xfe\x00x", "UTF-8"),
        ('{"type": "FeatureCollection", "n": "Frysl\u00e2n"}'.encode("latin-1"), "UTF-8"),
        (b"<ows:ExceptionReport/>", "XML"),
        (b"PK\x03\x04 zip", "JSON"),
        (b'{"type": "FeatureCollection", "features": [', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "geen|no sites"),
        (b'{"type": "FeatureCollection", "features": {}}', "geen|no sites"),
        (b'{"type": "FeatureCollection", "features": [{"properties": {"naam": 1}}]}', "RIN_NUMMER"),
        (layer(feature(), crs="urn:ogc:def:crs:OGC:1.3:CRS84"), "CRS84"),
        (layer(feature(), crs="EPSG:4326"), "4326"),
        (layer(feature(square(5.47, 51.44, 0.01)), crs=None), "EPSG:28992"),
        (layer(feature(square(5.47, 51.44, 0.01))), "EPSG:28992"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_layer(content)


def test_a_huge_file_is_refused_before_it_is_parsed(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(Refused, match="10"):
        read_layer(layer(feature()))


def test_a_layer_without_crs_is_read_when_it_is_in_rd() -> None:
    assert len(read_layer(layer(feature(), crs=None)).features) == 1


def test_a_download_that_was_cut_off_is_mentioned() -> None:
    plan = import_content(Actor.system(), layer(feature(), numberMatched=3744), None)
    assert plan.summary()["notes"] == [{"code": "partial", "found": 1, "expected": 3744}]


def test_the_real_file_and_again() -> None:
    content = REAL.read_bytes()
    first = import_content(Actor.system(), content, None)
    assert first.summary() == {
        "created": 636, "changed": 0, "unchanged": 0, "rejected": 0, "remarks": 3, "notes": [],
    }  # fmt: skip
    again = import_content(Actor.system(), content, None)
    assert set(kinds(again)) == {"unchanged"}
    assert Site.history.count() == 636
    assert not Site.objects.filter(municipality__isnull=True).exists()
    assert set(Site.objects.values_list("reference_year", flat=True)) == {2022, 2024}


def test_four_thousand_sites_take_seconds() -> None:
    features = [
        feature(square(120_000 + n * 10, 400_000 + n * 10), RIN_NUMMER=f"{n}") for n in range(4000)
    ]
    content = json.dumps(
        {"type": "FeatureCollection", "features": features},
    ).encode()
    start = time.monotonic()
    plan = import_content(Actor.system(), content, None)
    assert plan.summary()["created"] == 4000
    assert time.monotonic() - start < 20
