"""How well words fit a row: the same for every kind, so that one list can hold them all.

1 for each word that stands there as typed; less for the beginning of a word, a piece of one, and
a typing error; an average over the words. A row whose whole name was typed comes first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from accounts.words import plain_words
from cases.search.terms import Query, stem

WHOLE_NAME, BEGIN_OF_NAME = 1.0, 0.2
_PIECE = 4  # letters; a shorter piece stands in too many words
_ERROR_FROM, _TWO_ERRORS_FROM = 4, 8  # letters
NOWHERE = 0.0


@dataclass(frozen=True)
class Field:
    """Words of a row; `weight` up to 1 says how much finding something here tells."""

    text: str
    weight: float = 1.0

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its words, and each two neighbours written as one."""
        return _tokens(self.text)[0]

    def might_hold(self, word: str) -> bool:
        """Whether the word can stand here without a typing error: its stem is in the letters."""
        return stem(word) in _tokens(self.text)[1]


@lru_cache(maxsize=2048)  # names of places come back in every search
def _tokens(text: str) -> tuple[tuple[str, ...], str]:
    words = plain_words(text).split()
    return tuple(dict.fromkeys([*words, *map("".join, pairwise(words))])), "".join(words)


def score(query: Query, fields: Sequence[Field], *, errors: bool, some: bool = False) -> float:
    """0 when a word stands nowhere (with `some`: when none does). The first field is the name."""
    found = []
    for number in range(len(query.terms)):
        found.append(_term(query, number, fields, errors))
        if not found[-1] and not some:
            return NOWHERE
    if not any(found):
        return NOWHERE
    name = plain_words(fields[0].text)
    bonus = WHOLE_NAME * (name == query.text) or BEGIN_OF_NAME * name.startswith(query.text)
    return sum(found) / len(found) + bonus


def _term(query: Query, number: int, fields: Sequence[Field], errors: bool) -> float:
    best = NOWHERE
    for at, form in enumerate(query.terms[number].forms):
        pieces = [max(f.weight * word_in(word, f, errors=errors) for f in fields) for word in form]
        if all(pieces):
            best = max(best, sum(pieces) / len(pieces) * (0.85 if at else 1.0))
    return best


def word_in(word: str, field: Field, *, errors: bool) -> float:
    """How well one word fits one field, from 0 up to 1."""
    most, tokens = _most_errors(word) if errors else 0, field.tokens
    if not field.might_hold(word):
        tokens = tuple(t for t in tokens if abs(len(t) - len(word)) <= most) if most else ()
    return max((_fit(word, token, most) for token in tokens), default=NOWHERE)


def _most_errors(word: str) -> int:
    """How many letters may be wrong; none of a number, as another number is another."""
    if len(word) < _ERROR_FROM or word.isdigit():
        return 0
    return 2 if len(word) >= _TWO_ERRORS_FROM else 1


def _fit(word: str, token: str, most: int) -> float:
    if token == word:
        return 1.0
    share = min(1.0, len(word) / len(token))
    if token.startswith(word):
        return 0.8 + 0.1 * share
    if stem(token) == stem(word):
        return 0.85
    if len(word) >= _PIECE and word in token:
        return 0.6 + 0.1 * share
    if not most:
        return NOWHERE
    wrong = distance(word, token, most)
    return NOWHERE if wrong > most else 0.7 - 0.1 * wrong


def distance(a: str, b: str, most: int) -> int:
    """Letters added, left out, changed or swapped with a neighbour; more than `most` is enough.

    Optimal string alignment (Damerau).
    """
    if abs(len(a) - len(b)) > most or len(set(a) - set(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


_AROUND = 70  # letters before and after


def snippet(query: Query, text: str) -> list[tuple[str, bool]]:
    """A piece of running text around the first word found; True is a word that was searched for.

    Empty when none of the words can be pointed at.
    """
    stems = set(map(stem, query.words))
    flat = " ".join(text.split())
    marks = [m.span() for m in re.finditer(r"\w+", flat) if _is_asked(m.group(), stems)]
    if not marks:
        return []
    begin, end = max(0, marks[0][0] - _AROUND), min(len(flat), marks[0][1] + _AROUND)
    begin = flat.find(" ", begin) + 1 if begin else 0
    end = flat.rfind(" ", 0, end) if end < len(flat) else end
    begin, end = min(begin, marks[0][0]), max(end, marks[0][1])
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, stop in marks:
        if begin <= start and stop <= end:
            pieces += [(flat[at:start], False), (flat[start:stop], True)]
            at = stop
    pieces.append((flat[at:end] + ("…" if end < len(flat) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _is_asked(token: str, stems: set[str]) -> bool:
    word = plain_words(token)
    return any(
        word.startswith(each) or (len(each) >= _PIECE and each in word) for each in stems if word
    )
