"""Every read of notifications: one's own, as long as one may see what they are about."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from cases.querysets.access import OPTIONS, VIEW, holds
from cases.querysets.monthly import told_to

if TYPE_CHECKING:
    from accounts.models import User

# An advice that was asked and not given since, on a decision that can still be changed.
ADVICE_WAITS = (
    Q(asked_at__isnull=False)
    & (Q(given_at__isnull=True) | Q(given_at__lt=F("asked_at")))
    & ~Q(decision__status="approved")
)
# What a notification can be about: the model, and what else must be true of the row by now.
ABOUT: dict[str, tuple[str, Q]] = {
    "note": ("Note", Q()),
    "task": ("Task", Q()),
    "open_task": ("Task", Q(done_at__isnull=True)),
    "done_task": ("Task", Q(done_at__isnull=False)),
    "document": ("Document", Q()),
    "transition": ("StageTransition", Q()),
    "participant": ("CaseParticipant", Q(ended_at__isnull=True)),
    "invitation": ("CallInvitation", ~Q(status="withdrawn")),
    "visit": ("SiteVisit", Q()),
    "watch": ("SiteWatch", Q()),
    "advice": ("Advice", Q(given_at__isnull=False)),
    "open_advice": ("Advice", ADVICE_WAITS),
}
DECISION = "decision"
MONTH = "month"  # the monthly update that is asked, which is not there yet
MOST_COUNTED = 100  # more unread ones are not counted


def rows_about(about: str, user: "User") -> Any:
    """The rows of one kind of thing that the person may see now."""
    name, condition = ABOUT[about]
    return apps.get_model("cases", name).objects.visible_to(user).filter(condition)


def _written_since() -> Any:
    """The update of the case, written after somebody was reminded of it."""
    return apps.get_model("cases", "MonthlyUpdate")._default_manager.filter(
        case_id=OuterRef("case_id"), written_at__gt=OuterRef("created_at")
    )


class NotificationQuerySet(models.QuerySet[Any]):
    """Notifications. Rights are asked now, whatever they were when somebody was told."""

    def visible_to(
        self, user: "User", abouts: Collection[str] = (*ABOUT, MONTH)
    ) -> "NotificationQuerySet":
        """One's own, on cases that one sees, about something there that one sees; `abouts` are the
        kinds of things that need be looked at, where that is known.

        The parts are asked by key for the few rows of one person, so that their tables are not
        read as a whole.
        """
        seen = Q(about="") | (Q(about=DECISION) & holds(user, OPTIONS, "case_id"))
        if MONTH in abouts:
            seen |= Q(about=MONTH) & told_to(user, "case__") & ~Q(Exists(_written_since()))
        for about in sorted(ABOUT.keys() & set(abouts)):
            part = rows_about(about, user).filter(pk=OuterRef("about_id"))
            seen |= Q(about=about) & Q(Exists(part))
        return self.filter(holds(user, VIEW, "case_id"), seen, recipient=user)

    def waiting_for(self, user: "User") -> int:
        """How many unread lines the person has, at most MOST_COUNTED. Stands on every page, so it
        only asks after what they are about."""
        own = self.filter(recipient=user).unread()
        abouts = set(own.order_by().values_list("about", flat=True).distinct())
        return own.visible_to(user, abouts).counted() if abouts else 0

    def unread(self) -> "NotificationQuerySet":
        """Those that were not opened or marked yet."""
        return self.filter(read_at__isnull=True)

    def counted(self) -> int:
        """How many lines they make, at most MOST_COUNTED."""
        lines = self.order_by("batch", "kind").values("batch", "kind").distinct()
        return lines[:MOST_COUNTED].count()

    def lines(self) -> Any:
        """One row per line, newest first: batch, kind, newest, number, cases, waiting (unread)."""
        grouped = self.order_by().values("batch", "kind")
        return grouped.annotate(
            newest=Max("created_at"),
            number=Count("pk"),
            cases=Count("case_id", distinct=True),
            waiting=Count("pk", filter=Q(read_at__isnull=True)),
        ).order_by("-newest", "batch", "kind")

    def first_of_each_line(self, most: int) -> Any:
        """The newest few of each line."""
        place = Window(
            RowNumber(),
            partition_by=[F("batch"), F("kind")],
            order_by=[F("created_at").desc(), F("pk").asc()],
        )
        return self.annotate(place=place).filter(place__lte=most).order_by("-created_at", "pk")


class PreferenceQuerySet(models.QuerySet[Any]):
    """One's own preferences only."""

    def visible_to(self, user: "User") -> "PreferenceQuerySet":
        """What this person chose."""
        return self.filter(user=user)


class MentionQuerySet(models.QuerySet[Any]):
    """Mentions follow their note."""

    def visible_to(self, user: "User") -> "MentionQuerySet":
        """Mentions in notes that the person may read."""
        return self.filter(Exists(rows_about("note", user).filter(pk=OuterRef("note_id"))))
