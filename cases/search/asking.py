"""Conditions on columns of plain words, and how far a search goes to find something."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from accounts.models import User
from accounts.words import DUTCH, DutchText, Plain
from cases.search.ranking import Field, score, word_in
from cases.search.terms import Query, stem

CANDIDATES = 60  # per source, of which the best are shown
_BEGINS_UP_TO = 3  # letters; a longer word is found inside another too


@dataclass(frozen=True)
class Search:
    """A person and their words; `errors` allows typing errors, `some` one word out of several."""

    user: User
    query: Query
    errors: bool = False
    some: bool = False

    def holding(self, rows: Any, *columns: str, also: Any = None) -> Any:
        """Rows of which these columns hold the words; `also(word)` is another place to stand."""
        annotated = rows.alias(plain=Plain(*columns))
        return annotated.filter(
            self._all(lambda word: self._piece(word) | (also(word) if also else Q()))
        )

    def telling(self, rows: Any, column: str) -> Any:
        """Rows of which this running text holds the words."""
        asked = SearchQuery(self.query.tsquery, config=DUTCH, search_type="raw")
        return rows.alias(text=DutchText(column)).filter(text=asked)

    def best_of(self, rows: Any, *columns: str, also: Any = None) -> list[Any]:
        """Candidates; of more than fit, some, and those that hold exactly what was typed."""
        found = list(self.holding(rows, *columns, also=also).order_by()[:CANDIDATES])
        if len(found) == CANDIDATES:
            found += self.exactly(rows, *columns).order_by()[:CANDIDATES]
        return found

    def exactly(self, rows: Any, *columns: str) -> Any:
        """Rows that hold what was typed as whole words, one behind the other."""
        return rows.alias(plain=Plain(*columns)).filter(plain__contains=f" {self.query.text} ")

    def score(self, *fields: Field) -> float:
        """How well a row fits."""
        return score(self.query, fields, errors=self.errors, some=self.some)

    def fits(self, word: str, name: str) -> bool:
        """Whether one word stands in a name."""
        return bool(word_in(word, Field(name), errors=self.errors))

    def _all(self, condition: Any) -> Q:
        each = [
            reduce(or_, (reduce(and_, map(condition, form)) for form in term.forms))
            for term in self.query.terms
        ]
        return reduce(or_ if self.some else and_, each)

    def _piece(self, word: str) -> Q:
        if len(word) <= _BEGINS_UP_TO:
            return Q(plain__contains=f" {word}")
        if self.errors and not word.isdigit():
            return Q(plain__contains=stem(word)) | Q(plain__trigram_word_similar=word)
        return Q(plain__contains=word)
