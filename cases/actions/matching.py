"""Which sites and regions are in the running: every step has a person, a moment and a reason."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.actions.runs import freeze_step
from cases.disclosure import names_company
from cases.matching.register import served_by
from cases.models import Candidate, CandidateRegion, Case, Decision
from regions.models import Region
from sites.models import Site

Status = Candidate.Status


@transaction.atomic
def add_candidates(
    actor: Actor,
    case: Case,
    sites: Mapping[Site, str],
    failing: Collection[uuid.UUID] = (),
    at: Any = None,
) -> list[Candidate]:
    """Puts sites on the long list, each with its reason; leaves alone what is listed already.

    `failing` are the keys of sites that fail a must: they are marked as listed against the match.
    Returns the new candidates. Raises Refused for a reason that is missing or says too much.
    """
    row = lock_open_case(case)
    listed = set(Candidate._default_manager.filter(case=row).values_list("site_id", flat=True))
    made = []
    for site, reason in sites.items():
        if site.pk in listed:
            continue
        _require_reason(row, reason)
        made.append(_candidate(actor, row, site, reason, None, site.pk in failing, at))
    touch(row, at)
    return made


@transaction.atomic
def propose_site(
    actor: Actor, case: Case, site: Site, reason: str, fails: bool = False, at: Any = None
) -> Candidate:
    """A region puts forward a site that it serves, also one that fails a must. It learns nothing of
    what others proposed.

    Raises Refused outside the area of the acting organisation, or when the site is listed.
    """
    row = lock_open_case(case)
    _require_reason(row, reason)
    organisation = actor.organisation
    if organisation is None or not _serves(organisation.pk, site):
        raise Refused(_("Propose a site in the area of your own organisation."))
    if Candidate._default_manager.filter(case=row, site=site).exists():
        raise Refused(_("This site is already in the list."))
    made = _candidate(actor, row, site, reason, organisation, fails, at)
    touch(row, at)
    return made


@transaction.atomic
def move_candidate(
    actor: Actor, candidate: Candidate, seen: str, status: str, reason: str, at: Any = None
) -> Candidate:
    """To the long list, the short list, or out. `seen` is the status on the page.

    With a site on the short list the match is frozen, and it is marked when it fails a must then.
    Raises Conflict when somebody else moved it meanwhile; Refused without a reason, or when the
    decision leans on the site that is dropped.
    """
    case = lock_open_case(candidate.case)
    rows = Candidate._default_manager.select_for_update(of=("self",))
    row: Candidate = rows.get(pk=candidate.pk)
    _require_reason(case, reason)
    if row.status != seen:
        raise Conflict(
            _("This site was moved to “%(status)s” meanwhile.")
            % {"status": row.get_status_display()}
        )
    if row.status == status:
        raise Refused(_("The site is already there."))
    if row.status == Status.SHORTLIST:
        _require_no_decision(row)
    row.status, row.reason = status, reason.strip()
    if status == Status.SHORTLIST:
        _freeze_for(actor, case, row, at)
    actor.save(row, reason.strip(), at=at)
    touch(case, at)
    return row


@transaction.atomic
def consider_region(
    actor: Actor, case: Case, region: Region, reason: str, at: Any = None
) -> CandidateRegion:
    """Puts a region in the running, with the reason."""
    row = lock_open_case(case)
    _require_some(reason)
    if CandidateRegion._default_manager.filter(case=row, region=region).exists():
        raise Refused(_("This region is already in the list."))
    made = CandidateRegion(case=row, region=region, reason=reason.strip())
    actor.save(made, reason.strip(), at=at)
    touch(row, at)
    return made


@transaction.atomic
def change_region(
    actor: Actor, region: CandidateRegion, status: str, reason: str, at: Any = None
) -> CandidateRegion:
    """Where the talk with a region stands, with the reason."""
    case = lock_open_case(region.case)
    _require_some(reason)
    rows = CandidateRegion._default_manager.select_for_update(of=("self",))
    row: CandidateRegion = rows.get(pk=region.pk)
    row.status, row.reason = status, reason.strip()
    actor.save(row, reason.strip(), at=at)
    touch(case, at)
    return row


def _freeze_for(actor: Actor, case: Case, row: Candidate, at: Any) -> None:
    """The run on which a place on the short list rests."""
    words = _("%(site)s goes to the short list") % {"site": row.site.name}
    frozen = freeze_step(actor, case, words, at)
    found = frozen[1].by_site.get(row.site_id) if frozen else None
    row.against_match = found is not None and bool(found[1].failed)


def _candidate(
    actor: Actor, case: Case, site: Site, reason: str, proposer: Any, fails: bool, at: Any
) -> Candidate:
    candidate = Candidate(
        case=case,
        site=site,
        against_match=fails,
        reason=reason.strip(),
        proposed_by=proposer,
        added_by=actor.user,
        added_at=at or timezone.now(),
    )
    return actor.save(candidate, reason.strip(), at=at)


def _serves(organisation_id: int, site: Site) -> bool:
    return Site.objects.filter(served_by([organisation_id]), pk=site.pk).exists()


def _require_some(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why; the reason stays in the history."))


def _require_reason(case: Case, reason: str) -> None:
    """There is a reason, and it does not give away to the region of the site whom it is about."""
    _require_some(reason)
    if names_company(reason, case.company):
        raise Refused(_("The region of the site reads this: leave out the name of the company."))


def _require_no_decision(row: Candidate) -> None:
    decisions: Iterable[Decision] = Decision._default_manager.filter(case_id=row.case_id)
    for decision in decisions:
        if row.pk in (decision.preferred_id, decision.reserve_id):
            raise Refused(_("The decision leans on this site; choose another site there first."))
