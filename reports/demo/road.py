"""Which steps each case of the demo goes through, by the name of its road."""

import datetime
from functools import partial

from cases.actions.case import update_case
from cases.actions.sharing import share_with_person
from cases.actions.stage import close, move_back, put_on_hold, reopen, resume
from cases.models import CaseStage, Outcome
from reports.demo import aftermath, content, daily
from reports.demo.calls import tell_call
from reports.demo.intake import forward, second_version, tell_intake
from reports.demo.matching import drop_first_choice, end_one, tell_matching
from reports.demo.story import Story
from reports.demo.visits import (
    cancel_last,
    plan_ahead,
    plan_two_days,
    tell_decision,
    tell_visit,
)

INTAKE = {"intake_new": "new", "intake_review": "review", "intake_rejected": "rejected",
          "intake_ready": "ready", "not_eligible": "rejected"}  # fmt: skip
MATCHING = {"matching_start": "start", "matching_long": "long", "matching_short": "short",
            "abroad": "short", "stopped": "long", "reopened": "long"}  # fmt: skip
DECISIONS = {"decision_draft": "draft", "decision_proposed": "proposed"}
SETTLED = (Outcome.OTHER_REGION, Outcome.OWN_REGION, Outcome.SPLIT)
PAUSED_EVERY = 5
SCORES = (4, 5, None, 3, 4)  # that companies give when their case is closed
REVIEW_DAYS = 40


def lay_out(story: Story) -> None:
    """Adds every step of the case, in order."""
    road = story.text.road
    tell_intake(story, INTAKE.get(road, "on"))
    if road not in INTAKE:
        _matching(story, road)
        if road not in MATCHING:
            _visits(story, road)
    _ending(story, road)
    story.then(1, lambda: daily.next_actions(story))
    if story.text.road not in Outcome.values and story.text.waiting != "us":
        story.then(0.5, lambda: _waits(story))
    if story.text.hold:
        story.then(0.5, lambda: _hold(story, story.text.hold))


def _matching(story: Story, road: str) -> None:
    text = story.text
    if text.back and road == "matching_long":
        story.then(2, lambda: _back(story, CaseStage.INTAKE))
        story.then(1, lambda: second_version(story, text.back))
        story.then(1, lambda: forward(story))
    tell_matching(story, MATCHING.get(road, "short"), partial(tell_call, story))
    if text.version2:
        story.then(1, lambda: second_version(story, text.version2))
    if text.ended:
        story.then(1, lambda: end_one(story, text.ended))
    if story.number % PAUSED_EVERY == 0 and road not in MATCHING:
        reason = "De onderneming wacht op besluit van haar aandeelhouders."
        story.then(1, lambda: _hold(story, reason))
        story.then(2, lambda: _resume(story))
    if text.shared_with:
        story.then(0.5, lambda: _share(story))
    if text.back and road == "matching_short":
        story.then(1, lambda: forward(story))
        story.then(1, lambda: plan_ahead(story))
        story.then(1, lambda: cancel_last(story))
        story.then(1, lambda: _back(story, CaseStage.MATCHING))
        story.then(1, lambda: drop_first_choice(story))


def _visits(story: Story, road: str) -> None:
    story.then(1, lambda: forward(story))
    if road == "visits_planned":
        story.then(1, lambda: plan_two_days(story))
        return
    tell_visit(story, "visit")
    if road == "visits_mixed":
        story.then(1, lambda: plan_ahead(story))
        story.then(1, lambda: cancel_last(story))
        story.then(1, lambda: plan_ahead(story, skip=1))
    if road in ("visits_done", "visits_mixed", "lost_contact"):
        return
    if story.number % 2:
        tell_visit(story, "second visit", skip=1)
    story.then(1, lambda: forward(story))
    outcome = road if road in SETTLED else Outcome.OTHER_REGION
    tell_decision(story, outcome, DECISIONS.get(road, "approved"))


def _ending(story: Story, road: str) -> None:
    if road == "reopened":
        story.then(2, lambda: _close(story, Outcome.STOPPED))
        story.then(2, lambda: _reopen(story))
    elif road in Outcome.values:
        story.then(2, lambda: _close(story, road))
    if road in SETTLED or road == "decision_approved":
        story.then(0.5, lambda: aftermath.follow(story))


def _close(story: Story, outcome: str) -> None:
    reason = content.texts()["outcomes"][outcome]
    score = SCORES[story.number % len(SCORES)]
    story.case = close(story.manager, story.case, None, outcome, reason, score=score)


def _reopen(story: Story) -> None:
    reason = content.texts()["moves"]["reopened"]
    story.case = reopen(story.manager, story.case, None, CaseStage.MATCHING, reason)


def _back(story: Story, target: str) -> None:
    story.case = move_back(story.manager, story.case, None, target, story.text.back)


def _hold(story: Story, reason: str) -> None:
    review = story.cast.today + datetime.timedelta(days=REVIEW_DAYS)
    story.case = put_on_hold(story.manager, story.case, None, reason, review)


def _resume(story: Story) -> None:
    story.case = resume(story.manager, story.case, None, "Akkoord ontvangen")


def _waits(story: Story) -> None:
    update_case(story.manager, story.case, {"waiting_on": story.text.waiting}, None)


def _share(story: Story) -> None:
    for key in story.text.shared_with:
        reason = "Bespreking in het programmaoverleg"
        share_with_person(story.manager, story.case, story.cast.users[key], "profile", reason)
