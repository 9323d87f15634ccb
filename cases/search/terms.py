"""What somebody searches for: words, and the other ways in which each may have been written."""

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from accounts.words import plain_words

MOST = 8  # words; who pastes a page is answered by its beginning
_NUMBER = 8  # digits of a KvK number
_SMALL = frozenset("aan bij de den der die dit door een en het in is met naar of om op te ter uit "
                   "van voor the of and for".split())  # fmt: skip
_PARTS = Path(__file__).resolve().parent.parent / "data" / "compound_parts.txt"
_SHORTEST_PART = 3


@dataclass(frozen=True)
class Term:
    """One word; `forms` are its spellings, the typed one first, each of one or more words."""

    forms: tuple[tuple[str, ...], ...]

    @property
    def word(self) -> str:
        """As it was typed."""
        return self.forms[0][0]


@dataclass(frozen=True)
class Query:
    """The words, all of which should be found."""

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        """From what was typed; small words count only when there are no others."""
        words = list(dict.fromkeys(plain_words(text).split()))[:MOST]
        number = "".join(words)
        if len(words) > 1 and number.isdigit() and len(number) == _NUMBER:
            return cls((Term(((number,), tuple(words))),))
        telling = [word for word in words if word not in _SMALL] or words
        return cls(tuple(Term(_forms(word)) for word in telling))

    @cached_property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(term.word for term in self.terms)

    @cached_property
    def words(self) -> list[str]:
        """Every word of every spelling, once."""
        every = (word for term in self.terms for form in term.forms for word in form)
        return list(dict.fromkeys(every))

    @property
    def is_number(self) -> bool:
        """Whether nothing in it can be spelled wrong."""
        return all(term.word.isdigit() for term in self.terms)

    @property
    def tsquery(self) -> str:
        """For running text: every word, by its stem and by its beginning."""
        return " & ".join(f"({' | '.join(_all_of(form) for form in t.forms)})" for t in self.terms)


def _all_of(form: tuple[str, ...]) -> str:
    # The words are letters and digits only, so nothing in them can be an operator.
    return "(" + " & ".join(f"'{w}':*" if len(w) > _SHORTEST_PART else f"'{w}'" for w in form) + ")"


@lru_cache(maxsize=8192)  # names of places come back in every search
def stem(word: str) -> str:
    """A Dutch plural or ending taken off, roughly: "terreinen" and "terreins" are "terrein"."""
    bare = re.sub(r"(en|s|e|jes?)$", "", word)
    bare = re.sub(r"([bcdfgklmnprst])\1$", r"\1", bare) if bare != word else bare  # kleppen
    return bare if len(bare) > _SHORTEST_PART else word


def _forms(word: str) -> tuple[tuple[str, ...], ...]:
    split = _split(word)
    return ((word,), split) if split else ((word,),)


def _split(word: str) -> tuple[str, ...]:
    """A Dutch compound in two words of the field, with or without a linking letter."""
    parts = _parts()
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first, last = word[:at], word[at:]
        known = first in parts or (first[-1] == "s" and first[:-1] in parts)
        if known and last in parts:
            return (first if first in parts else first[:-1], last)
    return ()


@cache
def _parts() -> frozenset[str]:
    return frozenset(_PARTS.read_text(encoding="utf-8").split())
