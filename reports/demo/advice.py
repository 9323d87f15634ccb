"""Advice on the decisions of the demo, and their compliance steps."""

import datetime

from django.utils import timezone

from cases.actions.advice import ask_advice, give_advice
from cases.actions.compliance import answer_step
from cases.advising import advisers
from cases.compliance import DATED, Answer, Kind, checklist
from cases.models import Advice, Candidate, Company, ComplianceAnswer, Decision
from reports.demo import content
from reports.demo.story import Story

DAYS_TO_ADVISE = 10
DAYS_LEFT = 6  # of what is still waited for
DISSENT_EVERY = 4
ANSWERS = {
    Kind.DIDAM: Answer.PUBLISHED,
    Kind.STATE_AID: Answer.APPRAISED,
    Kind.RELOCATION: Answer.NO_RELOCATION,
}
UNFINISHED = 3  # steps of a draft that are answered; the last of them is not in order yet


def ask(story: Story, *, waiting: bool = False) -> None:
    """Every adviser is asked; what waits has its day to come."""
    days = DAYS_LEFT if waiting else DAYS_TO_ADVISE
    start = story.cast.today if waiting else timezone.localdate()
    for organisation in advisers(story.case):
        due = start + datetime.timedelta(days=days)
        ask_advice(story.manager, story.case, organisation, due)


def give(story: Story) -> None:
    """Every adviser answers; now and then with a dissent."""
    decision = Decision.objects.get(case=story.case)
    listed = story.case.candidates.filter(status=Candidate.Status.SHORTLIST)
    for number, organisation in enumerate(advisers(story.case)):
        against = (story.number + number) % DISSENT_EVERY == 0
        verdict = Advice.Verdict.AGAINST if against else Advice.Verdict.FOR
        sites = {str(row.pk): Advice.Verdict.NEUTRAL for row in listed}
        if decision.preferred_id:
            sites[str(decision.preferred_id)] = verdict
        values = {
            "verdict": verdict,
            "reasons": content.texts()["advice"][verdict],
            "sites": sites,
        }
        asked = Advice.objects.get(decision=decision, organisation=organisation)
        acting = story.cast.actor(f"{organisation.code}-am")
        give_advice(acting, story.case, asked.version, values)


def comply(story: Story, *, whole: bool) -> None:
    """The steps that the decision needs; of a draft the first few."""
    decision = Decision.objects.get(case=story.case)
    company = story.case.company
    items = [item for item in checklist(decision, company, []) if item.required]
    for number, item in enumerate(items if whole else items[:UNFINISHED]):
        kind = str(item.step.kind)
        last = not whole and number == UNFINISHED - 1
        answer, words = (Answer.OPEN, "open") if last else _answer(kind, company)
        values = {
            "answer": answer,
            "on_date": timezone.localdate() if answer in DATED else None,
            "reason": content.texts()["compliance"][words],
            "document": None,
        }
        answer_step(story.manager, story.case, kind, None, values)


def _answer(kind: str, company: Company) -> tuple[ComplianceAnswer.Answer, str]:
    """An answer that holds for the company, and which sentence says why."""
    if kind == Kind.SCREENING:
        calm = company.sensitivity == Company.Sensitivity.NONE
        return (Answer.NOT_COVERED, kind) if calm else (Answer.CLEARED, "screening_sensitive")
    if kind == Kind.EXPORT:
        if company.export_controlled:
            return Answer.LICENSED, "export_controlled"
        return Answer.NOT_CONTROLLED, kind
    if kind == Kind.CONFLICT:
        if company.financed_by_rom:
            return Answer.REASONED, "conflict_financed"
        return Answer.NO_INTEREST, kind
    return ANSWERS[Kind(kind)], kind
