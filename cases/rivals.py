"""Text that would tell one region of another: regions are asked each by itself."""

import re

from accounts.models import Organisation
from cases.disclosure import plain
from cases.models import Case

_SHORTEST = 3  # letters


def regions_named(text: str, case: Case, known: int | None = None) -> list[str]:
    """Organisations that work on cases and stand in the text by name or by short name.

    The origin is known to every participant, and so is the reader's own organisation (`known`).
    """
    if not text.strip():
        return []
    words = f" {plain(text)} "
    others = Organisation.objects.on_cases().exclude(pk__in=[case.origin_id, known or 0])
    return [name for name in others.values_list("name", flat=True) if _stands_in(words, name)]


def _stands_in(words: str, name: str) -> bool:
    """Brabantse Ontwikkelings Maatschappij (BOM): by the whole of it, or by what is in brackets."""
    short = re.findall(r"\(([^()]+)\)", name)
    forms = [plain(re.sub(r"\([^()]*\)", "", name)), *map(plain, short)]
    return any(len(form) >= _SHORTEST and f" {form} " in words for form in forms)
