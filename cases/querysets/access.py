"""The whole access story on one screen: who sees which case, and how much of it.

A person sees a case when one of the groups that follow from today's memberships holds the
permission on it, or when the case was explicitly shared with that person. Everything that hangs
on a case asks the same question through its `case` column.
"""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from accounts.models import User

VIEW = "view_case"
SECTOR = "view_sector"
IDENTITY = "view_identity"


def holds(user: "User", permission: str, case: str = "pk") -> Q | Exists | Value | Combinable:
    """A condition: the user holds `permission` on the case in column `case`; cannot repeat rows."""
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return ~Q(pk__in=[])
    group_grants = apps.get_model("cases", "CaseGroupObjectPermission")
    user_grants = apps.get_model("cases", "CaseUserObjectPermission")
    wanted = {
        "permission_id": _permission(permission),
        "content_object_id": OuterRef(case),
    }
    return Q(Exists(group_grants.objects.filter(group_id__in=user.group_ids, **wanted))) | Q(
        Exists(user_grants.objects.filter(user_id=user.pk, **wanted))
    )


def _permission(codename: str) -> Any:
    """The permission's key as a subquery: no query of its own, and never stale."""
    permissions = apps.get_model("auth", "Permission")
    return models.Subquery(
        permissions.objects.filter(
            content_type__app_label="cases",
            content_type__model="case",
            codename=codename,
        ).values("pk")[:1]
    )


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
