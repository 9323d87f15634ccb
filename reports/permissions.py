"""Who may see which figures, and who sees them whole."""

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from regions.models import Province, ServiceArea
from reports.areas import Area

_Kinds = Organisation.Kind
_WHOLE_COUNTRY = {
    Organisation.Kind.MINISTRY,
    Organisation.Kind.PROGRAMME_OFFICE,
    Organisation.Kind.NFIA,  # works for the whole country
}


def sees_figures(user: User) -> bool:
    """Whether the person may see the national figures: everybody who belongs to an organisation."""
    return user.is_superuser or bool(user.active_memberships)


def sees_cases_behind(user: User) -> bool:
    """Whether the person sees every case, so that nothing has to be hidden in a sum.

    Nobody else: a ROM sees its own cases only, the programme office not the confidential ones.
    Of the own cases of an organisation see `organisations_of`.
    """
    return user.is_superuser


def provinces_of(user: User) -> list[Province]:
    """Provinces whose own figures the person may see, by name."""
    everywhere = any(m.organisation.kind in _WHOLE_COUNTRY for m in user.active_memberships)
    provinces = Province.objects.order_by("name")
    if user.is_superuser or everywhere:
        return list(provinces)
    own = user.organisation_ids
    served = ServiceArea.objects.current().filter(organisation_id__in=own)
    codes = set(served.values_list("province_id", flat=True))
    return [p for p in provinces if p.organisation_id in own or p.code in codes]


def organisations_of(user: User) -> list[Organisation]:
    """Organisations of whose own cases the person may see the figures, whole, by name.

    The members, whatever their role: the origin of a case knows everything of it, and so does
    each of them, also of one that is strictly confidential. Nobody else: the programme office knows
    cases by their anonymous profile, the ministry and the provinces do not see them.
    """
    if user.is_superuser:
        kinds = Organisation.CASE_KINDS
        return list(Organisation.objects.filter(kind__in=kinds).order_by("name"))
    own = [m.organisation for m in user.active_memberships]
    return sorted((o for o in own if o.works_on_cases), key=lambda o: o.name)


def sees_area(user: User, area: Area) -> bool:
    """Whether the person may see the figures of an area, protected or not."""
    if area.organisation:
        return area.organisation in organisations_of(user)
    if area.province:
        return area.province in provinces_of(user)
    return sees_figures(user)


def only_a_province(user: User) -> bool:
    """Whether the person looks for provinces only; they begin at their own page."""
    kinds = {m.organisation.kind for m in user.active_memberships}
    return not user.is_superuser and kinds == {Organisation.Kind.PROVINCE}


def neutrality_rows(user: User) -> frozenset[int] | None:
    """Organisations whose row in the neutrality report the person may see; None for all of them.

    The ministry, the programme office and managers of NFIA compare the regions. A province sees
    who works for it, a manager the own organisation: beside the national median that answers "why
    not us?" without telling how a rival answered.
    """
    if user.is_superuser:
        return None
    kinds = Organisation.Kind
    seen: set[int] = set()
    for membership in user.active_memberships:
        organisation = membership.organisation
        manages = membership.role == Role.MANAGER
        if organisation.kind in (kinds.MINISTRY, kinds.PROGRAMME_OFFICE):
            return None
        if organisation.kind == kinds.NFIA and manages:
            return None
        if organisation.kind == kinds.PROVINCE:
            areas = ServiceArea.objects.current()
            own = areas.filter(province__organisation_id=organisation.pk)
            seen |= set(own.values_list("organisation_id", flat=True))
        elif manages:
            seen.add(organisation.pk)
    return frozenset(seen)


def edits_reports(user: User) -> bool:
    """Whether the person may write, submit and freeze: works at the programme office."""
    return user.is_superuser or any(
        role.rank >= Role.CASE_WORKER.rank for role in _roles(user, _Kinds.PROGRAMME_OFFICE)
    )


def approves_reports(user: User) -> bool:
    """Whether the person may approve what others wrote, or give it back: a manager of the
    programme office or of the ministry."""
    roles = _roles(user, _Kinds.PROGRAMME_OFFICE, _Kinds.MINISTRY)
    return user.is_superuser or Role.MANAGER in roles


def sets_targets(user: User) -> bool:
    """Whether the person may change targets: a manager of the programme office."""
    return user.is_superuser or Role.MANAGER in _roles(user, _Kinds.PROGRAMME_OFFICE)


def _roles(user: User, *kinds: str) -> list[Role]:
    return [Role(m.role) for m in user.active_memberships if m.organisation.kind in kinds]
