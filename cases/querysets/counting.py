"""Counting up to a limit: beyond it the number helps nobody, and costs a walk over every row.

Below the limit a count is exact; one more than the limit says that there are more.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Value


def count_up_to(parts: Mapping[str, Any], most: int) -> dict[str, int]:
    """How many rows each queryset holds, at most `most` + 1; one query for all of them."""
    pieces, values = [], []
    for name, rows in parts.items():
        some = rows.order_by().annotate(one=Value(1)).values_list("one")[: most + 1]
        try:
            sql, parameters = some.query.sql_with_params()
        except EmptyResultSet:
            continue
        pieces.append(f"SELECT %s, count(*) FROM ({sql}) held")  # noqa: S608 (made by Django)
        values += [name, *parameters]
    counts = dict.fromkeys(parts, 0)
    if pieces:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(pieces), values)
            counts |= dict(cursor.fetchall())
    return counts
