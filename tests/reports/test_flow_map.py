"""The map of origin and destination: every road that may be shown, and no other."""

import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from accounts.models import User
from regions.models import Province
from reports import flow_map, periods
from reports.actions.figures import make_missing
from reports.canvas import SERIES
from reports.flow_map import Road, draw, words
from reports.models import FigureSnapshot
from tests.conftest import SignIn
from tests.reports.story import tell
from tests.reports.test_dashboard import csv_rows

SVG = "{http://www.w3.org/2000/svg}"
DATA = Path(flow_map.__file__).parent / "data" / "provinces.json"
Polygon = list[tuple[float, float]]


def road(origin: str, goal: str, value: int | None) -> Road:
    return Road(origin, goal, f"{origin} naar {goal}", value)


def curves(tree: ElementTree.Element) -> list[ElementTree.Element]:
    """The roads that are drawn, the one in the legend left out."""
    found = [p for p in tree.iter(f"{SVG}path") if p.attrib["stroke"] == SERIES[0]]
    return [p for p in found if not p.attrib["d"].startswith("M2,")]


def drawn(roads: list[Road], home: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(draw("Kaart", roads, home))


def polygons(outline: str) -> list[Polygon]:
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in ring.split())]
        for ring in re.findall(r"M([^Z]+)Z", outline)
    ]


def inside(point: list[float], polygon: Polygon) -> bool:
    """Whether a ray from the point crosses the edge an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            crossed = not crossed
    return crossed


def test_every_province_has_an_outline_with_its_point_on_land(db: None) -> None:
    found = json.loads(DATA.read_text())
    assert set(found) == set(Province.objects.values_list("code", flat=True))
    assert DATA.stat().st_size < 8_000
    for code, province in found.items():
        shapes = polygons(province["path"])
        assert any(inside(province["centre"], shape) for shape in shapes), code
        assert all(0 <= x <= 413 and 0 <= y <= 483 for shape in shapes for x, y in shape), code


def test_the_wider_the_more_and_there_and_back_apart() -> None:
    tree = drawn([road("NL-NB", "NL-GR", 12), road("NL-GR", "NL-NB", 3), road("NL-ZE", "NL-LI", 6)])
    widths = [float(path.attrib["stroke-width"]) for path in curves(tree)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 3
    bends = [path.attrib["d"].split("Q")[1].split()[0] for path in curves(tree)]
    there, _other, back = ([float(n) for n in bend.split(",")] for bend in bends)
    assert math.dist(there, back) > 50
    shown = [text.text for text in tree.iter(f"{SVG}text") if text.attrib["font-weight"] == "600"]
    assert sorted(map(int, filter(None, shown))) == [3, 6, 12]


def test_what_is_hidden_or_unknown_is_not_drawn_and_that_is_said() -> None:
    shown = road("NL-NB", "NL-GR", 5)
    hidden, unknown = road("NL-UT", "NL-LI", None), road("", "NL-GR", 4)
    tree = drawn([shown, hidden, unknown])
    assert [path.attrib["d"] for path in curves(tree)] == [
        path.attrib["d"] for path in curves(drawn([shown]))
    ]
    text = tree.findtext(f"{SVG}desc") or ""
    assert text.split("; ")[0] == "NL-NB naar NL-GR: 5"
    assert not re.search(r"NL-UT naar NL-LI: \d", text)
    assert len(list(words([shown]))) == 1
    assert len(list(words([shown, hidden]))) == len(list(words([shown, unknown]))) == 2
    assert len(list(words([shown, hidden, unknown]))) == 3
    assert len(list(words([hidden]))) == len(list(words([hidden, unknown]))) == 1


def test_who_stays_is_a_circle_and_the_own_province_stands_out() -> None:
    tree = drawn([road("NL-ZH", "NL-ZH", 8)], home="NL-ZH")
    circles = list(tree.iter(f"{SVG}circle"))
    assert len(circles) == 2  # one of them explains it
    assert curves(tree) == []
    fills = [path.attrib["fill"] for path in tree.iter(f"{SVG}path")]
    assert len(fills) == 12
    assert sorted(fills.count(fill) for fill in set(fills)) == [1, 11]


def test_every_road_at_once_stays_on_the_canvas() -> None:
    codes = sorted(json.loads(DATA.read_text()))
    tree = drawn([road(one, other, n + 3) for n, one in enumerate(codes) for other in codes])
    wide, high = map(float, tree.attrib["viewBox"].split()[2:])
    for path in tree.iter(f"{SVG}path"):
        points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.attrib["d"])
        assert all(0 <= float(x) <= wide and 0 <= float(y) <= high for x, y in points)
    boxes = [
        (float(text.attrib["x"]), float(text.attrib["y"]))
        for text in tree.iter(f"{SVG}text")
        if text.attrib["fill"] != "#fff" and text.attrib["font-weight"] == "600"
    ]
    assert min(math.dist(a, b) for a in boxes for b in boxes if a != b) > 18


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/nl-nb/"])
def test_the_page_draws_what_its_table_shows(
    readers: dict[str, User], sign_in: SignIn, path: str
) -> None:
    tell(26)
    make_missing()
    area = "NL-NB" if "nl-nb" in path else "NL"
    row = FigureSnapshot.objects.get(area=area, reference_date=periods.last_ended())
    places = {n: v for n, v in row.values.items() if n.startswith("route:") and v}
    elsewhere = {n for n in places if n[6:].split(">")[0] not in ("", n[6:].split(">")[1])}
    assert elsewhere
    for who in ("administrator", "ministry"):
        hidden = set(row.hidden) if who == "ministry" else set()
        client = sign_in(readers[who])
        page = client.get(path).content.decode()
        card = re.search(r'id="figure-route".*?<p class="card-footer[^>]*>(.*?)</p>', page, re.S)
        assert card
        charts = re.findall(r"<svg viewBox.*?</svg>", card[0], re.S)
        if not elsewhere - hidden:  # a map without a road would say nothing
            assert len(charts) == 1
            continue
        assert len(charts) == 2  # the map, and the grid beneath it
        tree = ElementTree.fromstring(charts[0])
        assert len(curves(tree)) == len(elsewhere - hidden), who
        told = csv_rows(client.get(f"{path}cijfers.csv").content.decode())
        shown = {v for key, v in told.items() if key[2] == "Van waar naar waar"}
        assert ("x" in shown) == bool(hidden & set(places))
        grid = re.search(r"<desc[^>]*>(.*?)</desc>", charts[1], re.S)
        assert grid
        assert len(grid[1].split("; ")) == len(places)
