"""Which moves a case can make now, for the buttons of the page and the forms behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseStage
from cases.workflow import earlier_stages, next_stage


def _moving(case: Case) -> bool:
    return case.is_open and not case.on_hold


@dataclass(frozen=True)
class Move:
    """One kind of move. `name` is the URL name of its form, `barred` says why it cannot be now."""

    name: str
    label: Any
    text: Any
    symbol: str
    possible: Callable[[Case], bool]
    barred: Any

    def title(self, case: Case) -> str:
        """The words on the button."""
        target = next_stage(case.stage) if self.name == "case-forward" else None
        if target is None:
            return str(self.label)
        return str(_("On to %(stage)s") % {"stage": target.label})


_NOT_MOVING = _("A case that is closed or on hold does not move; reopen or resume it first.")

MOVES = (
    Move(
        "case-forward",
        _("To the next stage"),
        _("What was done in this stage stays as it is. Going back is possible, with a reason."),
        "arrow-right",
        lambda case: _moving(case) and next_stage(case.stage) is not None,
        _("This case is not on its way to a next stage: it is on hold, decided or closed."),
    ),
    Move(
        "case-resume",
        _("Resume"),
        _("The clock of this stage runs again from now."),
        "player-play",
        lambda case: case.on_hold,
        _("This case is not on hold."),
    ),
    Move(
        "case-reopen",
        _("Reopen"),
        _(
            "The outcome is taken back and the case is open again. "
            "The history keeps how it ended before."
        ),
        "rotate",
        lambda case: not case.is_open,
        _("This case is not closed."),
    ),
    Move(
        "case-close",
        _("Close with an outcome"),
        _("Nobody works on a closed case; everybody who sees it now can still read it."),
        "gavel",
        lambda case: case.is_open,
        _("This case is closed already."),
    ),
    Move(
        "case-hold",
        _("Put on hold"),
        _(
            "The clock of this stage stands still. "
            "On the day below the case asks for attention again."
        ),
        "player-pause",
        _moving,
        _NOT_MOVING,
    ),
    Move(
        "case-back",
        _("Back to an earlier stage"),
        _(
            "Everything that is recorded stays. "
            "Going back is counted in the figures, with the reason."
        ),
        "arrow-left",
        lambda case: _moving(case) and bool(earlier_stages(case.stage)),
        _("There is no earlier stage to go back to, or the case is on hold or closed."),
    ),
)
BY_NAME = {move.name: move for move in MOVES}


@dataclass(frozen=True)
class Button:
    """A possible move as a button; the first of a case is the obvious next one."""

    name: str
    label: str
    symbol: str


def buttons_of(case: Case) -> list[Button]:
    """The possible moves, the obvious one first. Closing is that after the decision only."""
    return [
        Button(move.name, move.title(case), move.symbol) for move in MOVES if move.possible(case)
    ]


def closes_next(case: Case) -> bool:
    """Whether closing is the regular next step."""
    return case.stage == CaseStage.DECISION
