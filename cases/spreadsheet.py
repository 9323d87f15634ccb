"""Tables as a spreadsheet, OpenDocument or Excel, for who takes the figures further."""

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import get_language
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
    # Loaded where such a file is made: eight megabytes in every process.
    from odfdo import Document, Element, Style  # noqa: PLC0415

    document = Document("spreadsheet")
    document.body.clear()
    bold = document.insert_style(
        Style("table-cell", name="heading", area="text", bold=True), automatic=True
    )
    for sheet in sheets:
        document.body.append(Element.from_tag(_table(sheet, str(bold))))
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


def _table(sheet: Sheet, heading_style: str) -> str:
    """The tab as one piece of XML: an object per cell would take a minute for 5,000 rows."""
    head = "".join(_cell(str(heading), heading_style) for heading in sheet.headings)
    rows = [head, *("".join(_cell(value) for value in values) for values in sheet.rows)]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(_sheet_name(sheet))}>{body}</table:table>"


def _cell(value: Any, style: str = "") -> str:
    named = f" table:style-name={quoteattr(style)}" if style else ""
    if value is None or value == "":
        return f"<table:table-cell{named}/>"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        kind = f'office:value-type="float" office:value="{value}"'
    elif isinstance(value, datetime.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    lines = escape(_UNREADABLE.sub(" ", str(value))).splitlines()
    words = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f"<table:table-cell{named} {kind}>{words}</table:table-cell>"
