"""The tabs of the case page, by what the viewer may know."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import CaseStage

FOLLOWED = frozenset({CaseStage.DECISION, CaseStage.CLOSED})


@dataclass(frozen=True)
class Tab:
    """One tab: its key, words, address, and whether it is the one shown."""

    key: str
    label: Any
    url: str
    active: bool


# key, label, URL name, what one must hold to see the tab
TABS = (
    ("overview", _("Overview"), "case-detail", "view_case"),
    ("intake", _("Intake"), "case-intake", "view_identity"),
    ("requirements", _("Requirements"), "case-requirements", "view_case"),
    ("matching", _("Matching"), "case-matching", "view_case"),
    ("calls", _("Calls for locations"), "case-calls", "view_case"),
    ("visits", _("Visits"), "case-visits", "view_case"),
    ("decision", _("Decision"), "case-decision", "view_options"),
    ("followup", _("Follow-up"), "case-followup", "view_options"),
    ("documents", _("Documents"), "case-documents", "view_case"),
    ("participants", _("Participants"), "case-participants", "view_case"),
    ("timeline", _("Timeline"), "case-timeline", "view_case"),
)


def tabs_of(case: Any, permissions: set[str], current: str) -> list[Tab]:
    """The tabs this viewer has. Before its last stages there is nothing to follow of a case."""
    return [
        Tab(key, label, reverse(name, args=[case.pk]), key == current)
        for key, label, name, needed in TABS
        if needed in permissions and (key != "followup" or case.stage in FOLLOWED)
    ]
