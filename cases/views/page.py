"""What every page of a case shares: the case as this person may know it, and what they may do."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.viewing import note_view
from cases.disclosure import KnownOrganisation, organisation_as_known
from cases.models import Case, CaseParticipant, Task
from cases.moves import buttons_of
from cases.permissions import permissions_on
from cases.recent import remember
from cases.views.tabs import tabs_of


@dataclass
class CasePage:
    """A case with the viewer's knowledge (`knows_identity` and the like) and permissions."""

    case: Case
    user: User
    actor: Actor
    permissions: set[str] = field(default_factory=set)

    def may(self, permission: str) -> bool:
        """Whether the viewer holds a permission on this case."""
        return permission in self.permissions

    @cached_property
    def late_tasks(self) -> int:
        """How many next actions that the viewer may see are past their date."""
        if not self.case.is_open:
            return 0
        open_tasks = Task.objects.visible_to(self.user).open().filter(case=self.case)
        late: int = open_tasks.late().count()
        return late

    @property
    def case_address(self) -> str:
        """The address of the case page."""
        return reverse("case-detail", args=[self.case.pk])

    def shown_organisation(self, organisation: Organisation) -> KnownOrganisation:
        """An organisation that did something, as far as the viewer may know of it."""
        return organisation_as_known(self.case, self.user, organisation.pk, organisation.name)

    def context(self, tab: str, **values: Any) -> dict[str, Any]:
        """Template context for a tab: case, may (set of permissions), tabs, tab, moves, opened."""
        return {
            "case": self.case,
            "may": self.permissions,
            "moves": buttons_of(self.case) if self.may("change_case") else [],
            "opened": self,
            "tab": tab,
            "tabs": tabs_of(self.case, self.permissions, tab),
            **values,
        }


def open_page(
    request: HttpRequest,
    pk: uuid.UUID,
    permission: str | None = None,
    *,
    identity: bool = False,
    options: bool = False,
) -> CasePage:
    """The case: 404 when not visible (or, with `identity`, when the company may not be known,
    with `options`, when other regions may not), 403 when visible but `permission` is not held.

    Whoever knows the company without being of its origin is noted in the access log, once an hour.
    """
    actor = Actor.of(request)
    if actor.user is None:
        raise Http404
    case = get_object_or_404(Case.objects.visible_to(actor.user).for_detail(actor.user), pk=pk)
    if (identity and not case.knows_identity) or (options and not case.knows_options):
        raise Http404
    page = CasePage(case, actor.user, actor, permissions_on(actor.user, case))
    if permission is not None and not page.may(permission):
        raise PermissionDenied
    note_view(actor, case)
    remember(request, case)
    return page


def participants_of(page: CasePage) -> list[CaseParticipant]:
    """Organisations on the case now that the viewer may know of."""
    rows = CaseParticipant.objects.visible_to(page.user).current().filter(case=page.case)
    return list(rows.select_related("organisation"))


def show(
    request: HttpRequest, page: CasePage, template: str, tab: str, status: int = 200, **values: Any
) -> HttpResponse:
    """Renders a tab of the case page."""
    return render(request, template, page.context(tab, **values), status=status)
