"""The chain around a case: its suppliers' cases, and that of the customer it supplies."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from cases.models import Case, CaseLink


@dataclass(frozen=True)
class Linked:
    """A case at the other end of a link; `supplies` when it supplies the case that is looked at."""

    link: CaseLink
    other: Case
    supplies: bool


def chain_of(user: User, case: Case) -> list[Linked]:
    """Links of which the person knows both companies, suppliers first. Needs `with_knowledge`;
    no query for who does not know this one."""
    if not case.knows_identity:  # type: ignore[attr-defined]
        return []
    links = CaseLink.objects.visible_to(user).filter(Q(main=case) | Q(supplier=case))
    rows = links.select_related("main__company", "supplier__company")
    linked = [
        Linked(row, row.supplier, supplies=True)
        if row.main_id == case.pk
        else Linked(row, row.main, supplies=False)
        for row in rows
    ]
    return sorted(linked, key=lambda row: (not row.supplies, row.other.company.name))
