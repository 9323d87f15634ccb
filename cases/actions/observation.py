"""What is seen on a visit: the impression of the party, each person's own findings, and photos.

The impression of a stop is one text for all who were there; what each person found of a criterion
or a soft aspect is that person's own. So two people who note at once only meet in the impression.
Sending the same again, as a phone does that lost the answer, changes nothing.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import explain_change
from accounts.errors import Conflict, Refused
from accounts.models import Organisation
from cases.actions.case import touch
from cases.actions.guards import lock_open_case, lock_stamped
from cases.actions.work import require_nameless, writing_for
from cases.models import Case, SiteVisit, Task, Visibility, VisitFinding, VisitPhoto, VisitStop
from cases.photos import MOST_PER_STOP, Picture

SHARED = ("observation", "score", "follow_up")
NOTHING: dict[str, Any] = {"observation": "", "score": None, "follow_up": ""}
Key = tuple[str | None, str]  # criterion, aspect


@dataclass(frozen=True)
class Found:
    """What a person notes of one criterion or one aspect."""

    criterion_id: str | None = None
    aspect: str = ""
    number: Decimal | None = None
    text: str = ""
    score: int | None = None
    remark: str = ""

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.criterion_id, self.aspect

    @property
    def says(self) -> bool:
        """Whether there is anything in it."""
        return any((self.number is not None, self.text, self.score, self.remark))


@dataclass(frozen=True)
class Shots:
    """Photos of one stop that are added together."""

    pictures: Sequence[Picture]
    caption: str
    visibility: str


@dataclass(frozen=True)
class Sheet:
    """All that one form holds; `shared` has the fields of SHARED."""

    shared: dict[str, Any]
    found: Sequence[Found] = ()
    shots: Shots | None = None


def stamp_of_sheet(stop: VisitStop, user: Any) -> str:
    """What a form carries: when the impression was written, and when the person's own findings."""
    return f"{_micros(stop.observed_at)}-{_micros(_own_moment(stop, user))}"


@transaction.atomic
def note_sheet(
    actor: Actor,
    stop: VisitStop,
    stamp: str | None,
    sheet: Sheet,
    at: datetime.datetime | None = None,
) -> VisitStop:
    """Keeps a form. What is to be found out becomes a next action of whoever notes it.

    Raises Conflict when the impression was written meanwhile by somebody else and is changed here
    too, or the person's own findings on another device.
    """
    case = lock_open_case(stop.visit.case)
    row: VisitStop = lock_stamped(VisitStop, stop.pk, None)
    if row.visit.status == SiteVisit.Status.CANCELLED:
        raise Refused(_("This visit was cancelled."))
    shared = {name: sheet.shared[name] for name in SHARED}
    texts = [shared["observation"], shared["follow_up"], *(f.remark for f in sheet.found)]
    require_nameless(actor, case, *texts)
    organisation = writing_for(actor, case)
    impression, own = (None, None) if stamp is None else stamp.split("-", 1)
    now = at or timezone.now()
    _note_impression(actor, case, row, impression, shared, now)
    _note_found(actor, row, organisation, own, sheet.found, now)
    if sheet.shots is not None:
        _add_photos(actor, case, row, organisation, sheet.shots, now)
    touch(case, at)
    return row


@transaction.atomic
def remove_photo(actor: Actor, photo: VisitPhoto) -> None:
    """Takes a photo of one's own organisation away; the history keeps that it was there."""
    lock_open_case(photo.stop.visit.case)
    row: VisitPhoto = lock_stamped(VisitPhoto, photo.pk, None)
    if not owns_photo(actor.user, row):
        raise Refused(_("Only the organisation that took a photo removes it."))
    stored = [(row.file.storage, str(row.file.name)), (row.small.storage, str(row.small.name))]
    actor.delete(row, _("Photo removed"))
    touch(photo.stop.visit.case)
    for storage, name in stored:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]


def owns_photo(user: Any, photo: VisitPhoto) -> bool:
    """Whether the person's organisation took the photo."""
    return bool(user and (user.is_superuser or photo.organisation_id in user.organisation_ids))


# --- The impression: one for all -----------------------------------------------------------------


def _note_impression(
    actor: Actor,
    case: Case,
    row: VisitStop,
    shown: str | None,
    values: dict[str, Any],
    now: datetime.datetime,
) -> None:
    if values == {name: getattr(row, name) for name in SHARED}:
        return
    if shown is not None and shown != str(_micros(row.observed_at)):
        if values == _as_shown(row, shown):
            return  # this person left it as it was: the newer text stays
        raise Conflict(explain_change(row))
    asked = row.follow_up
    for name, value in values.items():
        setattr(row, name, value)
    row.observed_by, row.observed_at = actor.user, now
    actor.save(row, _("Observation noted"), at=now)
    if row.follow_up and row.follow_up != asked and actor.organisation is not None:
        _follow_up(actor, case, row.follow_up)


def _as_shown(row: VisitStop, shown: str) -> dict[str, Any]:
    """The impression as it stood when the form was shown."""
    if shown == "0":
        return NOTHING
    moment = _moment(int(shown))
    past = row.history.filter(observed_at=moment).order_by("-history_id").first()
    return {name: getattr(past, name) for name in SHARED} if past else NOTHING


def task_title(text: str) -> str:
    """What the next action is called that a question of a visit becomes."""
    title = " ".join(text.split())
    return title if len(title) <= 200 else f"{title[:199]}…"


def _follow_up(actor: Actor, case: Case, text: str) -> None:
    task = Task(
        case=case,
        title=task_title(text),
        organisation=actor.organisation,
        assignee=actor.user,
        created_by=actor.user,
    )
    actor.save(task, _("From a visit"))


# --- Findings: each person's own -----------------------------------------------------------------


def _note_found(
    actor: Actor,
    stop: VisitStop,
    organisation: Organisation,
    shown: str | None,
    found: Sequence[Found],
    now: datetime.datetime,
) -> None:
    """Makes the person's open findings equal to what was sent; a fact stays as it is."""
    rows = VisitFinding._default_manager.filter(stop=stop, author=actor.user)
    present = {(row.criterion_id, row.aspect): row for row in rows.order_by("pk")}
    moment = max((row.noted_at for row in present.values()), default=None)
    changed = [
        (sent, present.get(sent.key)) for sent in found if _differs(sent, present.get(sent.key))
    ]
    if changed and shown is not None and shown != str(_micros(moment)):
        raise Conflict(
            _("You noted findings of this site on another device, or in another tab, meanwhile.")
        )
    for sent, row in changed:
        if row is not None and not sent.says:
            actor.delete(row, _("Finding taken back"))
        else:
            new = VisitFinding(
                stop=stop, criterion_id=sent.criterion_id, aspect=sent.aspect, author=actor.user
            )
            _write(actor, row or new, organisation, sent, now)


def _write(
    actor: Actor,
    row: VisitFinding,
    organisation: Organisation,
    sent: Found,
    now: datetime.datetime,
) -> None:
    """What was not taken over may be noted better, and is judged again."""
    row.number, row.text = sent.number, sent.text
    row.score, row.remark = sent.score, sent.remark
    row.organisation, row.noted_at = organisation, now
    row.status, row.review_note = VisitFinding.Status.NOTED, ""
    row.reviewed_by, row.reviewed_at = None, None
    actor.save(row, at=now)


def _differs(sent: Found, row: VisitFinding | None) -> bool:
    if row is None:
        return sent.says
    if row.status == VisitFinding.Status.ACCEPTED:
        return False
    now = (row.number, row.text, row.score, row.remark)
    return now != (sent.number, sent.text, sent.score, sent.remark)


def _own_moment(stop: VisitStop, user: Any) -> datetime.datetime | None:
    rows = VisitFinding._default_manager.filter(stop=stop, author=user).order_by("-noted_at")
    moment: datetime.datetime | None = rows.values_list("noted_at", flat=True).first()
    return moment


# --- Photos --------------------------------------------------------------------------------------


def _add_photos(
    actor: Actor,
    case: Case,
    stop: VisitStop,
    organisation: Organisation,
    shots: Shots,
    now: datetime.datetime,
) -> None:
    if shots.visibility == Visibility.ALL:
        require_nameless(actor, case, shots.caption)
    rows = VisitPhoto._default_manager.filter(stop=stop)
    known = set(rows.filter(author=actor.user).values_list("sha256", flat=True))
    fresh = {p.sha256: p for p in shots.pictures if p.sha256 not in known}
    if rows.count() + len(fresh) > MOST_PER_STOP:
        raise Refused(
            _("A site keeps at most %(most)s photos per visit.") % {"most": MOST_PER_STOP}
        )
    for picture in fresh.values():
        row = VisitPhoto(
            stop=stop,
            caption=shots.caption,
            width=picture.width,
            height=picture.height,
            size=len(picture.photo),
            sha256=picture.sha256,
            visibility=shots.visibility,
            author=actor.user,
            organisation=organisation,
            added_at=now,
        )
        photo, small = picture.files()
        row.file.save("photo", photo, save=False)
        row.small.save("small", small, save=False)
        actor.save(row, at=now)


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_STEP = datetime.timedelta(microseconds=1)


def _micros(moment: datetime.datetime | None) -> int:
    return 0 if moment is None else (moment - _EPOCH) // _STEP


def _moment(micros: int) -> datetime.datetime:
    return _EPOCH + micros * _STEP
