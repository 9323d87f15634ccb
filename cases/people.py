"""Who may have been there at a contact moment, as far as its writer may know of them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from cases.models import Case, CaseParticipant, ContactPerson

People = Iterable[tuple[str, list[str]]]  # names, by the organisation or company they belong to


def people_for(user: User, case: Case, participants: Iterable[CaseParticipant]) -> People:
    """Contact persons of the company where it may be known, and people of the organisations on
    the case; `participants` are those that the writer may see. Needs `with_knowledge`."""
    found: list[tuple[str, list[str]]] = []
    if case.knows_identity:  # type: ignore[attr-defined]
        rows = ContactPerson.objects.visible_to(user).filter(company_id=case.company_id)
        names = list(rows.values_list("name", flat=True))
        found += [(_("The company"), names)] if names else []
    keys = {row.organisation_id: row.organisation.name for row in participants}
    members = Membership.objects.active().filter(organisation_id__in=keys, user__is_active=True)
    groups: dict[int, list[str]] = {}
    pairs = members.order_by("user__name").values_list("organisation_id", "user__name")
    for organisation, name in pairs.distinct():
        groups.setdefault(organisation, []).append(name)
    return found + [(keys[key], names) for key, names in sorted(groups.items())]
