"""Who may change what is said about a region or the sites in it."""

from accounts.models import User
from accounts.models.organisation import Role
from regions.models import Region, ServiceArea


def serves_area(user: User, province_code: str | None, region_code: str | None) -> bool:
    """Whether an organisation where the person is at least account manager serves the area."""
    if user.is_superuser:
        return True
    own = [pk for pk in user.organisation_ids if user.has_role(pk, Role.CASE_WORKER)]
    if not own or province_code is None:
        return False
    areas = ServiceArea.objects.current().filter(organisation_id__in=own, province_id=province_code)
    return any(area.region_id in (None, region_code) for area in areas)


def can_edit_region(user: User, region: Region) -> bool:
    """Whether the person may write the profile of this region."""
    return serves_area(user, region.province_id, region.code)
