"""Every write to a company, its technologies and its people."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from accounts.models import AccessLog, Organisation
from cases.actions.case import open_case
from cases.actions.guards import lock_stamped
from cases.disclosure import names_company
from cases.models import Case, Company, CompanyTechnology, ContactPerson

ONCE_PER = datetime.timedelta(hours=1)
FIELDS = (
    "name",
    "kvk_number",
    "municipality",
    "website",
    "description",
    "sector",
    "employees_fte",
    "sensitivity",
    "export_controlled",
    "listed",
    "financed_by_rom",
)


@transaction.atomic
def create_company(
    actor: Actor,
    organisation: Organisation,
    values: dict[str, Any],
    technologies: Iterable[str] = (),
    primary: str | None = None,
) -> Company:
    """Registers a company for an organisation. `values` holds FIELDS, `technologies` codes.

    Raises Refused when the organisation already has a company with this KvK number.
    """
    company = _save(actor, Company(organisation=organisation, **values), _("Company registered"))
    _set_technologies(actor, company, set(technologies), primary)
    return company


@transaction.atomic
def update_company(
    actor: Actor,
    company: Company,
    values: dict[str, Any],
    technologies: Iterable[str],
    primary: str | None,
    version: int | None,
) -> Company:
    """Changes FIELDS and technologies. Raises Conflict when somebody else was first, and Refused
    when the new name stands in a text that regions read."""
    row = lock_version(Company, company.pk, version)
    before = Company(name=row.name, kvk_number=row.kvk_number, website=row.website)
    for name, value in values.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not changed by update_company")
        setattr(row, name, value)
    _require_unnamed(row, before)
    _save(actor, row, "")
    _set_technologies(actor, row, set(technologies), primary)
    return row


@transaction.atomic
def open_case_for(
    actor: Actor,
    organisation: Organisation,
    company: Company | None,
    company_values: dict[str, Any],
    case_values: dict[str, Any],
) -> Case:
    """Opens a case for a company; without one, registers it first. Both or neither."""
    firm = company or create_company(actor, organisation, company_values)
    return open_case(actor, firm, organisation, case_values)


@transaction.atomic
def save_contact(
    actor: Actor,
    company: Company,
    contact: ContactPerson | None,
    values: dict[str, Any],
    stamp: int | None,
) -> ContactPerson:
    """Adds or changes a person at the company; there is one first contact at most.

    Raises Conflict when the person was changed since the form with `stamp` was shown.
    """
    Company.objects.select_for_update().get(pk=company.pk)
    row = lock_stamped(ContactPerson, contact.pk, stamp) if contact else ContactPerson()
    row.company = company
    for name, value in values.items():
        setattr(row, name, value)
    if row.primary:
        for other in company.contacts.filter(primary=True).exclude(pk=row.pk):
            other.primary = False
            actor.save(other, _("Another first contact"))
    return actor.save(row)


@transaction.atomic
def remove_contact(actor: Actor, company: Company, key: uuid.UUID) -> None:
    """Takes a person at the company away; the history keeps that there was one."""
    row = ContactPerson.objects.select_for_update().filter(company=company, pk=key).first()
    if row is None:
        raise Refused(_("This person was removed already."))
    actor.delete(row, _("Removed"))


def note_look(actor: Actor, company: Company, cases: Sequence[Case]) -> None:
    """Notes who opened a company, under the code name of one of its cases that they know.

    At most once an hour per person and company, so that the log stays readable.
    """
    recent = AccessLog.objects.filter(
        at__gte=timezone.now() - ONCE_PER, user=actor.user, kind="company", object_id=company.pk
    )
    if recent.exists():
        return
    case = cases[0] if cases else None
    log_access(
        actor,
        AccessLog.Action.VIEWED,
        "company",
        case.code_name if case else "company",
        object_id=company.pk,
        case_id=case.pk if case else None,
    )


def _save(actor: Actor, company: Company, reason: str) -> Company:
    try:
        with transaction.atomic():
            return actor.save(company, reason)
    except IntegrityError as error:
        if "one_company_per_kvk_number" in str(error):
            raise Refused(
                _("%(organisation)s already has a company with this KvK number.")
                % {"organisation": company.organisation}
            ) from error
        raise


def _set_technologies(actor: Actor, company: Company, codes: set[str], primary: str | None) -> None:
    """Makes the technologies equal to `codes`. Removed and demoted first: one is primary."""
    present = {row.technology_id: row for row in company.company_technologies.all()}
    for code, row in present.items():
        if code not in codes:
            actor.delete(row)
        elif row.primary and code != primary:
            row.primary = False
            actor.save(row)
    for code in sorted(codes, key=lambda each: each != primary):
        kept = present.get(code)
        if kept is None:
            technology = CompanyTechnology(
                company=company, technology_id=code, primary=code == primary
            )
            actor.save(technology)
        elif code == primary and not kept.primary:
            kept.primary = True
            actor.save(kept)


def _require_unnamed(company: Company, before: Company) -> None:
    """A new name may already stand in an anonymous profile, where regions read it."""
    summaries = company.cases.exclude(summary="").values_list("summary", flat=True)
    for summary in summaries:
        if names_company(summary, company) and not names_company(summary, before):
            raise Refused(
                _(
                    "The anonymous profile of a case of this company holds this name. "
                    "Change the profile first."
                )
            )
