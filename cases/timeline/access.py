"""Who may read which rows of a history table, and in which state a row could be read at all."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Q

from cases.models import Note, SiteVisit
from cases.timeline.reader import Reader

Seen = Callable[[Reader], Q | None]
Values = dict[str, Any]


@cache
def past(model: Any) -> Any:
    """The manager of a model's history. Asking `model.history` makes a class each time."""
    return model.history.model._default_manager


# Rows with the case in a column of their own. SQL, with the key of the case once.
OF_CASE = "case_id = %s"


def through(column: str, model: Any, belongs: str = OF_CASE) -> str:
    """Rows that hang on another part of the case, such as the stops of its visits. The history of
    that part is asked, as it may be gone."""
    table = past(model).model._meta.db_table
    return f'{column} IN (SELECT part.id FROM "{table}" part WHERE part.{belongs})'  # noqa: S608


def everybody(_reader: Reader) -> Q | None:
    """All rows, whoever reads."""
    return Q()


def informed(reader: Reader) -> Q | None:
    """Nothing at all for who does not know the company."""
    return Q() if reader.informed else None


def comparing(reader: Reader) -> Q | None:
    """Nothing at all for a region in the running."""
    return Q() if reader.compares else None


def visible(model: Any) -> Seen:
    """All rows for who compares regions, else those of what the reader sees today."""

    def seen(reader: Reader) -> Q | None:
        if reader.compares:
            return Q()
        return Q(id__in=model.objects.visible_to(reader.user).values("pk"))

    return seen


def visit_led(reader: Reader) -> Q | None:
    """Visits as a whole, for who compares regions; else as long as the own organisation hosted:
    who receives at one site does not read how long the day is (cases.visit_sight)."""
    if reader.compares:
        return Q()
    seen = SiteVisit.objects.visible_to(reader.user).values("pk")
    return Q(id__in=seen, host_id__in=reader.own)


def led(reader: Reader, values: Values) -> bool:
    """Whether the reader's organisation hosted the visit when it had these values."""
    return reader.compares or values["host_id"] in reader.own


def shared(model: Any) -> Seen:
    """Notes and documents: the row as it was, and what is still there also as it is now.

    A new note is told with its text of today (`live_note`), so only today counts for it.
    """

    def seen(reader: Reader) -> Q | None:
        levels = ["all", "informed"] if reader.informed else ["all"]
        then = Q(organisation_id__in=reader.own) | Q(visibility__in=levels)
        present = model._default_manager.filter(case_id=reader.case.pk)
        now = present.visible_to(reader.user)
        readable = Q(id__in=now.values("pk"))
        rows = then & (readable | ~Q(id__in=present.values("pk")))
        return rows | (readable & Q(history_type="+")) if model is Note else rows

    return seen


def was_shared(reader: Reader, values: Values) -> bool:
    """Whether a note or document could be read by this reader when it had these values."""
    if values["organisation_id"] in reader.own or values["visibility"] == "all":
        return True
    return reader.informed and values["visibility"] == "informed"


def task_seen(reader: Reader) -> Q | None:
    """As `TaskQuerySet.visible_to`: of others only what has a fixed day, and only where the
    company is known."""
    if reader.compares:
        return Q()
    own = Q(organisation_id__in=reader.own)
    return own | Q(term_days__isnull=True) if reader.informed else own


def participant_seen(reader: Reader) -> Q | None:
    """As `CaseParticipantQuerySet.visible_to`: no rivals."""
    return Q() if reader.compares else Q(role="origin") | Q(organisation_id__in=reader.own)


def request_seen(reader: Reader) -> Q | None:
    """As `RequestQuerySet.visible_to`: a draft is between the informed."""
    return Q() if reader.informed else ~Q(status="draft")


def owned(reader: Reader, values: Values) -> bool:
    """Whether the reader could see a task when it had these values."""
    if reader.compares or values["organisation_id"] in reader.own:
        return True
    return reader.informed and values["term_days"] is None


def signed(reader: Reader, values: Values) -> bool:
    """Whether the requirements were out of draft with these values."""
    return reader.informed or values["status"] != "draft"


def live_note(field: str) -> str:
    """A column of the note as it is now, in SQL: what was corrected reads corrected."""
    return f"(SELECT live.{field} FROM cases_note live WHERE live.id = cases_historicalnote.id)"  # noqa: S608
