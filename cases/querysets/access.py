"""The whole access story on one screen: who sees which case, and how much of it.

A person sees a case when one of the groups that follow from today's memberships holds the
permission on it, or when the case was explicitly shared with that person. Everything that hangs
on a case asks the same question through its `case` column.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q, Value

if TYPE_CHECKING:
    from accounts.models import User

VIEW = "view_case"
SECTOR = "view_sector"
IDENTITY = "view_identity"
OPTIONS = "view_options"
_CACHE = "_case_grants"


def holds(user: "User", permission: str, case: str = "pk") -> Q:
    """A condition: the user holds `permission` on the case in column `case`; cannot repeat rows.

    One EXISTS over the grants of the person's groups. Personal shares are few, so they stand in
    the condition as keys: a second EXISTS behind an OR would keep the planner from starting at
    the grants (measured in docs/adr/0003-access.md).
    """
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return ~Q(pk__in=[])
    own = _grants(user)
    granted = _granted(case, own.permissions.get(permission), user.group_ids)
    shared = own.shares.get(permission)
    return granted | Q(**{f"{case}__in": shared}) if shared else granted


# As text: a page asks this some fifty times, and to put together a queryset for each takes longer
# than the database takes to answer. One index entry answers it: groups, permission, case.
_EXISTS = (
    "EXISTS (SELECT 1 FROM cases_casegroupobjectpermission granted"
    " WHERE granted.content_object_id = %(expressions)s"
    " AND granted.group_id IN (%(groups)s) AND granted.permission_id = %(permission)s)"
)


def _granted(case: str, permission: int | None, groups: Sequence[int]) -> Q:
    if permission is None or not groups:
        return Q(pk__in=[])
    keys = ", ".join(str(int(group)) for group in groups)
    boolean = models.BooleanField()
    return Q(
        models.Func(
            models.F(case),
            template=_EXISTS,
            groups=keys,
            permission=int(permission),
            output_field=boolean,
        )
    )


@dataclass(frozen=True)
class _Grants:
    permissions: dict[str, int]
    shares: dict[str, list[uuid.UUID]]


def _grants(user: "User") -> _Grants:
    """Permission keys, and what was shared with this person alone; read once per request.

    A share counts while the person belongs to an organisation: it ends with the last membership,
    before the nightly task takes its rows away (cases.actions.sharing.end_lapsed_shares).
    """
    known: _Grants | None = user.__dict__.get(_CACHE)
    if known is None:
        permissions = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="cases", content_type__model="case"
        )
        shares: dict[str, list[uuid.UUID]] = defaultdict(list)
        rows = apps.get_model("cases", "CaseUserObjectPermission").objects.filter(user_id=user.pk)
        if user.active_memberships:
            for codename, case_id in rows.values_list("permission__codename", "content_object_id"):
                shares[codename].append(case_id)
        known = _Grants(dict(permissions.values_list("codename", "pk")), dict(shares))
        user.__dict__[_CACHE] = known
    return known


def forget_shares(user: "User") -> None:
    """After a share with this person was made or withdrawn."""
    user.__dict__.pop(_CACHE, None)


def annotate_flag(queryset: Any, name: str, condition: Any) -> Any:
    """Adds a true-or-false column for a condition made by `holds`."""
    return queryset.annotate(
        **{
            name: models.Case(
                models.When(condition, then=Value(True)),
                default=Value(False),
                output_field=models.BooleanField(),
            )
        }
    )
