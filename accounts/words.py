"""Words as people search for them: no capitals, accents or punctuation; here and in the database.

`plain_words` here and in the database (accounts/migrations/0004_words_for_searching.py) must give
the same: tests/cases/test_search.py compares them.
"""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat

DUTCH = "plain_dutch"
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l"}
)


class Plain(Func):
    """The columns as plain words with a space around them; indexed where names are searched."""

    function = "plain_words"
    output_field = TextField()

    def __init__(self, *columns: Any, **extra: Any) -> None:
        spaced: list[Any] = []
        for column in columns:
            spaced += [column, Value(" ")]
        super().__init__(Concat(*spaced[:-1]) if len(columns) > 1 else columns[0], **extra)


class DutchText(SearchVector):
    """Running text in Dutch, by the stems of its words."""

    def __init__(self, *columns: Any, **extra: Any) -> None:
        super().__init__(*columns, **{"config": DUTCH} | extra)


def plain_words(text: str) -> str:
    """Lower case letters and digits, words separated by one space."""
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    letters = bare.encode("ascii", "ignore").decode().lower().replace(".", "")
    return " ".join(re.findall(r"[a-z0-9]+", letters))
