"""What the command palette offers: recent cases, pages, what can be begun, and what is found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.words import plain_words
from cases.context import follows_cases, navigation
from cases.permissions import can_open_case
from cases.recent import recent_cases
from cases.search import Hit, find
from sites.permissions import can_add_site, can_import

FOUND = 8  # hits; the page of the search shows more


@dataclass(frozen=True)
class Option:
    """One line that can be chosen; `number` tells it from the others in the palette."""

    label: str
    url: str
    icon: str
    note: str = ""
    kind: str = ""
    number: int = 0


@dataclass(frozen=True)
class Group:
    """Options under one heading."""

    label: str
    options: list[Option]


def groups_for(request: HttpRequest, user: User, words: str) -> list[Group]:
    """Groups with something in them; without words the recent cases, with words what was found."""
    pages = [Option(item.label, item.url, item.icon) for item in navigation(user, "")]
    doing = list(_actions(user, _organisation(request)))
    if words:
        groups = [
            Group(_("Go to"), _fitting(words, pages)),
            Group(_("Do"), _fitting(words, doing)),
            Group(_("Found"), [_of_hit(hit) for hit in find(user, words, FOUND)]),
            Group(_("Further"), [_everything(words)]),
        ]
    else:
        recent = [_of_case(case) for case in recent_cases(request, user)]
        groups = [
            Group(_("Opened last"), recent),
            Group(_("Do"), doing),
            Group(_("Go to"), pages),
        ]
    return _numbered(group for group in groups if group.options)


def _numbered(groups: Iterator[Group]) -> list[Group]:
    number, numbered = 0, []
    for group in groups:
        options = [replace(option, number=number + n) for n, option in enumerate(group.options, 1)]
        number += len(options)
        numbered.append(Group(group.label, options))
    return numbered


def _organisation(request: HttpRequest) -> Organisation | None:
    return getattr(getattr(request, "actor", None), "organisation", None)


def _actions(user: User, organisation: Organisation | None) -> Iterator[Option]:
    """What this person may begin, from anywhere."""
    if organisation is not None and can_open_case(user, organisation.pk):
        yield Option(_("New case"), reverse("case-new"), "plus")
        yield Option(_("New company"), reverse("company-new"), "plus")
    if can_add_site(user):
        yield Option(_("New site"), reverse("site-new"), "plus")
    if can_import(user):
        yield Option(_("Import sites"), reverse("site-imports"), "upload")
    if follows_cases(user):
        address = reverse("case-list")
        yield Option(_("Cases that are too late"), f"{address}?view=late", "alarm")
        yield Option(_("Cases that wait on me"), f"{address}?view=waiting", "hourglass")
    yield Option(_("Criteria of sites"), reverse("criterion-list"), "list-check")
    yield Option(_("Preferences"), reverse("preferences"), "adjustments-horizontal")


def _fitting(words: str, options: list[Option]) -> list[Option]:
    """Options in which each of the words begins a word."""
    asked = plain_words(words).split()

    def fits(option: Option) -> bool:
        tokens = plain_words(option.label).split()
        return all(any(token.startswith(word) for token in tokens) for word in asked)

    return [option for option in options if fits(option)] if asked else []


def _of_hit(hit: Hit) -> Option:
    note = " · ".join(part for part in (hit.note, str(hit.stage)) if part)
    return Option(hit.title, hit.url, hit.kind.icon, note, str(hit.kind.label))


def _of_case(case: Any) -> Option:
    note = f"{case.reference} · {case.get_stage_display()}"
    return Option(case.shown_name, reverse("case-detail", args=[case.pk]), "briefcase", note)


def _everything(words: str) -> Option:
    label = _("Search everything for “%(words)s”") % {"words": words}
    return Option(label, f"{reverse('search')}?{urlencode({'q': words})}", "search")
