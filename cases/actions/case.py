"""Opening a case, changing its facts, and keeping its clock of activity."""

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from accounts.models import Organisation
from cases.actions.clocks import keep_clocks
from cases.actions.notifications import notify
from cases.actions.participants import add_origin, add_programme_office
from cases.code_names import draw
from cases.models import Case, CaseStage, Company, Notification, StageTransition

# Columns that a form may change; everything else has an action of its own.
EDITABLE = (
    "account_manager",
    "origin_municipality",
    "waiting_on",
    "confidentiality",
    "activity",
    "lead_source",
    "summary",
    "situation",
    "jobs_new_fte",
    "jobs_retained_fte",
    "capex_eur",
    "area_ha",
    "power_mw",
    "decision_expected_on",
    "operational_on",
)


@transaction.atomic
def open_case(
    actor: Actor,
    company: Company,
    origin: Organisation,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
    code_name: str = "",
) -> Case:
    """Opens a case in intake for a company. `values` holds EDITABLE fields; without a `code_name`
    one is drawn.

    The origin organisation joins knowing everything, the programme office as observer of the
    anonymous profile. Raises Refused when `at` lies in the future.
    """
    moment = at or timezone.now()
    if moment > timezone.now():
        raise Refused(_("A case cannot be opened in the future."))
    case = Case(
        company=company,
        origin=origin,
        stage_since=moment,
        created_at=moment,
        last_activity_at=moment,
        waiting_since=timezone.localdate(moment),
        reference=_next_reference(moment.year),
        code_name=code_name or draw(set(Case.objects.values_list("code_name", flat=True))),
        **values,
    )
    actor.save(case, _("Case opened"), at=at)
    add_origin(actor, case, at=at)
    add_programme_office(actor, case, at=at)
    transition = StageTransition(
        case=case,
        kind=StageTransition.Kind.OPENED,
        to_stage=CaseStage.INTAKE,
        actor=actor.user,
        organisation=actor.organisation,
        at=moment,
    )
    actor.save(transition, at=at)
    return case


@transaction.atomic
def update_case(
    actor: Actor,
    case: Case,
    values: dict[str, Any],
    version: int | None,
    reason: str = "",
) -> Case:
    """Changes EDITABLE fields. Raises Conflict when somebody else changed the case meanwhile."""
    row = lock_version(Case, case.pk, version)
    had = row.account_manager_id
    turns = row.waiting_on != values.get("waiting_on", row.waiting_on)
    if turns:
        row.waiting_since = timezone.localdate()
    for name, value in values.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} is not changed by update_case")
        setattr(row, name, value)
    row.last_activity_at = timezone.now()
    actor.save(row, reason)
    if row.account_manager_id != had:
        notify(actor, row, Notification.Kind.CASE_GIVEN, [row.account_manager_id])
    if turns:
        keep_clocks(actor, row, timezone.localdate())
    return row


def touch(case: Case, at: datetime.datetime | None = None) -> None:
    """Notes activity on a case. The column is left out of the history: its own causes are there."""
    moment = at or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET last_activity_at = GREATEST(last_activity_at, %s) WHERE id = %s",
            [moment, case.pk],
        )


def _next_reference(year: int) -> str:
    """The next number of the year, such as 2026-0142; one at a time by an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('case-reference'))")
        cursor.execute(
            "SELECT max(split_part(reference, '-', 2)::int) FROM cases_case"
            " WHERE reference LIKE %s",
            [f"{year}-%"],
        )
        last = cursor.fetchone()[0] or 0
    return f"{year}-{last + 1:04d}"
