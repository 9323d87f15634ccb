"""What an organisation on a case can see and do, in words, and the case as it sees it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.disclosure import FIELDS, visible_fields
from cases.models import (
    Bottleneck,
    Candidate,
    Case,
    CaseParticipant,
    Decision,
    Disclosure,
    Document,
    EligibilityReview,
    LocationCall,
    Note,
    ScaleUpRequest,
    SiteVisit,
    StageTransition,
    Task,
)
from cases.permissions import COMPARES, grants_of
from cases.visit_sight import VisitSight, seen_visits

# What hangs on a case and is seen at every level, each with what limits it there.
ALWAYS_SEEN = (
    _("the signed requirements, without the company's name"),
    _("its own tasks, notes and documents, and those meant for all participants"),
)
IN_THE_RUNNING = (
    _("calls for locations to itself, with its own answer"),
    _("candidate sites in its own area, and visits that it hosts"),
    _("the origin organisation and itself as participants, no other regions"),
)
COMPARING_SEEN = (
    _("all candidate sites, the answers of every region, all visits and the decision"),
    _("all participants"),
)
IDENTITY_SEEN = (
    _("the company, its contact persons and the request in full"),
    _("the entry condition with its evidence"),
    _("notes and documents meant for who knows the company"),
)
SECTOR_SEEN = (_("the sector, the key technology and the origin region"),)
# Words for what a role may do; who may only look gets none of these.
DOING: dict[str, Any] = {
    "contribute_case": _("add notes, tasks, visits and documents"),
    "respond_to_call": _("propose sites and answer questions"),
    "decide_case": _("record and approve the decision"),
    "change_case": _("change the case"),
    "manage_participants": _("invite organisations and set what they may know"),
}
# What hangs on a case: its name, its model, and how one row is told.
PARTS: tuple[tuple[Any, Any, Callable[[Any], Any]], ...] = (
    (_("Moves along the stages"), StageTransition, lambda row: row.get_kind_display()),
    (_("Versions of the requirements"), ScaleUpRequest, str),
    (_("Participants"), CaseParticipant, lambda row: row.organisation.name),
    (_("Candidate sites"), Candidate, lambda row: row.site.name),
    (_("Calls for locations"), LocationCall, lambda row: date_format(row.deadline, "j F Y")),
    (_("Visits"), SiteVisit, lambda row: _days(row.sight)),
    (_("Next actions"), Task, lambda row: row.title),
    (_("Notes"), Note, lambda row: f"{row.get_kind_display()}: {Truncator(row.body).words(12)}"),
    (_("Documents"), Document, lambda row: row.title),
    (_("Bottlenecks"), Bottleneck, lambda row: row.get_kind_display()),
    (_("Entry condition"), EligibilityReview, lambda row: row.get_verdict_display()),
    (_("Decision"), Decision, lambda row: row.get_status_display()),
)
# Of the machine, not of the case.
TECHNICAL = {"id", "version", "updated_at", "last_activity_at"}


@dataclass(frozen=True)
class Sight:
    """What a level shows and keeps hidden, and what a role may do, each as sentences."""

    fields: list[str]
    shown: list[Any]
    hidden: list[Any]
    doing: list[Any]


def sight_of(role: str, disclosure: str) -> Sight:
    """In words: what an organisation with this role sees at this level."""
    shown: list[Any] = list(ALWAYS_SEEN)
    hidden: list[Any] = []
    granted = {permission for _who, permission in grants_of(role, disclosure)}
    if COMPARES in granted:
        shown.extend(COMPARING_SEEN)
    else:
        shown.extend(IN_THE_RUNNING)
        hidden.extend(COMPARING_SEEN)
    for level, sentences in (
        (Disclosure.SECTOR, SECTOR_SEEN),
        (Disclosure.IDENTITY, IDENTITY_SEEN),
    ):
        (shown if Disclosure(disclosure).rank >= level.rank else hidden).extend(sentences)
    doing = {permission for who, permission in grants_of(role, disclosure) if who != Role.READER}
    return Sight(
        fields=[str(f.verbose_name) for f in _shown_fields(disclosure)],
        shown=shown,
        hidden=hidden,
        doing=[words for permission, words in DOING.items() if permission in doing],
    )


def _shown_fields(disclosure: str) -> "list[models.Field[Any, Any]]":
    names = FIELDS[disclosure] - TECHNICAL
    return [f for f in Case._meta.concrete_fields if f.name in names]


def as_seen_by(organisation: Organisation) -> User:
    """Somebody who belongs to the organisation and to nothing else, and manages it.

    No row of the database: everything the person sees comes from the organisation.
    """
    somebody = User(name=organisation.name, is_active=True)
    membership = Membership(user=somebody, organisation=organisation, role=Role.MANAGER)
    somebody.__dict__["active_memberships"] = [membership]
    somebody.__dict__["group_ids"] = list(organisation.groups.values_list("group_id", flat=True))
    return somebody


@dataclass(frozen=True)
class SeenPart:
    """One kind of thing that hangs on the case, and what is seen of it."""

    label: Any
    rows: list[str]


def level_shown(case: Case) -> Disclosure:
    """How much the viewer of a case fetched `with_knowledge` may know."""
    if case.knows_identity:  # type: ignore[attr-defined]
        return Disclosure.IDENTITY
    return Disclosure.SECTOR if case.knows_sector else Disclosure.PROFILE  # type: ignore[attr-defined]


def seen_fields(case: Case, disclosure: str) -> list[tuple[str, Any]]:
    """The case's own fields with their values at a level, choices in words."""
    rows = []
    for field in (f for f in _shown_fields(disclosure) if f.name in visible_fields(case)):
        display = getattr(case, f"get_{field.name}_display", None)
        rows.append((str(field.verbose_name), display() if display else getattr(case, field.name)))
    return rows


def seen_parts(case: Case, viewer: User) -> Iterable[SeenPart]:
    """What hangs on the case, asked through the same rules as every page."""
    for label, model, told in PARTS:
        rows = model.objects.visible_to(viewer).filter(case=case)
        relations = [f.name for f in model._meta.concrete_fields if f.many_to_one]
        rows = rows.select_related(*relations)
        seen = seen_visits(rows, viewer) if model is SiteVisit else rows
        yield SeenPart(label, [told(row) for row in seen])


def _days(sight: VisitSight) -> str:
    """Of a visit, as far as the viewer sees it."""
    ends = (timezone.localtime(moment) for moment in (sight.starts_at, sight.ends_at))
    return " – ".join(dict.fromkeys(date_format(end, "j F Y") for end in ends))
