"""Daily work in a case: contact moments, next actions and documents."""

import datetime
import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.documents import add_document, add_version
from cases.actions.work import finish_task, pin_note, save_note, save_task
from cases.documents import Checked, check
from cases.models import CaseStage, Document, Task, Visibility, WooGround
from reports.demo import content
from reports.demo.story import Story

HOUR = datetime.timedelta(hours=1)
# Days from today on which the next actions of a case are due: late, today, and later.
DUE = ((-6, 9), (0, 5), (3, 20), (-1, 0), (7, 14), (12, 2))
A_YEAR = 365  # days
TERM = 6  # working days
NO_DAY = 5  # each fifth case has an action without a day


def note(story: Story, turn: int) -> None:
    """A contact moment of the account manager."""
    said = content.texts()["notes"]
    _write(story, story.manager, said[(story.number + turn) % len(said)])


def own_note(story: Story) -> None:
    """What is peculiar to this case, on top of it."""
    kinds = ("call", "meeting", "mail", "note", "visit")
    kind = kinds[story.number % len(kinds)]
    row = {"kind": kind, "visibility": Visibility.OWN, "body": story.text.note}
    written = _write(story, story.manager, row)
    if story.number % 6 == 0:
        pin_note(story.manager, story.case, written, pinned=True)


def partner_notes(story: Story) -> None:
    """What the first partner has to say."""
    said = content.texts()["partner_notes"]
    partners = [p for p in story.text.others if p.role == "candidate"]
    for partner in partners[:1]:
        actor = story.cast.actor(f"{partner.code}-am")
        for row in story.take(said, 1 + story.number % 2):
            _write(story, actor, row)


def _write(story: Story, actor: Actor, row: dict[str, Any]) -> Any:
    values = row | {"occurred_at": timezone.now() - HOUR}
    if row["kind"] in ("meeting", "visit"):
        values |= {"participants": "\n".join(_who_were_there(story, actor))}
    return save_note(actor, story.case, None, values)


def _who_were_there(story: Story, actor: Actor) -> list[str]:
    """The writer, and who is spoken with at the company where that is the writer's own case."""
    people = [actor.user.name] if actor.user else []
    if actor.organisation_id != story.case.origin_id:
        return people
    return people + [row.name for row in story.case.company.contacts.all()[:1]]


def evidence(story: Story) -> None:
    """What shows the bottleneck, a promise of secrecy, what regions may read; some replaced by a
    newer version, some given in confidence."""
    day = timezone.localdate()
    lines = [f"Onderbouwing bij {story.code_name}", f"Datum: {day:%d-%m-%Y}", story.text.situation]
    given = {
        "woo_ground": WooGround.BUSINESS,
        "woo_given_by": story.signatory,
        "woo_given_on": day - datetime.timedelta(days=story.number),
        "woo_reason": "Cijfers over productie en rendement",
    }
    mark = given if story.number % 2 == 0 else {}
    shown = _add(story, Document.Kind.EVIDENCE, "Onderbouwing knelpunt", lines, **mark)
    if story.number % 4 == 0:
        file, checked = _file(shown.title, [*lines, "Aangevuld met de brief van de netbeheerder."])
        add_version(story.manager, story.case, shown, file, checked)
    if story.text.others:
        signed = [f"Geheimhouding bij {story.code_name}", f"Getekend: {story.signatory}"]
        _add(story, Document.Kind.NDA, "Geheimhoudingsverklaring", signed)
    if story.number % 3 == 0:
        profile = [story.code_name, story.text.summary]
        kind = Document.Kind.REQUIREMENTS
        _add(story, kind, "Profiel voor regio's", profile, visibility=Visibility.ALL)


def _add(story: Story, kind: str, title: str, lines: list[str], **values: Any) -> Document:
    file, checked = _file(title, lines)
    values = {"kind": kind, "title": title, "visibility": Visibility.INFORMED} | values
    return add_document(story.manager, story.case, values, file, checked)


def _file(title: str, lines: list[str]) -> tuple[SimpleUploadedFile, Checked]:
    name = f"{title.lower().replace(' ', '-').replace(chr(39), '')}.pdf"
    file = SimpleUploadedFile(name, small_pdf(title, lines), content_type="application/pdf")
    return file, check(file)


def next_actions(story: Story) -> None:
    """What is still to be done, by whom, and what was done already."""
    said = content.texts()["actions"]
    stage = story.case.stage
    if stage == CaseStage.CLOSED:
        since = (story.cast.today - timezone.localdate()).days
        _task(story, story.manager, said[stage][0], A_YEAR - since)
        return
    for number, title in enumerate(story.take(said[stage], 3)):
        task = _task(story, story.manager, title, _due(story, number))
        if number == 2 or story.text.idle:
            finish_task(story.manager, story.case, task)
    if stage != CaseStage.INTAKE:
        earlier = said["intake"][story.number % len(said["intake"])]
        finish_task(story.manager, story.case, _task(story, story.manager, earlier, -20))
        _partner_action(story)
        _informed_call(story)


def _partner_action(story: Story) -> None:
    """A question to the first region that still takes part."""
    row = (
        story.case.participants.filter(ended_at__isnull=True, role__in=("candidate", "destination"))
        .select_related("organisation")
        .order_by("joined_at")
        .first()
    )
    if row is None:
        return
    title = story.take(content.texts()["actions"]["partner"], 1)[0]
    partner = story.cast.actor(f"{row.organisation.code}-am")
    day = (-3, 4, 8)[story.number % 3]
    _task(story, story.manager, title, day, partner)


def _informed_call(story: Story) -> None:
    """Who knows the company besides the origin was in touch with it too: that warns the others."""
    rows = story.case.participants.filter(ended_at__isnull=True, disclosure="identity")
    row = rows.exclude(role="origin").select_related("organisation").order_by("joined_at").first()
    if row is None or story.number % 2:
        return
    body = "Gebeld met de directie over de planning; zij verwacht volgende week meer te weten."
    said = {"kind": "call", "visibility": Visibility.INFORMED, "body": body}
    _write(story, story.cast.actor(f"{row.organisation.code}-am"), said)


def _due(story: Story, number: int) -> int | None:
    days = DUE[story.number % len(DUE)]
    if number == 1 and story.number % NO_DAY == 0:
        return None
    return days[number] if number < len(days) else -8


def _task(
    story: Story, actor: Actor, title: str, days: int | None, holder: Actor | None = None
) -> Task:
    holder = holder or actor
    due = None if days is None else story.cast.today + datetime.timedelta(days=days)
    # Where the case waits on somebody what lies ahead is a term: its clock stands still.
    waits = story.text.waiting != "us" and holder is actor
    term = TERM if waits and days is not None and days > 0 else None
    values = {
        "title": title,
        "due_on": None if term else due,
        "term_days": term,
        "organisation": holder.organisation,
        "assignee": holder.user,
    }
    return save_task(actor, story.case, None, values)


def small_pdf(title: str, lines: list[str]) -> bytes:
    """A page with some lines, as a PDF that any reader opens; needs no library."""
    rows = [row for line in lines for row in _wrapped(line)]
    text = "BT /F1 11 Tf 60 770 Td 16 TL " + " ".join(f"({_plain(row)}) '" for row in rows) + " ET"
    stream = text.encode("cp1252", "replace")
    digest = hashlib.sha256(stream).hexdigest()[:32].encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (nl) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%b) >>" % _plain(title).encode("cp1252", "replace"),
    ]
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size, begin = len(bodies) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R /ID [<%b> <%b>] >>\n" % (
        size, digest, digest,
    )  # fmt: skip
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % begin)


def _wrapped(line: str, width: int = 84) -> list[str]:
    rows, row = list[str](), ""
    for word in line.split():
        if len(row) + len(word) >= width:
            rows, row = [*rows, row], ""
        row = f"{row} {word}".strip()
    return [*rows, row]


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
