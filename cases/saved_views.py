"""Saved views as the list shows them: with what each holds for the person who looks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from cases.listing import SAVED, CaseListing
from cases.models import SavedView
from cases.querysets.counting import count_up_to

IN_TABS = 8  # the others stand on the page of the saved views


@dataclass(frozen=True)
class SavedTab:
    """One saved view, and how many cases it holds for this person where that was counted."""

    view: Any
    active: bool
    count: int | None = None

    @property
    def address(self) -> str:
        """Where it opens."""
        return address_of(self.view)


def address_of(view: SavedView) -> str:
    """The list that a view keeps."""
    asked = QueryDict(view.query, mutable=True)
    asked[SAVED] = str(view.pk)
    return f"{reverse('case-list')}?{asked.urlencode()}"


def saved_tabs(user: User, active: str = "", most: int | None = IN_TABS) -> list[SavedTab]:
    """Views that the person may open, by name, their own first."""
    rows = SavedView.objects.visible_to(user).select_related("owner", "organisation")
    views = sorted(rows, key=lambda view: view.owner_id != user.pk)[:most]
    return [SavedTab(view, str(view.pk) == active) for view in views]


def counted(user: User, tabs: Sequence[SavedTab]) -> list[SavedTab]:
    """The same with how many cases each holds up to COUNT_UP_TO, of those this person sees; one
    query for all."""
    asked = {str(tab.view.pk): QueryDict(tab.view.query) for tab in tabs}
    parts = {key: CaseListing(user, query).cases for key, query in asked.items()}
    counts = count_up_to(parts, settings.COUNT_UP_TO)
    return [replace(tab, count=counts[str(tab.view.pk)]) for tab in tabs]


def own_view(user: User, key: str) -> Any:
    """The view of this key when the person made it; None otherwise."""
    try:
        pk = uuid.UUID(key)
    except ValueError:
        return None
    return SavedView.objects.of(user).filter(pk=pk).first()
