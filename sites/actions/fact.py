"""Facts about sites: added with source and date, never edited, withdrawn with a reason."""

import datetime
import uuid

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from regions.models import ServiceArea
from sites.actions.site import require_editor
from sites.models import SiteFact


@transaction.atomic
def add_fact(actor: Actor, fact: SiteFact) -> SiteFact:
    """Adds a fact; the newest of a criterion counts, so an older one is superseded by itself."""
    require_editor(actor, fact.site)
    fact.recorded_by = actor.user
    fact.organisation = actor.organisation
    return actor.save(fact)


@transaction.atomic
def take_over_fact(actor: Actor, fact: SiteFact, at: datetime.datetime | None = None) -> SiteFact:
    """Adds what the organisation of the fact said, reviewed by the actor, who need not serve it.

    `fact` names who said it and for which organisation. Raises Refused when that organisation does
    not serve the site (any more).
    """
    site = fact.site
    areas = ServiceArea.objects.current().filter(
        organisation_id=fact.organisation_id, province_id=site.province_id
    )
    regions = {None, site.region_id, site.municipality.region_id if site.municipality else None}
    if not any(area.region_id in regions for area in areas):
        raise Refused(_("Facts are told by who serves the area of the site."))
    return actor.save(fact, at=at)


@transaction.atomic
def withdraw_fact(actor: Actor, pk: uuid.UUID, reason: str) -> None:
    """Takes a fact back, because it was wrong; the history keeps it and the reason.

    Raises Refused when a frozen match or a visit leans on it, or when somebody was first.
    """
    fact = SiteFact.objects.select_for_update(of=("self",)).select_related("site").filter(pk=pk)
    row = fact.first()
    if row is None:
        raise Refused(_("This fact was withdrawn already."))
    require_editor(actor, row.site)
    try:
        with transaction.atomic():
            actor.delete(row, reason)
    except ProtectedError as error:
        raise Refused(
            _("A case leans on this fact. Record a newer one instead of withdrawing it.")
        ) from error
