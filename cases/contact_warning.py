"""Whether another organisation recently approached the company, as far as the viewer may know.

A company may be registered by several organisations and have several cases. Only contact moments
and visits count that the viewer could read on the case where they stand, and only where the
company may be known there too: so the warning tells nothing new, it only tells it in time. Who
may not know the other case gets nothing, not even that there is something.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cases.disclosure import organisation_as_known
from cases.models import Case, Company, Note, SiteVisit
from cases.visit_sight import seen_visits

SHOWN = 3


@dataclass(frozen=True)
class Approach:
    """A contact moment or a visit of somebody else with the company; `case` is where it stands."""

    organisation: str
    kind: str
    day: datetime.date
    case: Case


def approaches(user: User, case: Case) -> list[Approach]:
    """The newest contacts of others with the company of `case` within CONTACT_WARNING_DAYS days,
    and visits on other cases within as many days from now. Needs `with_knowledge` on the case.
    """
    if not case.knows_identity:  # type: ignore[attr-defined]
        return []
    now, span = timezone.now(), datetime.timedelta(days=settings.CONTACT_WARNING_DAYS)
    same = {row.pk: row for row in _cases_of_the_company(user, case)}
    notes = Note.objects.visible_to(user).filter(
        case_id__in=same, occurred_at__gte=now - span, kind__in=Note.CONTACTS
    )
    others = ~Q(organisation_id__in=user.organisation_ids)
    found = [
        _approach(user, same[row.case_id], row, row.get_kind_display(), row.occurred_at)
        for row in notes.filter(others)
        .select_related("organisation")
        .order_by("-occurred_at")[:SHOWN]
    ]
    elsewhere = [key for key in same if key != case.pk]
    visits = SiteVisit.objects.visible_to(user).filter(
        ~Q(case__origin_id__in=user.organisation_ids),
        case_id__in=elsewhere,
        starts_at__range=(now - span, now + span),
        status__in=("planned", "done"),
    )
    near = visits.order_by("starts_at")[:SHOWN]
    for visit in seen_visits(near, user) if elsewhere else []:
        there = same[visit.case_id]
        day = timezone.localdate(visit.sight.starts_at)  # who hosts one site reads its own day
        kind = str(SiteVisit._meta.verbose_name)
        found.append(Approach(there.origin.name, kind, day, there))
    return sorted(found, key=lambda row: row.day, reverse=True)[:SHOWN]


def _approach(user: User, case: Case, note: Note, kind: str, at: datetime.datetime) -> Approach:
    known = organisation_as_known(case, user, note.organisation_id, note.organisation.name)
    return Approach(known.name, kind, timezone.localdate(at), case)


def _cases_of_the_company(user: User, case: Case) -> list[Case]:
    """This case and others of the same company, by row or by KvK number, known to the viewer."""
    same = Q(pk=case.company_id)
    if case.company.kvk_number:
        same |= Q(kvk_number=case.company.kvk_number)
    # By key: an OR across both tables would read all cases and all companies.
    firms = Company.objects.filter(same)
    rows = Case.objects.visible_to(user).identity_known_to(user).with_knowledge(user)
    return list(rows.filter(company_id__in=firms.values("pk")).select_related("origin"))
