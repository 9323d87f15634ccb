"""Who may change sites, and who may import the register."""

import uuid
from collections.abc import Iterable

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from regions.models import ServiceArea
from regions.permissions import serves_area
from sites.models import Site


def can_edit_site(user: User, site: Site) -> bool:
    """Account managers of an organisation that serves the site's area."""
    return serves_area(user, site.province_id, site.region_id)


def editable_sites(user: User, sites: Iterable[Site]) -> set[uuid.UUID]:
    """The keys of those sites that the person may change, as `can_edit_site`, in one query."""
    found = list(sites)
    if user.is_superuser:
        return {site.pk for site in found}
    own = [pk for pk in user.organisation_ids if user.has_role(pk, Role.CASE_WORKER)]
    rows = ServiceArea.objects.current().filter(organisation_id__in=own)
    areas = set(rows.values_list("province_id", "region_id")) if own else set()
    return {
        site.pk
        for site in found
        if {(site.province_id, None), (site.province_id, site.region_id)} & areas
    }


def can_add_site(user: User) -> bool:
    """Account managers of an organisation that serves any area."""
    if user.is_superuser:
        return True
    own = [pk for pk in user.organisation_ids if user.has_role(pk, Role.CASE_WORKER)]
    return bool(own) and ServiceArea.objects.current().filter(organisation_id__in=own).exists()


def can_import(user: User) -> bool:
    """The register is national: the programme office, and the managers of the ROMs that use it."""
    if user.is_superuser:
        return True
    least: dict[str, Role] = {
        Organisation.Kind.PROGRAMME_OFFICE: Role.CASE_WORKER,
        Organisation.Kind.ROM: Role.MANAGER,
    }
    return any(
        m.organisation.kind in least and Role(m.role).rank >= least[m.organisation.kind].rank
        for m in user.active_memberships
    )
