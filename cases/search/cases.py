"""Cases, and what hangs on them: each found only by words that the person may read there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse

from cases.disclosure import visible_fields
from cases.models import Case, Company, Document, Note
from cases.querysets.access import SECTOR, VIEW, holds
from cases.search.asking import CANDIDATES, Candidates, Search, Source
from cases.search.hits import Hit, Kind, words
from cases.search.ranking import Field

NEWEST = 200  # notes
_TEXT = 0.5  # what running text tells, beside a name
_UNPOINTED = 0.3  # found in running text, by a stem that cannot be pointed at
_OWN = 0.03


def case_candidates(search: Search) -> list[Candidates]:
    """By reference, code name, sector and profile; by company and request where those are known."""
    user, visible = search.user, Case.objects.visible_to(search.user).order_by()
    known, firms = Case.objects.identity_known_to(user).order_by(), Company.objects.order_by()
    sectors = Case.objects.filter(holds(user, SECTOR)).order_by()
    places = [
        search.best_of(visible, "reference", "code_name"),
        _of_companies(known, search.best_of(firms, "name", "kvk_number")),
        _of_companies(sectors, Candidates(search.holding(firms, "sector"))),
    ]
    if search.errors or search.some:
        return places
    texts = [search.telling(visible, "summary"), search.telling(known, "situation")]
    return [*places, *map(Candidates, texts)]


def _of_companies(cases: Any, firms: Candidates) -> Candidates:
    def those(companies: Any) -> Any:
        return cases.filter(company_id__in=companies.values("pk"))

    exact = firms.exact
    return Candidates(those(firms.rows), exact and (lambda: those(exact())))


def case_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """Each by the words that the person may read of it."""
    rows = Case.objects.visible_to(search.user).with_knowledge(search.user)
    found = rows.filter(pk__in=keys).select_related(
        "company", "origin", "account_manager", "origin_municipality"
    )
    return [hit for hit in (_case_hit(search, case) for case in found) if hit.score]


def _case_hit(search: Search, case: Any) -> Hit:
    known, fields = visible_fields(case), [Field(case.shown_name)]
    fields += [Field(case.reference), Field(case.code_name), Field(case.origin.name, 0.6)]
    fields.append(Field(case.account_manager.name, 0.5))
    texts = [case.summary]
    if case.knows_sector:
        fields.append(Field(case.company.sector, 0.7))
    if case.knows_identity:
        fields.append(Field(case.company.kvk_number))
        texts.append(case.situation)
    if "origin_municipality" in known and case.origin_municipality:
        fields.append(Field(case.origin_municipality.name, 0.7))
    score = search.score(*fields)
    if score:
        texts = []
    elif not search.errors and not search.some:
        some = (Field(f.text, f.weight * _TEXT) for f in fields)
        score = search.score(*some, *_texts(texts)) or _UNPOINTED
    own = _OWN if score and case.account_manager_id == search.user.pk else 0
    return Hit(
        Kind.CASE,
        case.shown_name,
        reverse("case-detail", args=[case.pk]),
        words(case.reference, case.code_name, case.origin.name),
        case.get_stage_display(),
        texts=texts,
    ).weighed(score + own)


def _texts(texts: Iterable[str]) -> list[Field]:
    return [Field(text, _TEXT) for text in texts]


def note_hits(search: Search, _keys: Sequence[str]) -> list[Hit]:
    """Notes and contact moments that the person may read; of what fits as well, the newest."""
    notes = sorted(_notes(search), key=lambda note: note.created_at, reverse=True)
    cases = _cases_of(search, notes)
    hits = []
    for note in notes:
        score = search.score(Field(""), Field(note.body, _TEXT)) or _UNPOINTED
        hits.append(
            Hit(
                Kind.NOTE,
                cases[note.case_id].shown_name,
                reverse("case-timeline", args=[note.case_id]),
                words(note.get_kind_display(), cases[note.case_id].reference),
                texts=(note.body,),
                pk=note.pk,
            ).weighed(score)
        )
    return hits


def _notes(search: Search) -> list[Any]:
    """Candidates. Loosely, and by common words, only in the newest: else all would be read."""
    readable = Note.objects.visible_to(search.user)
    # The case is asked for twice, so that the database may begin at the person's cases.
    visible = readable.filter(holds(search.user, VIEW, "case_id"))
    if search.errors or search.some:
        pieces = replace(search, errors=False).holding(visible, "body")  # inside a long word
        newest = visible.order_by("-created_at")[:NEWEST]
        found = [note for note in newest if search.score(Field(note.body))]
        return [*found, *pieces.order_by()[:CANDIDATES]]
    newest_first = Note.objects.filter(holds(search.user, VIEW, "case_id")).order_by("-created_at")
    among = readable.filter(pk__in=newest_first.values("pk")[:NEWEST])
    found = list(search.telling(among, "body").order_by("-created_at")[:CANDIDATES])
    if len(found) < CANDIDATES:  # a word that stands everywhere would be looked up for nothing
        found += search.telling(visible, "body").order_by()[:CANDIDATES]
    return found


def document_candidates(search: Search) -> list[Candidates]:
    """Documents by title and file name, the newest first."""
    visible = Document.objects.visible_to(search.user)
    found = search.holding(visible, "title", "file_name")
    return [Candidates(found.order_by("-uploaded_at"))]


def document_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """Each under the name by which the person knows its case."""
    visible = Document.objects.visible_to(search.user)
    rows = list(visible.filter(pk__in=keys).order_by("-uploaded_at"))
    cases = _cases_of(search, rows)
    hits = [
        Hit(
            Kind.DOCUMENT,
            row.title,
            reverse("case-documents", args=[row.case_id]),
            words(cases[row.case_id].shown_name, row.get_kind_display(), row.file_name),
        ).weighed(search.score(Field(row.title), Field(row.file_name.replace(".", " "), 0.9)))
        for row in rows
    ]
    return [hit for hit in hits if hit.score]


def _cases_of(search: Search, rows: list[Any]) -> dict[Any, Any]:
    """The cases that the rows hang on, named as the person may know them."""
    keys = {row.case_id for row in rows}
    visible = Case.objects.visible_to(search.user).with_knowledge(search.user)
    return {case.pk: case for case in visible.filter(pk__in=keys).select_related("company")}


CASES = Source(case_hits, case_candidates)
DOCUMENTS = Source(document_hits, document_candidates)
NOTES = Source(note_hits)
