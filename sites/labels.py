"""Words for the options and units of the catalogue of criteria."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# The options that are words; VC-A, ISO 5 and 4.2 speak for themselves.
OPTIONS = {
    "congested": _("congested"),
    "under_study": _("under study"),
    "limited": _("limited"),
    "available": _("available"),
    "none": _("not allowed"),
    "lower_tier": _("lower tier"),
    "upper_tier": _("upper tier"),
    "buy": _("purchase"),
    "ground_lease": _("ground lease"),
    "rent": _("rent"),
    "turnkey": _("turnkey"),
}
# The catalogue's units are Dutch where a unit is a word.
UNITS = {
    "jaartal": _("year"),
    "maanden": _("months"),
    "mol N/ha/jr": _("mol N/ha/yr"),
}


def option_label(value: str) -> str:
    """An option in the reader's language; an option that somebody added, as it was written."""
    return gettext(OPTIONS[value]) if value in OPTIONS else value


def unit_label(unit: str) -> str:
    """A unit in the reader's language."""
    return gettext(UNITS[unit]) if unit in UNITS else unit
