"""What becomes of a finding with a value: a fact of the site, or not."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case, lock_stamped
from cases.actions.work import require_nameless
from cases.models import Case, SiteVisit, VisitFinding
from sites.actions.fact import Teller, record_seen
from sites.models import SiteFact

Status = VisitFinding.Status


@transaction.atomic
def accept_finding(
    actor: Actor,
    finding: VisitFinding,
    stamp: int | None,
    confidence: str,
    at: datetime.datetime | None = None,
) -> SiteFact:
    """Takes a finding over as a fact of the site, known on the day of the visit.

    The fact says neither for which company it was seen, nor by whom unless that person serves the
    site; that stays with the finding. Raises Conflict when the finding was changed meanwhile.
    """
    row, case = _lock(finding, stamp)
    if row.criterion is None or not row.has_value:
        raise Refused(_("Only a value becomes a fact; an opinion stays one."))
    day = row.stop.date
    if day > timezone.localdate(at):
        raise Refused(_("This visit has yet to begin."))
    fact = SiteFact(
        site=row.stop.candidate.site,
        criterion=row.criterion,
        number=row.number,
        text=row.text,
        source=_source(day),
        as_of=day,
        confidence=confidence,
    )
    tellers = [Teller(row.author, row.organisation), Teller(actor.user, actor.organisation)]
    row.fact = record_seen(actor, fact, tellers, at)
    _judge(actor, case, row, Status.ACCEPTED, "", at)
    return row.fact


@transaction.atomic
def reject_finding(
    actor: Actor,
    finding: VisitFinding,
    stamp: int | None,
    note: str,
    at: datetime.datetime | None = None,
) -> VisitFinding:
    """Does not take a finding over; whoever noted it reads why, and may note it better."""
    row, case = _lock(finding, stamp)
    if not note.strip():
        raise Refused(_("Say why; whoever noted it reads it."))
    require_nameless(actor, case, note)
    _judge(actor, case, row, Status.REJECTED, note.strip(), at)
    return row


def _source(day: datetime.date) -> str:
    """In the language of the register: everybody reads the same."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Site visit %(day)s") % {"day": date_format(day, "j F Y")}


def _lock(finding: VisitFinding, stamp: int | None) -> tuple[VisitFinding, Case]:
    case = lock_open_case(finding.stop.visit.case)
    row: VisitFinding = lock_stamped(VisitFinding, finding.pk, stamp)
    if row.status == Status.ACCEPTED:
        raise Refused(_("This finding was taken over already."))
    if row.stop.visit.status == SiteVisit.Status.CANCELLED:
        raise Refused(_("This visit was cancelled."))
    return row, case


def _judge(
    actor: Actor,
    case: Case,
    row: VisitFinding,
    status: str,
    note: str,
    at: datetime.datetime | None,
) -> None:
    row.status, row.review_note = status, note
    row.reviewed_by, row.reviewed_at = actor.user, at or timezone.now()
    actor.save(row, at=at)
    touch(case, at)
