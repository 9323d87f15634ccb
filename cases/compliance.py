"""The compliance steps of a decision, as data: what is asked, why, and which answers there are.

Sources: Didam, HR 26 November 2021 and 15 November 2024. State aid: Notice on the notion of State
aid (2016/C 262), de minimis Regulation 2023/2831. Relocation: General Block Exemption Regulation,
art. 2(61a) and 14(16). Screening: Wet Vifo, in force since 1 June 2023.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.models import Company, ComplianceAnswer, Decision, Outcome

Kind, Answer = ComplianceAnswer.Kind, ComplianceAnswer.Answer
DATED = frozenset({Answer.PUBLISHED, Answer.APPRAISED, Answer.NOTIFIED, Answer.CLEARED})
WITH_SITE = frozenset({Outcome.OTHER_REGION, Outcome.SPLIT})
SENSITIVE = frozenset({Company.Sensitivity.SENSITIVE, Company.Sensitivity.VERY_SENSITIVE})


@dataclass(frozen=True)
class Step:
    """One step: its kind, the question in full, and the answers that settle it."""

    kind: Any
    question: str | Promise
    settles: tuple[Any, ...]

    @property
    def answers(self) -> tuple[Any, ...]:
        """What can be answered, in order."""
        return (*self.settles, Answer.NOT_APPLICABLE, Answer.OPEN)


STEPS: tuple[Step, ...] = (
    Step(
        Kind.DIDAM,
        gettext_lazy(
            "Is the land public? Then others get an equal chance: publish with objective criteria, "
            "unless only one candidate can be serious."
        ),
        (Answer.ONE_CANDIDATE, Answer.PUBLISHED),
    ),
    Step(
        Kind.STATE_AID,
        gettext_lazy(
            "Does the company pay the market price for public land, or stay within the rules for "
            "aid?"
        ),
        (Answer.APPRAISED, Answer.TENDERED, Answer.PERMITTED),
    ),
    Step(
        Kind.RELOCATION,
        gettext_lazy(
            "With regional aid: did the company declare that it moves the same activity from no "
            "other EEA country, two years before and two years after (GBER art. 14(16))?"
        ),
        (Answer.NO_RELOCATION,),
    ),
    Step(
        Kind.SCREENING,
        gettext_lazy(
            "Does sensitive technology change hands, or does an investor get a say? Then it is "
            "notified before closing (Wet Vifo)."
        ),
        (Answer.NOT_COVERED, Answer.NOTIFIED, Answer.CLEARED),
    ),
    Step(
        Kind.EXPORT,
        gettext_lazy("Is the technology dual use, and are the licences for it there?"),
        (Answer.NOT_CONTROLLED, Answer.LICENSED),
    ),
    Step(
        Kind.CONFLICT,
        gettext_lazy("Is one of the deciding organisations a shareholder or financier here?"),
        (Answer.NO_INTEREST, Answer.OTHER_READER, Answer.REASONED),
    ),
)
BY_KIND = {str(step.kind): step for step in STEPS}


@dataclass(frozen=True)
class Item:
    """A step on the checklist, with its answer if there is one."""

    step: Step
    row: ComplianceAnswer | None
    required: bool

    @property
    def settled(self) -> bool:
        """Whether it is answered, and in order."""
        return self.row is not None and self.row.answer != Answer.OPEN

    @property
    def label(self) -> str:
        """The words of the step."""
        return str(Kind(self.step.kind).label)


def required(decision: Decision, company: Company) -> frozenset[Any]:
    """Steps that this decision needs: all where a site is chosen (export control unless the
    technology is known to be free), a conflict of interest always."""
    if decision.outcome not in WITH_SITE:
        return frozenset({Kind.CONFLICT})
    every = {step.kind for step in STEPS}
    return frozenset(every - {Kind.EXPORT} if company.export_controlled is False else every)


def checklist(decision: Decision, company: Company, rows: Any) -> list[Item]:
    """All steps in order, with the answers in `rows`."""
    given = {row.kind: row for row in rows}
    needed = required(decision, company)
    return [Item(step, given.get(step.kind), step.kind in needed) for step in STEPS]


def unsettled(decision: Decision, company: Company) -> list[Item]:
    """Required steps without an answer that is in order; one query."""
    rows = ComplianceAnswer._default_manager.filter(decision=decision)
    return [i for i in checklist(decision, company, rows) if i.required and not i.settled]


# What is known of the company, the answers that it rules out, and why.
RULED_OUT: dict[str, tuple[Callable[[Company], Any], frozenset[Any], str | Promise]] = {
    Kind.SCREENING: (
        lambda company: company.sensitivity in SENSITIVE,
        frozenset({Answer.NOT_APPLICABLE}),
        gettext_lazy("The company works with sensitive technology: this step applies."),
    ),
    Kind.EXPORT: (
        lambda company: company.export_controlled,
        frozenset({Answer.NOT_APPLICABLE, Answer.NOT_CONTROLLED}),
        gettext_lazy("The technology of the company is export-controlled: this step applies."),
    ),
    Kind.CONFLICT: (
        lambda company: company.financed_by_rom,
        frozenset({Answer.NOT_APPLICABLE, Answer.NO_INTEREST}),
        gettext_lazy("A ROM finances this company: say how its interest is kept apart."),
    ),
}


def contradiction(kind: str, answer: str, company: Company) -> str:
    """Why the answer cannot hold for what is known of the company; empty when it can."""
    if kind not in RULED_OUT:
        return ""
    holds, answers, why = RULED_OUT[kind]
    return str(why) if answer in answers and holds(company) else ""


def needs_other_reader(decision: Decision) -> bool:
    """Whether the second reader comes from another organisation than the origin."""
    rows = ComplianceAnswer._default_manager.filter(decision=decision, kind=Kind.CONFLICT)
    return bool(rows.filter(answer=Answer.OTHER_READER).exists())
