"""Why a row is rejected or deserves a look: codes in the stored rows, sentences on the screen."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

MESSAGES = {
    # Rejected
    "no_properties": _("The row has no attributes."),
    "no_number": _(
        "The row has no RIN number, so a next import could not recognise the site. "
        "Ask the province for the number."
    ),
    "bad_number": _("The RIN number “%(value)s” is not a number of the register."),
    "duplicate": _("Row %(row)s has the same RIN number and is used instead."),
    "duplicate_conflict": _(
        "Rows %(rows)s have the same RIN number and year but say different things. "
        "None of them is used; the province can tell which one is right."
    ),
    "no_name": _("The row has no name."),
    "name_too_long": _("The name is longer than 160 characters."),
    "no_year": _("The row has no reference year. Give one with the import."),
    "bad_year": _("The reference year “%(value)s” is not a year that is possible."),
    "not_a_number": _("%(column)s: “%(value)s” is not a number."),
    "negative": _("%(column)s: %(value)s is below zero."),
    "too_large": _("%(column)s: %(value)s is larger than an area can be."),
    "bad_geometry": _("The outline cannot be read."),
    "outside": _("The outline is not in the Netherlands (RD %(x)s, %(y)s)."),
    # Unchanged
    "older": _("The register holds %(known)s; this row is of %(year)s and changes nothing."),
    # Used, with a remark
    "no_municipality": _("The municipality is not stated; it stays unknown."),
    "several_municipalities": _(
        "The site lies in several municipalities (%(value)s); the municipality stays unknown."
    ),
    "unknown_municipality": _(
        "The municipality “%(value)s” is not in our list; the municipality stays unknown."
    ),
    "no_province": _("The province cannot be derived; it stays unknown."),
    "province_differs": _(
        "The province “%(value)s” is not that of the municipality, which counts."
    ),
    "no_geometry": _("There is no outline, so the site is not on the map."),
    "net_over_gross": _("The net area is larger than the gross area, as published."),
    "available_over_net": _("The available area is larger than the net area, as published."),
    "unknown_type": _("The type “%(value)s” is not in the definitions; used as “other”."),
    # About the file
    "partial": _("The file holds %(found)s of %(expected)s sites: the download was cut off."),
}


def sentence(reason: dict[str, Any]) -> str:
    """The sentence of a stored reason, in the reader's language."""
    return gettext(MESSAGES[reason["code"]]) % reason
