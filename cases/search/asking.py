"""Conditions on columns of plain words, and how far a search goes to find something.

What is searched gives its candidates as querysets of keys: those of all kinds are one question to
the database, and only what is found is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, IntegerField, StringAgg, TextField, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.words import DUTCH, DutchText, Plain
from cases.search.hits import Hit
from cases.search.ranking import Field, score, word_in
from cases.search.terms import Query, stem
from regions.models import Municipality, Province, Region

CANDIDATES = 60  # per place, of which the best are shown
_BEGINS_UP_TO = 3  # letters; a longer word is found inside another too


@dataclass(frozen=True)
class Places:
    """Names of places that every kind asks for, read once in a search."""

    user: User

    @cached_property
    def towns(self) -> list[tuple[str, str]]:
        """Municipalities: key and name."""
        return list(Municipality.objects.order_by().values_list("code", "name"))

    @cached_property
    def provinces(self) -> list[tuple[str, str]]:
        """Key, and the names in both languages."""
        rows = Province.objects.order_by().values_list("code", "name", "name_en")
        return [(code, f"{name} {english}") for code, name, english in rows]

    @cached_property
    def regions(self) -> list[Any]:
        """All that the person may see, with the province and the names of the municipalities."""
        rows = Region.objects.visible_to(self.user).select_related("province").order_by()
        return list(rows.annotate(towns=StringAgg("municipalities__name", Value(" "))))


@dataclass(frozen=True)
class Search:
    """A person and their words; `errors` allows typing errors, `some` one word out of several."""

    user: User
    query: Query
    places: Places
    errors: bool = False
    some: bool = False

    def holding(self, rows: Any, *columns: str, also: "Also | None" = None) -> Any:
        """Rows of which these columns hold the words; `also` names other places to stand."""
        return rows.filter(_Holding(self, columns, also))

    def telling(self, rows: Any, column: str) -> Any:
        """Rows of which this running text holds the words."""
        asked = SearchQuery(self.query.tsquery, config=DUTCH, search_type="raw")
        return rows.alias(text=DutchText(column)).filter(text=asked)

    def best_of(self, rows: Any, *columns: str, also: "Also | None" = None) -> "Candidates":
        """Candidates; of more than fit, also those that hold exactly what was typed."""
        rows = rows.order_by()
        found = self.holding(rows, *columns, also=also)
        return Candidates(found, lambda: self.exactly(rows, *columns))

    def exactly(self, rows: Any, *columns: str) -> Any:
        """Rows that hold what was typed as whole words, one behind the other."""
        return rows.alias(plain=Plain(*columns)).filter(plain__contains=f" {self.query.text} ")

    def score(self, *fields: Field) -> float:
        """How well a row fits."""
        return score(self.query, fields, errors=self.errors, some=self.some)

    def fits(self, word: str, name: str) -> bool:
        """Whether one word stands in a name."""
        return bool(word_in(word, Field(name), errors=self.errors))


# For a word, by column: keys that say the same as the word.
type Also = Callable[[str], dict[str, list[str]]]
type _Sql = tuple[str, tuple[Any, ...]]


class _Holding(Func):
    """A condition: the columns hold all words, or with `some` one of them.

    Written as text: a search asks it some twenty times, and to put together a lookup for every
    word takes longer than the database takes to answer.
    """

    output_field = BooleanField()

    def __init__(self, search: Search, columns: Sequence[str], also: Also | None) -> None:
        self.search = search
        self.also = {word: also(word) for word in search.query.words} if also else {}
        self.others = list(dict.fromkeys(name for keys in self.also.values() for name in keys))
        super().__init__(Plain(*columns), *map(F, self.others))

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> _Sql:
        """All words, each in one of its spellings, each of those with all of its pieces."""
        plain, *others = map(compiler.compile, self.get_source_expressions())
        columns = dict(zip(self.others, others, strict=True))
        terms = [
            _joined(
                " OR ",
                [
                    _joined(" AND ", [self._piece(word, plain, columns) for word in form])
                    for form in term.forms
                ],
            )
            for term in self.search.query.terms
        ]
        return _joined(" OR " if self.search.some else " AND ", terms)

    def _piece(self, word: str, plain: _Sql, columns: dict[str, _Sql]) -> _Sql:
        text, values = plain
        loosely = self.search.errors and not word.isdigit() and len(word) > _BEGINS_UP_TO
        begins = " " if len(word) <= _BEGINS_UP_TO else ""
        places = [(f"{text} LIKE %s", (*values, f"%{begins}{stem(word) if loosely else word}%"))]
        if loosely:
            places.append((f"{text} %%> %s", (*values, word)))
        for name, keys in self.also.get(word, {}).items():
            if keys:
                column, params = columns[name]
                places.append((f"{column} IN ({', '.join(['%s'] * len(keys))})", (*params, *keys)))
        return _joined(" OR ", places)


def _joined(word: str, parts: Sequence[_Sql]) -> _Sql:
    params = tuple(value for _text, values in parts for value in values)
    return f"({word.join(text for text, _values in parts)})", params


class Candidates(NamedTuple):
    """Rows that hold the words somewhere; `exact` those that hold what was typed as whole words,
    asked for when there are more of the others than fit."""

    rows: Any
    exact: Callable[[], Any] | None = None


@dataclass(frozen=True)
class Source:
    """One kind: what the rows with these keys are as hits, and where its candidates stand; without
    candidates it finds its rows by itself."""

    hits: Callable[[Search, Sequence[str]], list[Hit]]
    candidates: Callable[[Search], list[Candidates]] | None = None


def keys_of(search: Search, sources: Sequence[Source]) -> list[list[str]]:
    """Of each source the keys of its candidates, as text."""
    asked = [
        (number, each)
        for number, source in enumerate(sources)
        for each in (source.candidates(search) if source.candidates else ())
    ]
    keys: list[list[str]] = [[] for _source in sources]
    found = _in_one([each.rows for _number, each in asked])
    for (number, each), some in zip(asked, found, strict=True):
        keys[number] += some
        if each.exact and len(some) == CANDIDATES:
            keys[number] += _in_one([each.exact()])[0]
    return keys


def _in_one(querysets: Sequence[Any]) -> list[list[str]]:
    """Up to CANDIDATES keys of each, in one question; each has an index of its own, and an OR
    over them would read every row."""
    found: list[list[str]] = [[] for _rows in querysets]
    numbered = enumerate(querysets)
    parts = [_numbered(rows, number) for number, rows in numbered if not rows.query.is_empty()]
    if len(parts) > 1:
        parts = [parts[0].union(*parts[1:], all=True).order_by()]
    for number, key in (row for rows in parts for row in rows):
        found[number].append(key)
    return found


def _numbered(rows: Any, number: int) -> Any:
    columns = {"_number": Value(number, IntegerField()), "_key": Cast("pk", TextField())}
    return rows.annotate(**columns).values_list("_number", "_key")[:CANDIDATES]
