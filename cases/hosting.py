"""Who may receive the guests at a site: whoever may know that the site is visited at all."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation
from cases.models import Case, CaseParticipant
from cases.permissions import COMPARES, grants_of
from regions.models import ServiceArea
from sites.models import Site


@dataclass(frozen=True)
class Hosts:
    """Organisations that may host at one site; `serving` is the one region in the running whose
    area it is, when there is one only."""

    may: list[Organisation]
    serving: Organisation | None

    def allows(self, organisation: int) -> bool:
        """Whether the organisation may host here."""
        return any(row.pk == organisation for row in self.may)


def hosts_at(case: Case, sites: Iterable[Site]) -> dict[uuid.UUID, Hosts]:
    """Per site who may host: participants that compare the regions, and those that serve it.

    Two queries, if the sites come with their municipality.
    """
    rows = CaseParticipant._default_manager.filter(case=case, ended_at__isnull=True)
    people = list(rows.select_related("organisation").order_by("organisation__name"))
    areas = list(
        ServiceArea.objects.current().filter(
            organisation__in=[row.organisation_id for row in people]
        )
    )
    return {site.pk: _hosts(site, people, areas) for site in sites}


def _hosts(site: Site, rows: list[CaseParticipant], areas: list[ServiceArea]) -> Hosts:
    regions = {site.region_id, site.municipality.region_id if site.municipality else None}
    here = {
        area.organisation_id
        for area in areas
        if area.province_id == site.province_id
        and (area.region_id is None or area.region_id in regions)
    }
    may = [row.organisation for row in rows if compares(row) or row.organisation_id in here]
    serving = [
        row.organisation for row in rows if not compares(row) and row.organisation_id in here
    ]
    return Hosts(may, serving[0] if len(serving) == 1 else None)


def compares(row: CaseParticipant) -> bool:
    """Whether the participant sees every region's sites."""
    return any(permission == COMPARES for _role, permission in grants_of(row.role, row.disclosure))
