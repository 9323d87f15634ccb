"""How lead times are spread: for who sees the cases behind it, and a sentence for who does not."""

import re
from xml.etree import ElementTree

from accounts.models import User
from reports import open_data, periods
from reports.actions.figures import make_missing
from reports.charts import Spread, histograms
from reports.definitions import FIGURES
from reports.models import OrganisationFigures
from tests.conftest import SignIn
from tests.reports.story import tell
from tests.reports.test_dashboard import csv_rows

OWN = "/dashboard/organisatie/bom/"
SPREAD = str(FIGURES["duration"].label)


def section_of(page: str) -> str:
    """The card of the figure."""
    found = re.search(r'id="figure-duration".*?<p class="card-footer', page, re.S)
    assert found
    return found[0]


def test_page_file_and_chart_say_the_same(readers: dict[str, User], sign_in: SignIn) -> None:
    tell(12)
    make_missing()
    client = sign_in(readers["rom"])
    kept = OrganisationFigures.objects.get(
        organisation__code="bom", technology="", reference_date=periods.last_ended()
    ).values
    times = {n: v for n, v in kept.items() if n.startswith(("lasted:", "worked:")) and v}
    for part in ("intake", "matching", "road"):
        assert sum(v for n, v in times.items() if n.startswith(f"lasted:{part}:")) == (
            sum(v for n, v in times.items() if n.startswith(f"worked:{part}:"))
        )
        assert kept[f"lead:{part}:n"] == sum(
            v for n, v in times.items() if n.startswith(f"lasted:{part}:")
        )
    page = section_of(client.get(OWN).content.decode())
    cells = [int(n) for n in re.findall(r'<td class="num">(\d+)</td>', page)]
    parts = {name.split(":")[1] for name in times}
    assert len(cells) == len(parts) * 2 * 8  # seven intervals and their sum, twice
    assert sum(cells) == 2 * sum(times.values())
    told = csv_rows(client.get(f"{OWN}cijfers.csv").content.decode())
    rows = [int(value) for key, value in told.items() if key[2] == SPREAD]
    assert sorted(n for n in rows if n) == sorted(times.values())
    drawn = re.findall(r'font-size="10.5"[^>]*>(\d+)</text>', page)
    assert sorted(map(int, drawn)) == sorted(times.values())


def test_who_does_not_see_the_cases_gets_a_sentence(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    tell(12)
    make_missing()
    for path in ("/dashboard/", "/dashboard/nl-nb/"):
        whole = sign_in(readers["administrator"])
        assert "<svg viewBox" in section_of(whole.get(path).content.decode())
        for who in ("province", "ministry", "rom"):
            client = sign_in(readers[who])
            page = section_of(client.get(path, follow=True).content.decode())
            assert "board-empty" in page
            assert "<svg viewBox" not in page
            assert "<td" not in page
            told = csv_rows(client.get(f"{path}cijfers.csv").content.decode())
            assert SPREAD not in {key[2] for key in told}
    assert "duration" not in {row["figure"] for row in open_data.rows()}


def test_the_country_beside_an_organisation_has_none(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    tell(12)
    make_missing()
    told = csv_rows(sign_in(readers["rom"]).get(f"{OWN}cijfers.csv").content.decode())
    assert {key[0] for key in told if key[2] == SPREAD} == {next(iter(told))[0]}


def test_a_histogram_is_read_out_and_fits() -> None:
    rows = [Spread("Intake", [[3, 0, 12], [9, 6, 0]]), Spread("Besluit", [[1, 1, 1], [0, 2, 1]])]
    drawn = histograms("Spreiding", ["Met", "Zonder"], ["< 14", "14–30", "> 30"], rows)
    tree = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert tree.find(f"{space}desc").text == (
        "Intake, met: < 14 3, > 30 12; Intake, zonder: < 14 9, 14–30 6; "
        "Besluit, met: < 14 1, 14–30 1, > 30 1; Besluit, zonder: 14–30 2, > 30 1"
    )
    wide, high = map(float, tree.attrib["viewBox"].split()[2:])
    for bar in tree.iter(f"{space}rect"):
        x, y, width, height = (float(bar.attrib[n]) for n in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= wide
        assert 0 <= y <= y + height <= high
