"""Facts about sites: added with source and date, never edited, withdrawn with a reason."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import Organisation, User
from regions.models import ServiceArea
from sites.actions.site import require_editor
from sites.models import Site, SiteFact


@dataclass(frozen=True)
class Teller:
    """A person who saw something, for an organisation."""

    person: User | None
    organisation: Organisation | None


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
    if not serves(fact.organisation_id, fact.site):
        raise Refused(_("Facts are told by who serves the area of the site."))
    return actor.save(fact, at=at)


@transaction.atomic
def record_seen(
    actor: Actor, fact: SiteFact, tellers: Sequence[Teller], at: datetime.datetime | None = None
) -> SiteFact:
    """Adds what was seen on the spot, told by the first of `tellers` that serves the site.

    Without one the fact names nobody, in its history neither: everybody reads facts, and that
    a person of another region was here would tell whose company is looking.
    """
    told = next((t for t in tellers if serves(_key(t.organisation), fact.site)), None)
    if told is not None:
        fact.recorded_by, fact.organisation = told.person, told.organisation
    by = actor if told is not None and actor.organisation == told.organisation else None
    return (by or Actor(None, None, actor.request_id)).save(fact, at=at)


def serves(organisation_id: int | None, site: Site) -> bool:
    """Whether the organisation works for the area of the site today."""
    areas = ServiceArea.objects.current().filter(
        organisation_id=organisation_id, province_id=site.province_id
    )
    regions = {None, site.region_id, site.municipality.region_id if site.municipality else None}
    return any(area.region_id in regions for area in areas)


def _key(organisation: Organisation | None) -> int | None:
    return organisation.pk if organisation is not None else None


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
