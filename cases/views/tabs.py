"""The tabs of the case page, by what the viewer may know."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Tab:
    """One tab: its key, words, address, and whether it is the one shown."""

    key: str
    label: Any
    url: str
    active: bool


# key, label, URL name, only for who may know the company
TABS = (
    ("overview", _("Overview"), "case-detail", False),
    ("intake", _("Intake"), "case-intake", True),
    ("requirements", _("Requirements"), "case-requirements", False),
    ("matching", _("Matching"), "case-matching", False),
    ("visits", _("Visits"), "case-visits", False),
    ("decision", _("Decision"), "case-decision", True),
    ("documents", _("Documents"), "case-documents", False),
    ("participants", _("Participants"), "case-participants", False),
    ("timeline", _("Timeline"), "case-timeline", False),
)


def tabs_of(case: Any, permissions: set[str], current: str) -> list[Tab]:
    """The tabs this viewer has."""
    return [
        Tab(key, label, reverse(name, args=[case.pk]), key == current)
        for key, label, name, informed in TABS
        if not informed or "view_identity" in permissions
    ]
