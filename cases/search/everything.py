"""One ranked list over every kind: as typed, then with typing errors, then with fewer words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from cases.context import follows_cases
from cases.search.asking import Places, Search, Source, keys_of
from cases.search.cases import CASES, DOCUMENTS, NOTES
from cases.search.hits import Hit
from cases.search.others import COLLEAGUES, COMPANIES, CONTACTS, REGIONS, SITES
from cases.search.ranking import snippet
from cases.search.terms import Query

SHORTEST = 2  # letters
SHOWN = 50
_GOOD = 0.4  # below this somebody may well have meant a name that is written otherwise
_ALIKE = "0.4"  # of trigrams; which errors count is decided afterwards, by letters

_PUBLIC = (SITES, REGIONS)
_NAMES = (CASES, COMPANIES, CONTACTS, COLLEAGUES)
_TEXTS = (DOCUMENTS, NOTES)


def find(user: User, words: str, shown: int = SHOWN) -> list[Hit]:
    """The best hits, best first; words shorter than SHORTEST find nothing."""
    query = Query.of(words)
    if len(words) < SHORTEST or not query.terms:
        return []
    names, texts = _sources(user)
    search = Search(user, query, Places(user))
    hits = _ask(search, [*names, *texts])
    if not query.is_number and not any(hit.score >= _GOOD for hit in hits):
        wrong = replace(search, errors=True)
        hits = _ask_loosely(wrong, names, hits) or _ask_loosely(wrong, texts, hits)
    if not hits and len(query.terms) > 1 and not query.is_number:
        hits = _ask_loosely(replace(search, some=True), [*names, *texts], hits)
    return [_with_pieces(query, hit) for hit in hits[:shown]]


def _with_pieces(query: Query, hit: Hit) -> Hit:
    found = (snippet(query, text) for text in hit.texts)
    return replace(hit, texts=(), pieces=next((pieces for pieces in found if pieces), ()))


def _sources(user: User) -> tuple[list[Source], list[Source]]:
    if follows_cases(user):
        return [*_NAMES, *_PUBLIC], list(_TEXTS)
    return list(_PUBLIC), []


def _ask(search: Search, sources: Sequence[Source], known: Iterable[Hit] = ()) -> list[Hit]:
    """Each address once, at its best; of what fits as well, the order in which it was read."""
    best: dict[tuple[str, Any], Hit] = {}
    for hit in [*known, *_hits(search, sources)]:
        key = (hit.url, hit.pk)
        if key not in best or best[key].score < hit.score:
            best[key] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)


def _hits(search: Search, sources: Sequence[Source]) -> Iterable[Hit]:
    for source, keys in zip(sources, keys_of(search, sources), strict=True):
        if keys or not source.candidates:
            yield from source.hits(search, keys)


def _ask_loosely(search: Search, sources: Sequence[Source], known: Iterable[Hit]) -> list[Hit]:
    """With a lower threshold for alikeness, for this transaction alone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [_ALIKE]
            )
        return _ask(search, sources, known)
