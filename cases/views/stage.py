"""Moving a case: a page per move that says what it does, and a button that does it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import Conflict, Refused
from cases.actions import stage as actions
from cases.forms.case import (
    CloseForm,
    ForwardForm,
    HoldForm,
    MoveForm,
    ResumeForm,
    StageForm,
)
from cases.models import Case, Decision
from cases.moves import BY_NAME, closes_next
from cases.standard import offered
from cases.views.attempt import posted, status_of
from cases.views.overview import asks_next
from cases.views.page import CasePage, open_page, show
from cases.workflow import checklist, gather

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def forward(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the next stage, when its gate is open."""
    page = open_page(request, pk, "change_case")
    form = ForwardForm(posted(request), page.case)
    return _move(request, page, "case-forward", form, actions.move_forward)


@require_http_methods(READ_OR_WRITE)
def back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To an earlier stage, with the reason."""
    page = open_page(request, pk, "change_case")
    form = StageForm(posted(request), page.case)
    return _move(request, page, "case-back", form, actions.move_back)


@require_http_methods(READ_OR_WRITE)
def hold(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """On hold, with the reason and a day to look again."""
    page = open_page(request, pk, "change_case")
    form = HoldForm(posted(request), page.case)
    return _move(request, page, "case-hold", form, actions.put_on_hold)


@require_http_methods(READ_OR_WRITE)
def resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From hold."""
    page = open_page(request, pk, "change_case")
    form = ResumeForm(posted(request), page.case)
    return _move(request, page, "case-resume", form, actions.resume)


@require_http_methods(READ_OR_WRITE)
def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends the case with an outcome; that of the decision is chosen already."""
    page = open_page(request, pk, "change_case")
    decision = Decision.objects.visible_to(page.user).filter(case=page.case).first()
    form = CloseForm(posted(request), page.case, outcome=decision.outcome if decision else "")
    return _move(request, page, "case-close", form, actions.close)


@require_http_methods(READ_OR_WRITE)
def reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A closed case, again in one of the stages of the road."""
    page = open_page(request, pk, "change_case")
    form = StageForm(posted(request), page.case)
    return _move(request, page, "case-reopen", form, actions.reopen)


def _move(
    request: HttpRequest, page: CasePage, name: str, form: MoveForm, action: Callable[..., Case]
) -> HttpResponse:
    """Shows the form or moves the case. Conflict goes on to its own page (409)."""
    moved = _attempt(form, lambda: action(page.actor, page.case, **form.cleaned_data))
    if moved is not None:
        messages.success(request, _told(name, moved))
        asks = asks_next(page) or (name == "case-forward" and offered(moved))
        return redirect("task-next" if asks else "case-detail", page.case.pk)
    values = {"form": form, **_explained(page.case, name)}
    return show(request, page, "cases/case/move.html", "overview", status_of(form), **values)


def _attempt(form: MoveForm, action: Callable[[], Case]) -> Case | None:
    """The case after the move; None when the form or the action says no."""
    if not form.is_valid():
        return None
    try:
        return action()
    except actions.GateClosed:  # the page lists each thing, with a link
        form.add_error(None, _("The case cannot move yet: not everything is there."))
    except Conflict:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
    return None


def _explained(case: Case, name: str) -> dict[str, Any]:
    """What the page of a move says besides its form."""
    move = BY_NAME[name]
    gated = name == "case-forward" or (name == "case-close" and closes_next(case))
    possible = move.possible(case)
    ticks = checklist(gather(case), case.stage) if gated and possible else []
    return {
        "move": move,
        "title": move.title(case),
        "possible": possible,
        "ticks": ticks,
        "lacking": [tick for tick in ticks if not tick.met],
    }


def _told(name: str, case: Case) -> str:
    """What happened, for the message on the page."""
    stage = case.get_stage_display()
    told = {
        "case-hold": _("The case is on hold."),
        "case-resume": _("The case goes on."),
        "case-close": _("The case is closed: %(outcome)s.")
        % {"outcome": case.get_outcome_display()},
    }
    return told.get(name, _("The case is now in the stage %(stage)s.") % {"stage": stage})
