"""Every write to regions."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actor import Actor
from accounts.concurrency import explain_change, lock_version
from accounts.errors import Conflict
from regions.models import KeyTechnology, Region, RegionProfile
from regions.permissions import can_edit_region


@transaction.atomic
def save_profile(
    actor: Actor,
    region: Region,
    version: int,
    values: dict[str, Any],
    technologies: Iterable[KeyTechnology],
    reason: str = "",
) -> RegionProfile:
    """Writes the profile of a region. `version` is the one that was read; 0 when there was none.

    Raises PermissionDenied for who does not serve the region, Conflict when somebody was first.
    """
    if actor.user is not None and not can_edit_region(actor.user, region):
        raise PermissionDenied
    # Locked, because the first profile of a region has no row of its own to lock yet.
    Region.objects.select_for_update().get(pk=region.pk)
    found = RegionProfile.objects.filter(region=region).first()
    if found is None:
        profile = RegionProfile(region=region)
    elif version == 0:
        raise Conflict(explain_change(found))
    else:
        profile = lock_version(RegionProfile, found.pk, version)
    for name, value in values.items():
        setattr(profile, name, value)
    actor.save(profile, reason)
    actor.set_many(profile, "key_technologies", technologies, reason)
    return profile
