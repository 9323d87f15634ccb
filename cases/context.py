"""What the shell of every page shows: navigation by what the person may do, and who acts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from cases.inbox import may_be_asked, waiting_for
from cases.models import Case, Notification
from cases.permissions import follows_neutrality, reads_progress
from cases.querysets.notification import MOST_COUNTED


@dataclass
class NavItem:
    """One line of the main menu."""

    label: str
    url: str
    icon: str
    active: bool = False
    count: str = ""


@dataclass(frozen=True)
class Unread:
    """How many lines of notifications were not read; more than can be told at a glance is many."""

    count: int

    @property
    def shown(self) -> str:
        """As the bell shows it."""
        return at_a_glance(self.count)


def at_a_glance(count: int) -> str:
    """A number beside a word of the frame: nothing, exact, or many."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context: nav, nav_search, actor, memberships, unread (counted when it is shown)."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": [], "nav_search": False, "actor": None, "memberships": [], "unread": None}
    return {
        "nav": navigation(user, request.path),
        "nav_search": True,
        "actor": getattr(request, "actor", None),
        "memberships": user.active_memberships,
        "unread": cache(lambda: Unread(Notification.objects.waiting_for(user))),
    }


def follows_cases(user: User) -> bool:
    """Whether cases can reach this person: by kind of organisation, or as administrator."""
    kinds = {m.organisation.kind for m in user.active_memberships}
    return user.is_superuser or bool(
        kinds & {*Organisation.CASE_KINDS, Organisation.Kind.PROGRAMME_OFFICE}
    )


def navigation(user: User, path: str) -> list[NavItem]:
    """The main menu, with the number of the person's own open cases."""
    entries: list[tuple[str, str, str, int]] = []
    if follows_cases(user):
        own = Case.objects.visible_to(user).managed_by(user).order_by()
        mine = own[:MOST_COUNTED].count()
        entries += [
            ("home", _("My day"), "home", 0),
            ("case-list", _("Cases"), "briefcase", mine),
            ("company-list", _("Companies"), "building", 0),
        ]
    if may_be_asked(user):
        entries.append(("call-inbox", _("Calls for locations"), "inbox", waiting_for(user)))
    entries += [
        ("site-list", _("Sites"), "building-factory-2", 0),
        ("region-list", _("Regions"), "map-2", 0),
        ("dashboard", _("Dashboard"), "chart-bar", 0),
        ("reports", _("Reports"), "file-text", 0),
    ]
    if reads_progress(user):
        entries.append(("progress-list", _("Progress reports"), "report-analytics", 0))
    if follows_neutrality(user):
        entries.append(("neutrality", _("Neutrality"), "scale", 0))
    return [_item(path, *entry) for entry in entries]


def _item(path: str, name: str, label: str, icon: str, count: int) -> NavItem:
    url = reverse(name)
    active = path == url if name == "home" else path.startswith(url)
    return NavItem(label, url, icon, active, at_a_glance(count))
