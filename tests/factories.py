"""Small factories: each makes one thing that is valid, and takes what the test is about."""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from accounts.actions import save_membership, save_organisation
from accounts.actor import Actor
from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.actions.case import open_case
from cases.actions.participants import invite
from cases.models import Case, CaseParticipant, Company, ContactPerson, Disclosure
from regions.models import Municipality, Province
from sites.models import Site

PASSWORD = "een-lang-wachtwoord-2026"
_number = itertools.count(1)


def organisation(kind: str = Organisation.Kind.ROM, **values: Any) -> Organisation:
    """An organisation with its groups; a ROM unless said otherwise."""
    n = next(_number)
    values = {"code": f"org-{n}", "name": f"Organisatie {n}", "kind": kind} | values
    return save_organisation(Actor.system(), Organisation(**values))


def person(org: Organisation | None = None, role: str = Role.CASE_WORKER, **values: Any) -> User:
    """A person, member of `org` in a role."""
    n = next(_number)
    values = {"email": f"persoon{n}@example.test", "name": f"Persoon {n}"} | values
    user = User.objects.create_user(password=PASSWORD, **values)
    if org is not None:
        save_membership(Actor.system(), Membership(user=user, organisation=org, role=role))
    return user


def actor(user: User) -> Actor:
    """The person acting for their own organisation."""
    return Actor.person(user)


def municipality(code: str = "GM0772") -> Municipality:
    """A municipality of the reference data; Eindhoven unless said otherwise."""
    return Municipality.objects.get(code=code)


def province(code: str = "NL-NB") -> Province:
    """A province of the reference data."""
    return Province.objects.get(code=code)


def company(org: Organisation, **values: Any) -> Company:
    """A company registered by `org`."""
    n = next(_number)
    values = {"name": f"Vlakglas Optiek {n} B.V.", "kvk_number": f"{70_000_000 + n}"} | values
    return Actor.system().save(Company(organisation=org, **values))


def contact(company: Company, **values: Any) -> ContactPerson:
    """Somebody to speak with at a company."""
    return Actor.system().save(ContactPerson(company=company, **{"name": "W. Bos"} | values))


def case(manager: User, at: datetime.datetime | None = None, **values: Any) -> Case:
    """A case in intake of the manager's organisation, for a new company unless given."""
    acting = actor(manager)
    assert acting.organisation is not None
    firm = values.pop("company", None) or company(acting.organisation)
    values = {"account_manager": manager} | values
    return open_case(acting, firm, acting.organisation, values, at=at)


def join(
    case: Case,
    org: Organisation,
    disclosure: str = Disclosure.PROFILE,
    role: str = CaseParticipant.Role.CANDIDATE,
) -> CaseParticipant:
    """Puts an organisation on a case at a level, with consent where that is needed."""
    acting = Actor.person(case.account_manager, case.origin)
    consent = (
        ("M. Jansen", timezone.localdate()) if disclosure != Disclosure.PROFILE else ("", None)
    )
    return invite(acting, case, org, role, disclosure, *consent)


def site(**values: Any) -> Site:
    """A site in Eindhoven."""
    n = next(_number)
    values = {
        "name": f"Terrein {n}",
        "municipality_id": "GM0772",
        "province_id": "NL-NB",
        "net_area_ha": 20,
        "gross_area_ha": 30,
        "latitude": 51.44,
        "longitude": 5.47,
    } | values
    return Actor.system().save(Site(**values))
