"""What must not slip out: free text that reaches people who may not know the company.

`names_company` finds the company's name in text, whatever the capitals, accents, spaces or legal
form. Forms for text that is shown at the level of the anonymous profile refuse it with a sentence.
"""

import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Company, Disclosure

_LEGAL_FORMS = {
    "bv",
    "nv",
    "vof",
    "cv",
    "holding",
    "group",
    "groep",
    "nederland",
    "netherlands",
}
_SHORTEST = 4  # a shorter word is too common to refuse

# Which fields of a case each level may see, in the page, the history and every export.
PROFILE_FIELDS = frozenset(
    "reference code_name stage stage_since on_hold origin summary "
    "jobs_new_fte jobs_retained_fte capex_eur area_ha power_mw decision_expected_on "
    "operational_on outcome closed_at created_at account_manager".split()
)
# Whom the case waits on tells a region whether others are asked: for who compares regions.
COMPARING_FIELDS = frozenset({"waiting_on", "waiting_since"})
SECTOR_FIELDS = PROFILE_FIELDS | {"activity"}
FIELDS: dict[str, frozenset[str]] = {
    Disclosure.PROFILE: PROFILE_FIELDS,
    Disclosure.SECTOR: SECTOR_FIELDS,
    Disclosure.IDENTITY: frozenset(f.name for f in Case._meta.concrete_fields),
}


def plain(text: str) -> str:
    """Lower case letters and digits only, accents dropped, words separated by one space."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare.replace(".", "")))


def names_company(text: str, company: Company) -> bool:
    """Whether text gives the company away by its name, its web address or its KvK number."""
    words = plain(text)
    solid = words.replace(" ", "")
    # "B.V." is one word, "fotonova.pdf" is two.
    words = f"{words} {plain(text.replace('.', ' '))}"
    name = " ".join(w for w in plain(company.name).split() if w not in _LEGAL_FORMS)
    host = re.sub(r"^www\.", "", re.sub(r"^https?://", "", company.website).split("/")[0])
    label = plain(host.split(".")[0]).replace(" ", "") if host else ""
    if company.kvk_number and company.kvk_number in re.sub(r"\D", "", text):
        return True
    if name and (f" {name} " in f" {words} " or _hides_in(name.replace(" ", ""), solid)):
        return True
    first = name.split(" ")[0] if name else ""
    if len(first) > _SHORTEST and f" {first} " in f" {words} ":
        return True
    return _hides_in(label, solid)


def _hides_in(needle: str, text: str) -> bool:
    return len(needle) > _SHORTEST and needle in text


def visible_fields(case: Case) -> frozenset[str]:
    """The case's fields that its viewer may see; needs `with_knowledge` on the queryset."""
    if case.knows_options:  # type: ignore[attr-defined]
        return FIELDS[Disclosure.IDENTITY]
    if case.knows_identity:  # type: ignore[attr-defined]
        return FIELDS[Disclosure.IDENTITY] - COMPARING_FIELDS
    if case.knows_sector:  # type: ignore[attr-defined]
        return FIELDS[Disclosure.SECTOR]
    return FIELDS[Disclosure.PROFILE]


class KnownOrganisation(NamedTuple):
    """How an organisation that did something is named to a viewer."""

    name: str
    hidden: bool


def organisation_as_known(case: Case, user: User, key: int | None, name: str) -> KnownOrganisation:
    """Its name, unless it is another region on the case and the viewer may not know of rivals.

    Needs `with_knowledge` on the case.
    """
    if key is None or case.knows_options:  # type: ignore[attr-defined]
        return KnownOrganisation(name, hidden=False)
    if key == case.origin_id or key in user.organisation_ids:
        return KnownOrganisation(name, hidden=False)
    return KnownOrganisation(_("another participant"), hidden=True)
