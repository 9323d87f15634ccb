"""Regions and sites: who is invited, what is proposed, and what gets on the short list."""

from collections import defaultdict
from collections.abc import Callable

from django.utils import timezone

from cases.actions.matching import (
    add_candidates,
    change_region,
    consider_region,
    move_candidate,
    propose_site,
)
from cases.actions.participants import end_participation, invite
from cases.matching.board import whole_board
from cases.matching.register import Place
from cases.models import Candidate
from regions.models import Region, ServiceArea
from reports.demo import content, daily
from reports.demo.content import Partner
from reports.demo.story import Story
from sites.models import Site, SiteFact

Status = Candidate.Status
PER_PARTNER, LISTED = 3, 7
SHORTLISTED = 3


def tell_matching(story: Story, upto: str, tell_call: Callable[[], None]) -> None:
    """Adds the steps of the matching, as far as `upto`: start, long, short, or on. `tell_call`
    adds those of a call for locations, once the regions are on the case."""
    story.then(1, lambda: _invite_all(story))
    story.then(1, lambda: _regions(story))
    story.then(1, lambda: daily.note(story, 0))
    tell_call()
    if upto == "start":
        return
    story.then(2, lambda: _long_list(story))
    story.then(2, lambda: _proposals(story))
    story.then(1, lambda: daily.partner_notes(story))
    story.then(1, lambda: daily.note(story, 1))
    if upto == "long":
        return
    story.then(2, lambda: _short_list(story))


def _invite_all(story: Story) -> None:
    for partner in story.text.others:
        told = partner.disclosure != "profile"
        invite(
            story.manager,
            story.case,
            story.cast.organisations[partner.code],
            partner.role,
            partner.disclosure,
            story.signatory if told else "",
            timezone.localdate() if told else None,
        )


def end_one(story: Story, code: str) -> None:
    """An organisation leaves the case."""
    row = story.case.participants.get(organisation__code=code)
    end_participation(story.manager, row, content.texts()["candidate"]["declined"])


def candidates_of(story: Story) -> list[Partner]:
    """Organisations that may become the destination; who knows the company first."""
    rows = [partner for partner in story.text.others if partner.role == "candidate"]
    return sorted(rows, key=lambda partner: partner.disclosure != "identity")


def areas_of(story: Story) -> dict[str, set[str]]:
    """Organisation code to the provinces that it serves."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, province in ServiceArea.objects.values_list("organisation__code", "province_id"):
        found[code].add(province)
    own = found[story.text.origin]
    return {code: provinces - own or provinces for code, provinces in found.items()}


def _regions(story: Story) -> None:
    said, areas = content.texts()["candidate"], areas_of(story)
    for number, partner in enumerate(candidates_of(story)):
        regions = Region.objects.filter(province_id__in=areas[partner.code]).order_by("code")
        for region in story.take(list(regions), 2 if number == 0 else 1):
            row = consider_region(story.manager, story.case, region, said["region"])
            if number == 0:
                change_region(story.manager, row, "approached", said["approached"])
    if story.text.ended:
        last = story.case.candidate_regions.filter(
            region__province_id__in=areas[story.text.ended]
        ).first()
        if last is not None:
            change_region(story.manager, last, "declined", said["declined"])


def ranked(story: Story) -> list[Place]:
    """Sites that may do, the best first, as the match ranks them today: those with room of which is
    known more than the register tells, then the others of which is known more."""
    board = whole_board(story.case)
    if board is None:
        return []
    known = set(SiteFact.objects.values_list("site_id", flat=True))
    passing = [board.places[m.place] for m in board.ranking.passing]
    room = Site.objects.filter(indicative_available_ha__gte=story.case.area_ha or 0)
    roomy = set(room.values_list("pk", flat=True))
    both = known & roomy
    return sorted(passing, key=lambda place: (place.id not in both, place.id not in known))


def _long_list(story: Story) -> None:
    """The best sites of each region that takes part; the next best are for its own proposal."""
    order, areas = ranked(story), areas_of(story)
    said = content.texts()["candidate"]["listed"]
    chosen: list[Site] = []
    for partner in candidates_of(story):
        near = [place.id for place in order if place.province_code in areas[partner.code]]
        found = Site.objects.in_bulk(near[: PER_PARTNER + LISTED])
        best = list(map(found.__getitem__, near[: PER_PARTNER + LISTED]))
        chosen += best[:PER_PARTNER]
        story.next_best[partner.code] = best[PER_PARTNER:]
    reasons = story.take(said, len(said))
    add_candidates(
        story.manager,
        story.case,
        {site: reasons[n % len(reasons)] for n, site in enumerate(chosen[:LISTED])},
    )


def _proposals(story: Story) -> None:
    """Each region that takes part puts a site of its own forward."""
    listed = set(story.case.candidates.values_list("site_id", flat=True))
    for partner in candidates_of(story):
        if partner.code == story.text.ended:
            continue
        fresh = [site for site in story.next_best[partner.code] if site.pk not in listed]
        if fresh:
            actor = story.cast.actor(f"{partner.code}-am")
            propose_site(actor, story.case, fresh[0], content.texts()["candidate"]["proposed"])


def _short_list(story: Story) -> None:
    said = content.texts()["candidate"]
    rows = list(
        story.case.candidates.filter(status=Status.LONGLIST).order_by(
            "added_at", "site__rin_number"
        )
    )
    for number, row in enumerate(rows[:SHORTLISTED]):
        reason = said["shortlisted"][(story.number + number) % len(said["shortlisted"])]
        move_candidate(story.manager, row, Status.LONGLIST, Status.SHORTLIST, reason)
    if len(rows) > SHORTLISTED:
        reason = said["dropped"][story.number % len(said["dropped"])]
        move_candidate(story.manager, rows[-1], Status.LONGLIST, Status.DROPPED, reason)


def drop_first_choice(story: Story) -> None:
    """What seemed best falls off, and another takes its place."""
    said = content.texts()["candidate"]
    first = (
        story.case.candidates.filter(status=Status.SHORTLIST)
        .order_by("added_at", "site__rin_number")
        .first()
    )
    if first is not None:
        move_candidate(story.manager, first, Status.SHORTLIST, Status.DROPPED, said["dropped"][0])
