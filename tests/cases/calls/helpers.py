"""Small steps that several tests about calls take."""

import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.call_answers import Proposed, Stated, submit_answer
from cases.actions.calls import Invitee, Question, send_call
from cases.models import CallAnswer, CallInvitation, Case, LocationCall
from cases.working_days import add_working_days, is_working_day
from regions.models import ServiceArea
from sites.models import Criterion
from tests import factories
from tests.cases.road import url


def region(name: str, code: str, province: str, person: str) -> tuple[Organisation, User]:
    """A region with its area and one person."""
    organisation = factories.organisation(name=name, code=code)
    Actor.system().save(ServiceArea(organisation=organisation, province_id=province))
    return organisation, factories.person(organisation, name=person)


def sent(world: Any, *organisations: Organisation, at: Any = None, days: int = 10) -> LocationCall:
    """A call to regions, without the form."""
    question = Question(
        "Een maker van chips zoekt ruimte.", "Graag ook iets over trillingen.", days
    )
    invitees = [Invitee(organisation) for organisation in organisations]
    return send_call(factories.actor(world.manager), world.case, question, invitees, at=at)


def invited(call: LocationCall, organisation: Organisation) -> CallInvitation:
    """The invitation of one region, as it is now."""
    return CallInvitation.objects.get(call=call, organisation=organisation)


def answered(
    world: Any, call: LocationCall, power: int = 12, at: Any = None, site: Any = None
) -> CallInvitation:
    """ROM Elders proposes the site of which the power is not known, and says what it is."""
    place = site or world.sites.dark
    stated = Stated(
        place,
        Criterion.objects.get(pk="power_mw"),
        "Brief van Enexis",
        timezone.localdate(),
        number=power,
    )
    proposed = Proposed(place, "Vrij liggend, gemeente werkt mee.")
    row = invited(call, world.away)
    actor = factories.actor(world.visitor)
    return submit_answer(actor, row, None, [proposed], [stated], "Graag overleg.", at=at)


def page_of(invitation: CallInvitation) -> str:
    """The address of the answer page."""
    return url("call-answer", invitation.call.case, invitation.pk)


def typed(
    invitation: CallInvitation, *sites: Any, do: str = "submit", **values: str
) -> dict[str, Any]:
    """What the answer form sends; `motivation`, `power` and the like the same for every site."""
    data: dict[str, Any] = {"version": invitation.version, "do": do, "remark": ""}
    data["site"] = [str(site.pk) for site in sites]
    for site in sites:
        proposal, question = f"p-{site.pk}", f"q-{site.pk}-power_mw"
        data[f"{proposal}-motivation"] = values.get("motivation", "Past goed")
        data[f"{question}-value"] = values.get("power", "")
        data[f"{question}-source"] = values.get("source", "")
        data[f"{question}-as_of"] = values.get("as_of", timezone.localdate().isoformat())
        data[f"{question}-confidence"] = "indicative"
        data[f"q-{site.pk}-vibration_class-confidence"] = "indicative"
        data[f"q-{site.pk}-vibration_class-value"] = values.get("vibration", "")
        data[f"q-{site.pk}-vibration_class-source"] = values.get("vibration_source", "")
        data[f"q-{site.pk}-vibration_class-as_of"] = timezone.localdate().isoformat()
    return data | {k: v for k, v in values.items() if k in ("remark", "q")}


def send_form(world: Any, *organisations: Organisation, **values: Any) -> dict[str, Any]:
    """What the form of a new call sends."""
    return {
        "region": [o.pk for o in organisations],
        "profile": "Een maker van optische chips zoekt ruimte.",
        "message": "",
        "working_days": "10",
        "breadth_reason": "",
        "number": "1",
        "request": str(world.request.pk),
    } | values


def ask_regions(client: Client, world: Any, *organisations: Organisation, **values: Any) -> Any:
    """Sends the form of a new call, confirmed."""
    data = send_form(world, *organisations, **values) | {"confirmed": "1"}
    return client.post(url("call-new", world.case), data)


def days_ago(working_days: int) -> datetime.datetime:
    """Noon, some working days before today."""
    day = add_working_days(timezone.localdate(), -working_days)
    noon = datetime.datetime.combine(day, datetime.time(12))
    return timezone.make_aware(noon)


def days_late(working_days: int) -> int:
    """Days left of what was due that many working days before the next working day: on a free day
    the last of them has yet to come."""
    free = not is_working_day(timezone.localdate())
    return -(working_days - 1 if free else working_days)


def answer_of(invitation: CallInvitation) -> CallAnswer:
    """The only answer of an invitation."""
    return CallAnswer.objects.get(invitation=invitation)


def fresh(case: Case) -> Case:
    """The case as it is now."""
    return Case.objects.get(pk=case.pk)
