"""Days on which sites are visited, and the decision that follows."""

import datetime
from typing import Any

from django.utils import timezone

from cases.actions.decision import (
    approve,
    make_destination,
    propose,
    save_condition,
    save_decision,
    tick_condition,
)
from cases.actions.visit import cancel_visit, finish_visit, plan_visit
from cases.actions.visit_feedback import save_feedback
from cases.actions.visit_stops import Halt
from cases.hosting import hosts_at
from cases.models import (
    Candidate,
    Decision,
    DecisionCondition,
    Outcome,
    SiteVisit,
    VisitFeedback,
)
from cases.visit_route import shortened
from reports.demo import advice, content, daily, findings
from reports.demo.clock import working_day
from reports.demo.matching import areas_of, candidates_of
from reports.demo.story import Story

TEN, NOON = datetime.time(10), datetime.time(12)
AFTER_LUNCH, FOUR = datetime.time(13, 30), datetime.time(16)
NINE_THIRTY, FIVE = datetime.time(9, 30), datetime.time(17)
FRIDAY = 4  # as weekday() counts
LENGTH = datetime.timedelta(hours=4, minutes=30)
AHEAD = (4, 7, 9, 13, 18)  # days


def tell_visit(story: Story, label: str, skip: int = 0) -> None:
    """Plans a visit, and pays it at the moment `label`."""
    story.then(1, lambda: _plan(story, story.moments[label].date(), skip))
    story.then(2, lambda: _visit(story), label)
    story.then(1, lambda: daily.note(story, 2 + skip))
    story.then(0.5, lambda: findings.review(story))


def plan_ahead(story: Story, skip: int = 0) -> None:
    """A visit that is still to come."""
    days = AHEAD[story.number % len(AHEAD)]
    day = working_day(story.cast.today + datetime.timedelta(days=days), onward=True)
    _plan(story, day, skip)


def plan_two_days(story: Story) -> None:
    """A visit of two days that is still to come: a short order, and a host per site."""
    days = AHEAD[story.number % len(AHEAD)]
    day = working_day(story.cast.today + datetime.timedelta(days=days), onward=True)
    while day.weekday() >= FRIDAY:  # the second day is the next
        day += datetime.timedelta(days=1)
    listed = {stop.site_id: stop for stop in _short_list(story)[:3]}
    places = hosts_at(story.case, [stop.site for stop in listed.values()])
    order = shortened([stop.site for stop in listed.values()], keep_first=False)
    halts = []
    for number, site in enumerate(order):
        last = number == len(order) - 1
        halts.append(
            Halt(
                listed[site.pk],
                day=2 if last else 1,
                arrives_at=TEN if last or number == 0 else AFTER_LUNCH,
                leaves_at=NOON if last or number == 0 else FOUR,
                host=places[site.pk].serving,
                reception=content.texts()["visit"]["reception"],
            )
        )
    values = _values(story, day)
    values["ends_at"] += datetime.timedelta(days=1)
    values |= {"day_starts": [NINE_THIRTY], "day_ends": [FIVE]}
    plan_visit(story.manager, story.case, values, halts)


def cancel_last(story: Story) -> None:
    """The planned visit does not go on."""
    visit = story.case.visits.get(status=SiteVisit.Status.PLANNED)
    cancel_visit(story.manager, visit, None, content.texts()["visit"]["cancelled"])


def _short_list(story: Story) -> list[Candidate]:
    short = story.case.candidates.filter(status=Candidate.Status.SHORTLIST)
    rows = short.select_related("site__municipality")
    return list(rows.order_by("added_at", "site__rin_number"))


def _plan(story: Story, day: datetime.date, skip: int) -> None:
    stops = _short_list(story)[skip : skip + 2]
    plan_visit(story.manager, story.case, _values(story, day), stops)


def _values(story: Story, day: datetime.date) -> dict[str, Any]:
    said = content.texts()["visit"]
    start = timezone.make_aware(datetime.datetime.combine(day, TEN))
    return {
        "starts_at": start,
        "ends_at": start + LENGTH,
        "host": story.cast.organisations[candidates_of(story)[0].code],
        "meeting_point": said["meeting_point"],
        "programme": said["programme"],
        "guests": "\n".join(words.replace("|", ", ") for words in story.text.contacts),
    }


def _visit(story: Story) -> None:
    said = content.texts()["visit"]
    visit = story.case.visits.get(status=SiteVisit.Status.PLANNED)
    for number, stop in enumerate(visit.stops.order_by("position")):
        turn = story.number + 2 * number
        impression = {
            "observation": said["observations"][turn % len(said["observations"])],
            "follow_up": said["follow_ups"][turn % len(said["follow_ups"])],
            "score": 5 - (turn % 3),
        }
        findings.note(story, stop, impression, turn)
    words = story.take(said["conclusions"], 1)[0]
    finish_visit(story.manager, visit, None, words)
    _feedback(story, visit)


def _feedback(story: Story, visit: SiteVisit) -> None:
    """What the company thought of it, the same day."""
    turn = story.number
    values = {
        "given_by": story.signatory,
        "given_on": timezone.localdate(),
        "sites": 3 + turn % 3,
        "reception": 5 - turn % 2,
        "answers": 2 + turn % 4,
        "programme": None if turn % 3 == 0 else 4,
        "remark": story.take(content.texts()["visit"]["feedback"], 1)[0],
    }
    save_feedback(story.manager, visit, VisitFeedback(), None, values)


def tell_decision(story: Story, outcome: str, upto: str) -> None:
    """Adds the steps of the decision, as far as `upto`: draft, proposed or approved."""
    story.then(2, lambda: _write(story, outcome))
    story.then(1, lambda: daily.note(story, 4))
    story.then(0.5, lambda: advice.comply(story, whole=upto != "draft"))
    story.then(0.5, lambda: advice.ask(story, waiting=upto == "draft"))
    if upto == "draft":
        return
    story.then(1, lambda: advice.give(story))
    story.then(1, lambda: _propose(story))
    if upto == "proposed":
        return
    story.then(1, lambda: _approve(story, outcome))


def _write(story: Story, outcome: str) -> None:
    short = list(
        story.case.candidates.filter(status=Candidate.Status.SHORTLIST).order_by(
            "added_at", "site__rin_number"
        )
    )
    here = outcome == Outcome.OWN_REGION
    values = {
        "outcome": outcome,
        "preferred": None if here else short[0],
        "reserve": None if here or len(short) < 2 else short[1],
        "motivation": content.texts()["decision"][outcome],
        "decided_on": timezone.localdate(),
    }
    save_decision(story.manager, story.case, None, values)
    owners = [story.text.origin, candidates_of(story)[0].code]
    for number, row in enumerate(story.take(content.texts()["conditions"], 3)):
        due = story.cast.today + datetime.timedelta(days=45 * (number + 1) - 60)
        condition = {
            "kind": row["kind"],
            "text": row["text"],
            "owner": story.cast.organisations[owners[number % 2]],
            "due_on": max(due, timezone.localdate() + datetime.timedelta(days=30)),
        }
        save_condition(story.manager, story.case, DecisionCondition(), condition)


def _propose(story: Story) -> None:
    propose(story.manager, story.case, None)


def _approve(story: Story, outcome: str) -> None:
    approve(story.chief, story.case, None)
    decision = Decision.objects.get(case=story.case)
    condition = decision.conditions.order_by("due_on", "pk").first()
    if condition is not None:
        tick_condition(story.manager, story.case, condition, timezone.localdate())
    if outcome == Outcome.OWN_REGION or decision.preferred is None:
        return
    province = decision.preferred.site.province_id
    areas = areas_of(story)
    for row in story.case.participants.select_related("organisation"):
        if row.role == "candidate" and province in areas[row.organisation.code]:
            make_destination(story.manager, story.case, row)
