"""What was found on the visits of the demo: by the account manager and by the host, with photos."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.actor import Actor
from cases.actions.finding_review import accept_finding, reject_finding
from cases.actions.observation import Found, Sheet, Shots, note_sheet
from cases.matching.asked import asked_of_all
from cases.models import Requirement, Visibility, VisitFinding, VisitStop
from cases.photos import read_photo
from reports.demo import content
from reports.demo.calls import good_value
from reports.demo.story import Story
from sites.models import Criterion, SiteFact

MEASURED = (range(2), range(2, 4))  # criteria with a value: the account manager's, the host's
# The same each time: what is taken over decides which sites later cases find.
ORDER = ("noted_at", "stop__position", "author__email", "criterion__position", "criterion")
WAITING = 3  # one in so many stories waits for its review
PICTURED = 3  # one in so many stories has photos
SIZE = (1200, 900)
SKIES = ("#b9d3e8", "#cfd8dc", "#f0d9b5", "#a9c7d9")
GROUNDS = ("#7a9a5b", "#8d8f86", "#9c8a63", "#6f8f72")


def note(story: Story, stop: VisitStop, impression: dict[str, Any], turn: int) -> None:
    """The impression and the findings of the account manager, then those of the host."""
    said = content.texts()["visit"]
    shots = _shots(turn, said["captions"]) if story.number % PICTURED == 0 else None
    note_sheet(story.manager, stop, None, Sheet(impression, _found(story, turn), shots))
    host = stop.visit.host
    if host is not None and host != story.origin:
        actor = story.cast.actor(f"{host.code}-am")
        note_sheet(actor, stop, None, Sheet(impression, _found(story, turn, host=True)))


def review(story: Story) -> None:
    """Takes over what was seen, but for one value; some stories still wait for it."""
    if story.number % WAITING == 1:
        return
    said = content.texts()["visit"]
    rows = VisitFinding.objects.filter(
        stop__visit__case=story.case, status=VisitFinding.Status.NOTED
    ).exclude(number__isnull=True, text="")
    rows = rows.select_related("criterion", "stop__visit__case", "stop__candidate__site")
    for number, row in enumerate(rows.order_by(*ORDER)):
        if number == 1:
            reject_finding(story.manager, row, None, said["not_taken_over"])
            continue
        fact = accept_finding(story.manager, row, None, SiteFact.Confidence.INDICATIVE)
        fact.is_demo, fact.source = True, f"Demo: {fact.source}"
        Actor.system().save(fact, "Demo")


def _found(story: Story, turn: int, *, host: bool = False) -> list[Found]:
    """Values for some criteria, scores for most, and opinions; the host is milder."""
    said, mild = content.texts()["visit"], int(host)
    asked = asked_of_all(story.case)
    rows = {r.criterion_id: r for r in asked[1] if _to_see(r)} if asked else {}
    found = []
    for number, row in enumerate(rows.values()):
        amount, text = good_value(row.criterion, row) if number in MEASURED[mild] else (None, "")
        score = min(5, 2 + (turn * 3 + number * 5) % 4 + mild * (number % 3 == 0))
        remark = said["remarks"][(turn + number) % len(said["remarks"])]
        found.append(Found(row.criterion_id, "", amount, text, score, remark))
    for number, aspect in enumerate(VisitFinding.Aspect.values):
        score = min(5, 2 + (turn + 3 * number) % 4 + mild * (1 + number % 2))
        remark = said["opinions"][(turn + number) % len(said["opinions"])]
        found.append(Found(aspect=aspect, score=score, remark=remark))
    return found


def _to_see(row: Requirement) -> bool:
    return row.criterion.kind != Criterion.Kind.DISTANCE


def _shots(turn: int, captions: list[str]) -> Shots:
    picture = read_photo(SimpleUploadedFile("terrein.jpg", _drawn(turn), "image/jpeg"))
    return Shots([picture], captions[turn % len(captions)], Visibility.ALL)


def _drawn(turn: int) -> bytes:
    """A simple picture of an empty plot under a sky, with a hall and a mast."""
    picture = Image.new("RGB", SIZE, SKIES[turn % len(SKIES)])
    draw = ImageDraw.Draw(picture)
    horizon = SIZE[1] * 5 // 9
    draw.rectangle((0, horizon, *SIZE), GROUNDS[turn % len(GROUNDS)])
    draw.polygon(((420, SIZE[1]), (560, horizon), (640, horizon), (780, SIZE[1])), "#9aa0a3")
    left = 120 + 160 * (turn % 3)
    draw.rectangle((left, horizon - 150, left + 300, horizon + 10), "#5d6b78")
    draw.rectangle((left + 200, horizon - 60, left + 260, horizon + 10), "#d7dde2")
    draw.line((980, horizon - 300, 980, horizon + 20), "#3f4a54", 10)
    draw.line((930, horizon - 240, 1030, horizon - 240), "#3f4a54", 6)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
