"""Calls for locations: who is asked, what each region answers, and how the call ends."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions.call_answers import Proposed, Stated, decline, save_draft, submit_answer
from cases.actions.call_review import accept_answer, list_proposals, reject_answer
from cases.actions.calls import Invitee, Question, end_call, extend_deadline, send_call
from cases.actions.runs import freeze_run
from cases.calls import OpenQuestion, fits_of, open_questions
from cases.matching.board import whole_board
from cases.models import CallAnswer, CallInvitation, LocationCall, Requirement
from cases.working_days import working_days_between
from reports.demo import content
from reports.demo.matching import areas_of, candidates_of, ranked
from reports.demo.story import Story
from sites.models import Criterion, Site

TERM, SHORT_TERM, LEFT = 10, 2, 6  # working days
PROPOSED, ANSWERED = 2, 3  # sites per region, and questions per site
MORE = Decimal("1.2")
Status = LocationCall.Status


def tell_call(story: Story) -> None:
    """Adds the steps of the call of this case, when it has one."""
    plan = content.read("calls")["calls"].get(story.text.key)
    if plan is None:
        return
    state, answers = plan["state"], plan["regions"]
    story.then(1, lambda: _send(story, state))
    if state == "extended":
        story.then(3, lambda: _extend(story))
    early = [answer for answer in answers if answer != "late"]
    if any(answer != "silent" for answer in early):
        story.then(2, lambda: _answer_all(story, answers, late=False))
    if "late" in answers:
        story.then(6, lambda: _answer_all(story, answers, late=True))
    if state in ("closed", "extended"):
        story.then(1, lambda: _review(story))
    if state == "closed":
        story.then(0.5, lambda: _end(story, Status.CLOSED, "closed"))
    if state == "withdrawn":
        story.then(1, lambda: _end(story, Status.WITHDRAWN, "withdrawn"))


def _said() -> dict[str, Any]:
    said: dict[str, Any] = content.read("calls")["said"]
    return said


def _send(story: Story, state: str) -> None:
    """Asks every candidate; an open call has some days left today, whenever it was sent."""
    partners = [story.cast.organisations[p.code] for p in candidates_of(story)]
    fits = {fit.organisation.pk: fit for fit in fits_of(story.case, whole_board(story.case))}
    reason = "De regio vroeg er zelf om: een kavel komt mogelijk vrij."
    invitees = [
        Invitee(row, fits[row.pk].hopeless, reason if fits[row.pk].hopeless else "")
        for row in partners
    ]
    term = SHORT_TERM if state in ("extended", "overdue") else TERM
    if state in ("open", "pending"):
        term = working_days_between(timezone.localdate(), story.cast.today) + LEFT
    question = Question(story.case.summary, _said()["message"], term)
    send_call(story.manager, story.case, question, invitees)


def _call(story: Story) -> LocationCall:
    call: LocationCall = story.case.calls.get()
    return call


def _extend(story: Story) -> None:
    extend_deadline(story.manager, _call(story), None, SHORT_TERM, _said()["extended"])


def _answer_all(story: Story, answers: Sequence[str], *, late: bool) -> None:
    """What each region does, in the order of the candidates."""
    for number, (partner, answer) in enumerate(zip(candidates_of(story), answers, strict=False)):
        if (answer == "late") != late:
            continue
        invitation = _call(story).invitations.get(organisation__code=partner.code)
        actor = story.cast.actor(f"{partner.code}-am")
        if answer == "decline":
            _decline(story, actor, invitation, number)
        elif answer == "draft":
            save_draft(actor, invitation, None, _draft(_said()["remark"]))
        elif answer != "silent":
            _answer(story, actor, invitation, number)


def _draft(remark: str) -> dict[str, Any]:
    """What the answer form keeps of a remark alone; see cases.forms.call_answer."""
    return {"sites": [], "fields": {"remark": [remark]}}


def _decline(story: Story, actor: Actor, invitation: CallInvitation, number: int) -> None:
    said = content.read("calls")["declines"]
    turn = (story.number + number) % len(said["reasons"])
    decline(actor, invitation, None, said["reasons"][turn], said["notes"][turn])


def _answer(story: Story, actor: Actor, invitation: CallInvitation, number: int) -> None:
    """The best sites of the region, and some of what was not known of them."""
    area = areas_of(story)[invitation.organisation.code]
    keys = [place.id for place in ranked(story) if place.province_code in area]
    sites = list(Site.objects.filter(pk__in=keys[number : number + PROPOSED]))
    if not sites:
        _decline(story, actor, invitation, number)
        return
    said = _said()
    proposals = [
        Proposed(site, said["motivation"][(story.number + n) % len(said["motivation"])])
        for n, site in enumerate(sites)
    ]
    call = _call(story)
    asked = {row.criterion_id: row for row in call.request.requirements.all()}
    questions = open_questions(call.request, sites)
    answers = [
        stated
        for site in sites
        for n, question in enumerate(list(questions[site.pk].values())[:ANSWERED])
        if (stated := _stated(site, question, asked[question.criterion.pk], n)) is not None
    ]
    submit_answer(actor, invitation, None, proposals, answers, said["remark"])


def _stated(
    site: Site, question: OpenQuestion, requirement: Requirement, number: int
) -> Stated | None:
    """A value that meets what is asked, as good news from the region; None when there is none."""
    criterion, sources = question.criterion, _said()["sources"]
    amount, text = good_value(criterion, requirement)
    if amount is None and not text:
        return None
    source = f"Demo: {sources[number % len(sources)]}"
    return Stated(site, criterion, source, timezone.localdate(), amount, text)


def good_value(criterion: Criterion, requirement: Requirement) -> tuple[Decimal | None, str]:
    """A value that meets what is asked."""
    if criterion.kind == Criterion.Kind.AT_LEAST:
        least = requirement.minimum if requirement.minimum is not None else requirement.target
        return (None if least is None else least * MORE), ""
    if criterion.kind == Criterion.Kind.AT_MOST:
        return (requirement.maximum if requirement.target is None else requirement.target), ""
    if criterion.kind in (Criterion.Kind.ORDINAL_MIN, Criterion.Kind.BOOLEAN):
        return None, requirement.text
    if criterion.kind == Criterion.Kind.ONE_OF:
        return None, requirement.text.split("|")[0]
    return requirement.target, ""


def _review(story: Story) -> None:
    """Takes over what the regions said, but for one value; lists their sites, freezes the match."""
    pending = CallAnswer.objects.filter(
        invitation__call=_call(story), review=CallAnswer.Review.PENDING
    )
    for number, answer in enumerate(pending.order_by("site__rin_number", "criterion")):
        if number == 1:
            reject_answer(story.manager, answer, None, _said()["rejected"])
            continue
        fact = accept_answer(story.manager, answer, None)
        fact.is_demo = True
        Actor.system().save(fact, "Demo")
    board = whole_board(story.case)
    if board is not None:
        freeze_run(story.manager, story.case, board, _said()["reviewed_run"])
    proposals = [row for i in _call(story).invitations.all() for row in i.proposals.all()]
    list_proposals(story.manager, story.case, proposals)


def _end(story: Story, status: str, words: str) -> None:
    end_call(story.manager, _call(story), None, status, _said()[words])
