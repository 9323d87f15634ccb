"""The export of the list: the same rows, at the same level, and safe to open."""

import csv
import io
import zipfile
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from odfdo import Document

from accounts.models import AccessLog
from cases import exports
from cases.exports import cell
from cases.models import Case, Disclosure
from tests import factories
from tests.conftest import SignIn

EXPORT = reverse("case-export")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(client: Client, query: str = "view=all") -> list[dict[str, str]]:
    response = client.get(f"{EXPORT}?{query}")
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_file_holds_exactly_the_rows_of_the_list(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    other = factories.case(world.manager)
    factories.case(world.visitor)
    client = sign_in(world.manager)
    assert {row["Referentie"] for row in rows(client)} == {
        world.case.reference,
        other.reference,
    }
    assert [row["Bedrijf"] for row in rows(client, "q=fotonova")] == ["Fotonova Systems B.V."]


def test_who_may_not_know_the_company_exports_the_profile(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    world.company.sector = "Lichtchips"
    factories.actor(world.manager).save(world.company)
    factories.join(world.case, world.away)
    row = rows(sign_in(world.visitor))[0]
    assert row["Codenaam"] == world.case.code_name
    assert (row["Bedrijf"], row["Sector"], row["Gemeente"]) == ("", "", "")
    told = rows(sign_in(world.manager))[0]
    assert (told["Bedrijf"], told["Sector"]) == ("Fotonova Systems B.V.", "Lichtchips")


def table(client: Client, kind: str, query: str = "view=all") -> list[list[Any]]:
    """The rows of a spreadsheet, its headings first; a number as a number, a date as a date."""
    response = client.get(f"{EXPORT}?{query}&format={kind}")
    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
    read = {"xlsx": read_xlsx, "ods": read_ods}[kind]
    return read(response.content)


def read_ods(content: bytes) -> list[list[Any]]:
    page = Document(io.BytesIO(content)).body.get_table(0)
    return [[cell.value for cell in row.cells] for row in page.traverse()]


def read_xlsx(content: bytes) -> list[list[Any]]:
    book = zipfile.ZipFile(io.BytesIO(content))
    kept = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    words = ["".join(item.itertext()) for item in kept]
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not [node for node in sheet.iter() if node.tag.endswith("}f")], "a formula"
    return [[xlsx_value(cell, words) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def xlsx_value(cell: Any, words: list[str]) -> Any:
    value = cell.find(f"{MAIN}v")
    if value is None:
        return None
    return words[int(value.text)] if cell.get("t") == "s" else float(value.text)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_spreadsheet_holds_the_rows_of_the_list_and_no_formula(
    world: SimpleNamespace, sign_in: SignIn, kind: str
) -> None:
    world.company.sector = "=HYPERLINK(1)"
    factories.actor(world.manager).save(world.company)
    other = factories.case(world.manager, capex_eur=185_000_000)
    other.company.sector = "Licht\x0bchips"  # what no text of a spreadsheet may hold
    factories.actor(world.manager).save(other.company)
    found = table(sign_in(world.manager), kind)
    assert len(found) == 3
    assert found[0][0] == "Referentie"
    told = [value for row in found[1:] for value in row]
    assert world.case.reference in told
    assert "=HYPERLINK(1)" in told  # as words
    assert 185_000_000 in told  # as a number
    assert len(table(sign_in(world.manager), kind, "view=all&q=fotonova")) == 2


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_spreadsheet_tells_the_profile_only(
    world: SimpleNamespace, sign_in: SignIn, kind: str
) -> None:
    factories.join(world.case, world.away)
    told = [str(value) for row in table(sign_in(world.visitor), kind) for value in row]
    assert world.case.code_name in told
    assert not [value for value in told if "Fotonova" in value]
    log = AccessLog.objects.get(action=AccessLog.Action.EXPORTED)
    assert log.detail.endswith(f"1 rows, {kind}")


def test_a_kind_of_file_that_does_not_exist_is_the_plain_one(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    assert len(rows(sign_in(world.manager), "view=all&format=exe")) == 1


def test_a_formula_is_made_harmless() -> None:
    assert cell("=SOM(A1)") == "'=SOM(A1)"
    assert cell("@nu") == "'@nu"
    assert cell("+31") == "'+31"
    assert cell("Gewoon - tekst") == "Gewoon - tekst"
    assert cell(None) == ""


def test_numbers_are_written_for_a_dutch_spreadsheet(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.case(world.manager, capex_eur=185_000_000, area_ha="4.50")
    found = [row for row in rows(sign_in(world.manager)) if row["Investering (€)"]]
    assert found[0]["Investering (€)"] == "185000000"
    assert found[0]["Gevraagde grond (ha)"] == "4,50"


def test_an_export_is_logged_without_the_words_searched_for(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    rows(sign_in(world.manager), "q=fotonova")
    log = AccessLog.objects.get(action=AccessLog.Action.EXPORTED)
    assert (log.user, log.organisation) == (world.manager, world.home)
    assert "1 rows" in log.detail
    assert "fotonova" not in f"{log.detail}{log.subject}".lower()


def test_more_rows_than_a_page_can_wait_for_are_left_to_the_worker(
    world: SimpleNamespace, sign_in: SignIn, monkeypatch: Any
) -> None:
    factories.case(world.manager)
    monkeypatch.setattr("cases.views.lists.LIMIT", 1)
    response = sign_in(world.manager).get(f"{EXPORT}?view=all&format=ods")
    assert response.url == f"{reverse('case-list-file')}?view=all&format=ods"
    assert not AccessLog.objects.filter(action=AccessLog.Action.EXPORTED).exists()
    assert exports.LIMIT == 5000


def test_sector_level_tells_the_sector_and_no_name(world: SimpleNamespace, sign_in: SignIn) -> None:
    world.company.sector = "Lichtchips"
    factories.actor(world.manager).save(world.company)
    factories.join(world.case, world.away, Disclosure.SECTOR)
    row = rows(sign_in(world.visitor))[0]
    assert (row["Bedrijf"], row["Sector"]) == ("", "Lichtchips")
    assert Case.objects.count() == 1
