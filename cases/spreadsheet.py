"""Tables as a spreadsheet, OpenDocument or Excel, for who takes the figures further."""

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from odfdo import Cell, Document, Row, Style, Table
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAME_LENGTH = 31
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # to XML
_LONGEST_CELL = 32_767  # what Excel holds
_FORBIDDEN = str.maketrans(dict.fromkeys("[]*?:/\\'", " "))


@dataclass(frozen=True)
class Sheet:
    """One tab: a name, headings, and rows of text, whole numbers, decimals, dates or nothing."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def as_ods(sheets: Sequence[Sheet], title: str) -> bytes:
    """The file. Text stays text: what looks like a formula is not one."""
    document = Document("spreadsheet")
    document.body.clear()
    bold = document.insert_style(
        Style("table-cell", name="heading", area="text", bold=True), automatic=True
    )
    for sheet in sheets:
        document.body.append(_table(sheet, str(bold)))
    document.meta.title = title
    document.meta.language = get_language() or "nl"
    document.meta.creation_date = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(sheets: Sequence[Sheet], title: str) -> bytes:
    """The same for Excel. Text is written as text, whatever it begins with: no formula, no link."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": title, "created": datetime.datetime.now(datetime.UTC)})
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page: Worksheet = book.add_worksheet(_sheet_name(sheet))
            for column, heading in enumerate(sheet.headings):
                page.write_string(0, column, str(heading), bold)
            page.freeze_panes(1, 0)
            for number, values in enumerate(sheet.rows, 1):
                for column, value in enumerate(values):
                    _write(page, number, column, value)
    return out.getvalue()


def _write(page: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value)
    elif isinstance(value, datetime.date):
        page.write_datetime(row, column, value)
    else:
        page.write_string(row, column, str(value)[:_LONGEST_CELL])


def _sheet_name(sheet: Sheet) -> str:
    return " ".join(sheet.name.translate(_FORBIDDEN).split())[:_NAME_LENGTH] or "1"


def _table(sheet: Sheet, heading_style: str) -> Table:
    table = Table(_sheet_name(sheet))
    head = Row()
    for heading in sheet.headings:
        head.append(Cell(str(heading), style=heading_style))
    table.append(head)
    for values in sheet.rows:
        row = Row()
        for value in values:
            row.append(_cell(value))
        table.append(row)
    return table


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell()
    if isinstance(value, bool):
        return Cell(str(value))
    if isinstance(value, int | float | Decimal | datetime.date):
        return Cell(value)
    return Cell(_UNREADABLE.sub(" ", str(value)))
