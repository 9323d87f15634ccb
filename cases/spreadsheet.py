"""Tables as an OpenDocument spreadsheet, for who takes the figures further."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from odfdo import Cell, Document, Row, Style, Table

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAME_LENGTH = 31
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


def _table(sheet: Sheet, heading_style: str) -> Table:
    name = " ".join(sheet.name.translate(_FORBIDDEN).split())[:_NAME_LENGTH]
    table = Table(name or "1")
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
    return Cell(str(value))
