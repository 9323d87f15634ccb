"""The list of cases as a file: exactly the rows of the page, at the viewer's own level."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.listing import CaseListing
from cases.rows import CaseRow
from cases.spreadsheet import MEDIA_TYPE, XLSX, Sheet, as_ods, as_xlsx

LIMIT = 5000  # rows that a page can wait for; more are made by a worker (reports.case_list)
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS: tuple[tuple[Any, Callable[[CaseRow], Any]], ...] = (
    (gettext_lazy("Reference"), lambda row: row.case.reference),
    (gettext_lazy("Code name"), lambda row: row.case.code_name),
    (gettext_lazy("Company"), lambda row: row.name if row.knows_company else ""),
    (gettext_lazy("Sector"), lambda row: row.sector),
    (gettext_lazy("Key technology"), lambda row: row.technology),
    (gettext_lazy("Activity"), lambda row: row.activity),
    (gettext_lazy("Stage"), lambda row: row.case.get_stage_display()),
    (gettext_lazy("On hold"), lambda row: _("yes") if row.case.on_hold else _("no")),
    (gettext_lazy("Outcome"), lambda row: row.case.get_outcome_display()),
    (gettext_lazy("Origin"), lambda row: row.case.origin.name),
    (gettext_lazy("Municipality"), lambda row: row.municipality),
    (gettext_lazy("Province"), lambda row: row.province),
    (gettext_lazy("New jobs (fte)"), lambda row: row.case.jobs_new_fte),
    (gettext_lazy("Retained jobs (fte)"), lambda row: row.case.jobs_retained_fte),
    (gettext_lazy("Investment (€)"), lambda row: row.case.capex_eur),
    (gettext_lazy("Land asked (ha)"), lambda row: row.case.area_ha),
    (gettext_lazy("Power asked (MW)"), lambda row: row.case.power_mw),
    (
        gettext_lazy("Waits on"),
        lambda row: row.case.get_waiting_on_display() if row.case.knows_options else "",  # type: ignore[attr-defined]
    ),
    (gettext_lazy("Next action"), lambda row: row.case.next_title),  # type: ignore[attr-defined]
    (gettext_lazy("Before"), lambda row: row.case.next_due_on),  # type: ignore[attr-defined]
    (gettext_lazy("Monthly update"), lambda row: row.update.words),
    (gettext_lazy("Month of the update"), lambda row: row.update.name),
    (gettext_lazy("Last activity"), lambda row: timezone.localdate(row.case.last_activity_at)),
    (gettext_lazy("Opened on"), lambda row: timezone.localdate(row.case.created_at)),
    (gettext_lazy("Account manager"), lambda row: row.case.account_manager),
)


def as_csv(rows: Iterable[CaseRow]) -> bytes:
    """Semicolons and a byte order mark, as a Dutch spreadsheet reads it; UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(heading) for heading, _value in COLUMNS])
    for row in rows:
        writer.writerow([cell(value(row)) for _heading, value in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def as_table(rows: Iterable[CaseRow], make: Callable[[Sequence[Sheet], str], bytes]) -> bytes:
    """One tab with the same columns; numbers stay numbers and dates dates."""
    headings = [str(heading) for heading, _value in COLUMNS]
    values = ([value(row) for _heading, value in COLUMNS] for row in rows)
    return make([Sheet(_("Cases"), headings, values)], _("Cases"))


@dataclass(frozen=True)
class Format:
    """One kind of file; `make` gets the rows."""

    media_type: str
    make: Callable[[Iterable[CaseRow]], bytes]


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", as_csv),
    "xlsx": Format(XLSX, lambda rows: as_table(rows, as_xlsx)),
    "ods": Format(MEDIA_TYPE, lambda rows: as_table(rows, as_ods)),
}


def export_name(day: str, kind: str) -> str:
    """The name of a file with a list of cases."""
    return f"dossiers-{day}.{kind}"


def told_of_export(listing: CaseListing, rows: int, kind: str) -> str:
    """What the access log keeps of an export; the words somebody searched for may hold a company's
    name, so they are left out."""
    return f"{listing.view}, {len(listing.form.chosen)} filters, {rows} rows, {kind}"


def cell(value: Any) -> str:
    """A value as text. What a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value).replace(".", str(get_format("DECIMAL_SEPARATOR")))
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
