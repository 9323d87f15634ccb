"""Exactly what leaves the house when a call for locations is sent, before it is."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.call_mail import mail_context
from cases.forms.calls import CallForm
from cases.models import CallInvitation, Disclosure, LocationCall, Requirement, ScaleUpRequest
from cases.sight import seen_fields
from cases.views.page import CasePage
from cases.working_days import add_working_days


def preview_of(page: CasePage, version: ScaleUpRequest, form: CallForm) -> dict[str, Any]:
    """What each region will read, who joins the case, and the mail, word for word."""
    values = form.cleaned_data
    invitees = form.invitees()
    call = LocationCall(
        case=page.case,
        number=values["number"],
        request=version,
        profile=values["profile"],
        message=values["message"],
        working_days=values["working_days"],
        deadline=_deadline(values["working_days"]),
    )
    organisations = [invitee.organisation for invitee in invitees]
    rows = Requirement.objects.visible_to(page.user).filter(request=version)
    return {
        "call": call,
        "invitees": [
            {
                "organisation": organisation,
                "joins": form.fits[organisation.pk].on_case is None,
                "level": _level(form, organisation),
                "reason": invitee.reason,
            }
            for organisation, invitee in zip(organisations, invitees, strict=True)
        ],
        "mailed": _mailed(organisations),
        "fields": seen_fields(page.case, Disclosure.PROFILE),
        "requirements": list(
            rows.select_related("criterion", "block").order_by("criterion__position")
        ),
        "mail": mail_context("asked", _sample(call, organisations[0]), User(name="…")),
    }


def _deadline(working_days: int) -> datetime.date:
    return add_working_days(timezone.localdate(), working_days)


def _level(form: CallForm, organisation: Organisation) -> Disclosure:
    present = form.fits[organisation.pk].on_case
    return Disclosure(present.disclosure) if present is not None else Disclosure.PROFILE


def _mailed(organisations: list[Organisation]) -> int:
    """How many people get the mail today."""
    people = Membership.objects.active().filter(
        organisation__in=organisations, role__in=[Role.CASE_WORKER, Role.MANAGER]
    )
    return people.values("user_id").distinct().count()


def _sample(call: LocationCall, organisation: Organisation) -> CallInvitation:
    return CallInvitation(call=call, organisation=organisation)
