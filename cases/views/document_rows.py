"""The documents of a case as one person sees them: which, under which name, in which order."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cases.actions.documents import owns
from cases.models import Document
from cases.views.page import CasePage

# Order of the list, by its name in the address: words, key of a row, newest or largest first.
ORDERS: dict[str, tuple[Any, Any, bool]] = {
    "nieuw": (_("Newest first"), lambda row: row.document.uploaded_at, True),
    "oud": (_("Oldest first"), lambda row: row.document.uploaded_at, False),
    "titel": (_("Title"), lambda row: row.document.title.casefold(), False),
    "soort": (_("Kind"), lambda row: str(row.document.get_kind_display()), False),
    "grootte": (_("Largest first"), lambda row: row.document.size, True),
}


@dataclass(frozen=True)
class Row:
    """A document as the viewer sees it. `number` stands for the name where that is hidden."""

    document: Document
    number: int
    own: bool
    organisation: str
    hidden: bool


@dataclass(frozen=True)
class Listing:
    """The rows that were asked for, and what can be asked."""

    rows: list[Row]
    total: int
    kinds: list[tuple[str, str]]
    kind: str
    order: str

    @property
    def orders(self) -> list[tuple[str, Any]]:
        """Names in the address, with words."""
        return [(name, words) for name, (words, _key, _turned) in ORDERS.items()]


def rows_of(opened: CasePage) -> list[Row]:
    """What the viewer may read, in the order in which it came; the numbers are theirs alone."""
    rows = Document.objects.visible_to(opened.user).filter(case=opened.case)
    rows = rows.select_related("uploaded_by", "organisation", "woo_marked_by")
    contributing = opened.may("contribute_case")
    return [
        Row(
            document,
            number,
            contributing and owns(opened.user, document),
            *opened.shown_organisation(document.organisation),
        )
        for number, document in enumerate(rows.order_by("uploaded_at", "pk"), start=1)
    ]


def listing_of(rows: list[Row], asked: Any) -> Listing:
    """Filtered and ordered as the address asks; what it cannot mean is left aside."""
    present = {row.document.kind for row in rows}
    kinds = [(key, str(label)) for key, label in Document.Kind.choices if key in present]
    kind = asked.get("soort", "") if asked.get("soort", "") in present else ""
    order = asked.get("volgorde", "") if asked.get("volgorde", "") in ORDERS else "nieuw"
    _words, key, turned = ORDERS[order]
    shown = sorted(_of_kind(rows, kind), key=key, reverse=turned)
    return Listing(shown, len(rows), kinds, kind, order)


def _of_kind(rows: list[Row], kind: str) -> Iterable[Row]:
    return (row for row in rows if kind in ("", row.document.kind))


def row_of(opened: CasePage, key: uuid.UUID, *, own: bool = False) -> Row:
    """404 when the viewer may not read it; with `own`, 403 when another organisation added it."""
    for row in rows_of(opened):
        if row.document.pk == key:
            if own and not row.own:
                raise PermissionDenied
            return row
    raise Http404


def delivered_name(opened: CasePage, row: Row, file_name: str) -> str:
    """Its own name, or document-3.pdf: a file name is free text that may name the company."""
    if opened.case.knows_identity:  # type: ignore[attr-defined]
        return file_name
    return f"document-{row.number}{PurePosixPath(file_name).suffix}"
