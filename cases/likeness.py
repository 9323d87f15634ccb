"""Companies are found before they are made twice, among those that the person may know."""

from typing import Any

from accounts.models import User
from cases.models import Company

SHOWN = 5


def known_like(
    user: User, name: str, kvk_number: str = "", besides: Company | None = None
) -> list[Any]:
    """Visible companies that may be the same as this name and number, likeliest first.

    Another organisation's company that the person may not know stays unmentioned: the database
    allows a row of one's own beside it.
    """
    rows = Company.objects.visible_to(user).like(name.strip(), kvk_number)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return list(rows.for_list()[:SHOWN])
