# ruff: noqa: S608 (names of tables and columns come from the models, values are parameters)
"""Proofs about the whole database, set-based: who may see what, and what the history says.

Access: the grants of every organisation on every case are exactly what its participant row
implies, and the Django groups of every person what today's memberships imply. History: every live
row of every tracked model equals its newest history row. Each check is one statement that the
database answers with a number and a few examples, so that 100,000 cases cost no memory here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from accounts.models.organisation import Role
from cases.actions.participants import permission_keys
from cases.models import CaseParticipant, Disclosure
from cases.permissions import SEES, grants_of

EXAMPLES = 5


@dataclass(frozen=True)
class Drift:
    """One kind of difference: what, where, how many rows, and a few of their keys."""

    kind: str
    subject: str
    count: int
    examples: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.subject}: {self.count} {self.kind} ({', '.join(self.examples)})"


def _ask(sql: str, parameters: dict[str, Any] | None = None) -> tuple[int, list[str]]:
    """Number of rows of a query with one text column, and a few of them."""
    counted = (
        f"SELECT count(*), (array_agg(d.what ORDER BY d.what))[1:{EXAMPLES}]"
        f" FROM ({sql}) AS d(what)"
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, parameters)
        count, examples = cursor.fetchone()
    return count, list(examples or [])


def _found(
    kind: str, subject: str, sql: str, parameters: dict[str, Any] | None = None
) -> Iterator[Drift]:
    count, examples = _ask(sql, parameters)
    if count:
        yield Drift(kind, subject, count, examples)


# --- Access ------------------------------------------------------------------------------------

EXPECTED_GRANTS = """
SELECT p.case_id, g.group_id, i.permission_id
FROM cases_caseparticipant p
JOIN unnest(%(roles)s::text[], %(levels)s::text[], %(who)s::text[], %(permissions)s::int[])
     AS i(role, disclosure, who, permission_id)
     ON i.role = p.role AND i.disclosure = p.disclosure
JOIN accounts_organisationgroup g ON g.organisation_id = p.organisation_id AND g.role = i.who
WHERE p.ended_at IS NULL
"""
ACTUAL_GRANTS = """
SELECT content_object_id, group_id, permission_id FROM cases_casegroupobjectpermission
"""
GRANT_WORDS = """
SELECT concat_ws(' ', d.case_id, u.name, q.codename)
FROM (({left}) EXCEPT ({right})) AS d(case_id, group_id, permission_id)
JOIN auth_group u ON u.id = d.group_id JOIN auth_permission q ON q.id = d.permission_id
"""
NO_GROUP = """
SELECT concat_ws(' ', o.code, r.role) FROM accounts_organisation o
CROSS JOIN unnest(%(every_role)s::text[]) AS r(role)
WHERE EXISTS (SELECT FROM cases_caseparticipant p WHERE p.organisation_id = o.id)
AND NOT EXISTS (SELECT FROM accounts_organisationgroup g
                WHERE g.organisation_id = o.id AND g.role = r.role)
"""
NO_ORIGIN = """
SELECT c.id::text FROM cases_case c WHERE NOT EXISTS (
    SELECT FROM cases_caseparticipant p WHERE p.case_id = c.id AND p.role = 'origin'
    AND p.organisation_id = c.origin_id AND p.disclosure = 'identity' AND p.ended_at IS NULL)
"""
# A level includes those below it; nothing else is ever given to one person.
ODD_SHARES = """
SELECT concat_ws(' ', s.content_object_id, s.user_id)
FROM cases_caseuserobjectpermission s GROUP BY s.content_object_id, s.user_id
HAVING NOT (array_agg(s.permission_id ORDER BY s.permission_id) = %(profile)s::int[]
         OR array_agg(s.permission_id ORDER BY s.permission_id) = %(identity)s::int[])
"""
ACTIVE = """
SELECT m.user_id, m.organisation_id, m.role FROM accounts_membership m
JOIN accounts_user u ON u.id = m.user_id AND u.is_active
JOIN accounts_organisation o ON o.id = m.organisation_id
    AND (o.valid_to IS NULL OR o.valid_to >= %(today)s)
WHERE (m.valid_from IS NULL OR m.valid_from <= %(today)s)
AND (m.valid_to IS NULL OR m.valid_to >= %(today)s)
"""
LAPSED_SHARES = f"""
SELECT DISTINCT concat_ws(' ', s.content_object_id, s.user_id) FROM cases_caseuserobjectpermission s
WHERE NOT EXISTS (SELECT FROM ({ACTIVE}) a WHERE a.user_id = s.user_id)
"""
EXPECTED_GROUPS = f"""
SELECT DISTINCT a.user_id, g.group_id FROM ({ACTIVE}) a
JOIN accounts_organisationgroup g ON g.organisation_id = a.organisation_id
    AND array_position(%(every_role)s::text[], g.role::text)
        <= array_position(%(every_role)s::text[], a.role::text)
"""
ACTUAL_GROUPS = """
SELECT x.user_id, x.group_id FROM accounts_user_groups x
JOIN accounts_organisationgroup g ON g.group_id = x.group_id
"""
GROUP_WORDS = """
SELECT concat_ws(' ', d.user_id, u.name)
FROM (({left}) EXCEPT ({right})) AS d(user_id, group_id) JOIN auth_group u ON u.id = d.group_id
"""


def access_drift() -> list[Drift]:
    """Every difference between what access follows from and what is granted; empty is right."""
    values = _implied() | {
        "every_role": sorted((str(role) for role in Role), key=lambda role: Role(role).rank),
        "today": timezone.localdate(),
    }
    checks = [
        ("missing", "grants", GRANT_WORDS.format(left=EXPECTED_GRANTS, right=ACTUAL_GRANTS)),
        ("surplus", "grants", GRANT_WORDS.format(left=ACTUAL_GRANTS, right=EXPECTED_GRANTS)),
        ("missing", "groups of organisations", NO_GROUP),
        ("without its origin", "cases", NO_ORIGIN),
        ("not of one level", "personal shares", ODD_SHARES),
        ("of people without a membership", "personal shares", LAPSED_SHARES),
        (
            "missing",
            "groups of people",
            GROUP_WORDS.format(left=EXPECTED_GROUPS, right=ACTUAL_GROUPS),
        ),
        (
            "surplus",
            "groups of people",
            GROUP_WORDS.format(left=ACTUAL_GROUPS, right=EXPECTED_GROUPS),
        ),
    ]
    return [d for kind, subject, sql in checks for d in _found(kind, subject, sql, values)]


def _implied() -> dict[str, Any]:
    """The table of roles and levels as columns, with the keys of the permissions."""
    keys = permission_keys()
    rows = [
        (str(role), str(level), who, keys[permission])
        for role in CaseParticipant.Role
        for level in Disclosure
        for who, permission in sorted(grants_of(role, level))
    ]
    roles, levels, who, permissions = (list(column) for column in zip(*rows, strict=True))
    shares = {
        level.value: sorted(keys[permission] for permission in SEES[level])
        for level in (Disclosure.PROFILE, Disclosure.IDENTITY)
    }
    return {"roles": roles, "levels": levels, "who": who, "permissions": permissions} | shares


# --- History -----------------------------------------------------------------------------------


def tracked_models() -> list[Any]:
    """Every model with history, in a fixed order."""
    return sorted(
        (m for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute")),
        key=lambda model: model._meta.label,
    )


def history_drift() -> list[Drift]:
    """Every difference between live rows and their newest history row; empty is right."""
    return [drift for model in tracked_models() for drift in model_drift(model)]


def model_drift(model: Any) -> Iterator[Drift]:
    """Rows without history, columns that differ, rows that went without a word, and sets."""
    q = connection.ops.quote_name
    history = model.history.model
    names = {
        "live": q(model._meta.db_table),
        "past": q(history._meta.db_table),
        "key": q(model._meta.pk.column),
    }
    newest = "SELECT DISTINCT ON ({key}) * FROM {past} ORDER BY {key}, history_id DESC".format(
        **names
    )
    names["newest"] = newest
    missing = (
        "SELECT l.{key}::text FROM {live} l LEFT JOIN ({newest}) h ON h.{key} = l.{key}"
        " WHERE h.{key} IS NULL OR h.history_type = '-'"
    )
    gone = (
        "SELECT h.{key}::text FROM ({newest}) h LEFT JOIN {live} l ON l.{key} = h.{key}"
        " WHERE l.{key} IS NULL AND h.history_type <> '-'"
    )
    label = model._meta.label
    yield from _found("rows without history", label, missing.format(**names))
    yield from _found("rows gone without a history row", label, gone.format(**names))
    yield from _columns(model, names)
    for relation in history._history_m2m_fields:
        yield from _sets(model, relation, names)


def _columns(model: Any, names: dict[str, str]) -> Iterator[Drift]:
    """One statement counts the differences of every column."""
    q = connection.ops.quote_name
    kept = {f.name for f in model.history.model.tracked_fields}
    columns = [f.column for f in model._meta.concrete_fields if f.name in kept]
    counts = ", ".join(
        f"count(*) FILTER (WHERE l.{q(c)} IS DISTINCT FROM h.{q(c)}),"
        f" (array_agg(l.{names['key']}::text) FILTER (WHERE l.{q(c)} IS DISTINCT FROM h.{q(c)}))"
        f"[1:{EXAMPLES}]"
        for c in columns
    )
    sql = "SELECT {counts} FROM {live} l JOIN ({newest}) h ON h.{key} = l.{key}"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(counts=counts, **names))
        row = cursor.fetchone()
    for column, count, examples in zip(columns, row[::2], row[1::2], strict=True):
        if count:
            yield Drift("rows that differ", f"{model._meta.label}.{column}", count, examples)


def _sets(model: Any, relation: "models.ManyToManyField[Any, Any]", names: dict[str, str]) -> Any:
    """A tracked many-to-many set against the one that the newest history row remembers."""
    q = connection.ops.quote_name
    through: Any = relation.remote_field.through
    past = getattr(model.history.model, relation.name).model
    own, other = q(relation.m2m_column_name()), q(relation.m2m_reverse_name())
    live = f"SELECT {own}::text, {other}::text FROM {q(through._meta.db_table)}"
    kept = (
        f"SELECT m.{own}::text, m.{other}::text FROM {q(past._meta.db_table)} m"
        " JOIN ({newest}) h ON h.history_id = m.history_id WHERE h.history_type <> '-'"
    ).format(**names)
    label = f"{model._meta.label}.{relation.name}"
    words = "SELECT concat_ws(' ', d.a, d.b) FROM (({}) EXCEPT ({})) AS d(a, b)"
    yield from _found("members not in history", label, words.format(live, kept))
    yield from _found("members only in history", label, words.format(kept, live))
