"""Every read of cases."""

import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.querysets import list_fetch_mode
from cases.querysets.access import IDENTITY, SECTOR, VIEW, annotate_flag, holds

if TYPE_CHECKING:
    from accounts.models import User


class CaseQuerySet(models.QuerySet[Any]):
    """Cases; every chain begins with `visible_to`."""

    def visible_to(self, user: "User") -> "CaseQuerySet":
        """Cases the person may see at all, be it only as an anonymous profile."""
        return self.filter(holds(user, VIEW))

    def identity_known_to(self, user: "User") -> "CaseQuerySet":
        """Cases whose company the person may know."""
        return self.filter(holds(user, IDENTITY))

    def with_knowledge(self, user: "User") -> "CaseQuerySet":
        """Adds `knows_identity` and `knows_sector`: what this person may know of each case."""
        rows = annotate_flag(self, "knows_identity", holds(user, IDENTITY))
        rows = annotate_flag(rows, "knows_sector", holds(user, SECTOR))
        return rows  # type: ignore[no-any-return]

    def open(self) -> "CaseQuerySet":
        """Cases on which work goes on."""
        return self.exclude(stage="closed")

    def with_next_action(self) -> "CaseQuerySet":
        """Adds the title and date of the first open next action."""
        tasks = apps.get_model("cases", "Task").objects.filter(
            case_id=OuterRef("pk"), done_at__isnull=True
        )
        first = tasks.order_by(models.F("due_on").asc(nulls_last=True), "created_at")
        return self.annotate(
            next_title=Subquery(first.values("title")[:1]),
            next_due_on=Subquery(first.values("due_on")[:1]),
        )

    def for_list(self, user: "User") -> "CaseQuerySet":
        """With what a row of the list shows; a forgotten join raises."""
        return (
            self.with_knowledge(user)
            .with_next_action()
            .select_related("company", "origin", "account_manager", "origin_municipality__province")
            .fetch_mode(list_fetch_mode())
        )

    def for_detail(self, user: "User") -> "CaseQuerySet":
        """With what the case page shows of the case itself."""
        return self.with_knowledge(user).select_related(
            "company__municipality",
            "origin",
            "account_manager",
            "origin_municipality__province",
            "origin_municipality__region",
        )

    def silent(self) -> "CaseQuerySet":
        """Open cases, not on hold, without any activity for SILENT_AFTER_DAYS days."""
        moment = timezone.now() - datetime.timedelta(days=settings.SILENT_AFTER_DAYS)
        return self.open().filter(on_hold=False, last_activity_at__lt=moment)

    def overdue(self, today: datetime.date | None = None) -> "CaseQuerySet":
        """Open cases with a next action whose date has passed."""
        tasks = apps.get_model("cases", "Task").objects.filter(
            case_id=OuterRef("pk"),
            done_at__isnull=True,
            due_on__lt=today or timezone.localdate(),
        )
        return self.open().filter(models.Exists(tasks))

    def managed_by(self, user: "User") -> "CaseQuerySet":
        """Open cases of this account manager."""
        return self.open().filter(account_manager=user)

    def waiting_on_user(self, user: "User") -> "CaseQuerySet":
        """Open cases where an open next action lies with this person."""
        tasks = apps.get_model("cases", "Task").objects.filter(
            case_id=OuterRef("pk"), done_at__isnull=True, assignee=user
        )
        return self.open().filter(models.Exists(tasks))

    def matching_text(self, user: "User", text: str) -> "CaseQuerySet":
        """Reference and code name for all; the company's name only where it may be known."""
        plain = Q(reference__icontains=text) | Q(code_name__icontains=text)
        named = Q(company__name__icontains=text) & holds(user, IDENTITY)
        return self.filter(plain | named)


class StageTransitionQuerySet(models.QuerySet[Any]):
    """Moves of cases."""

    def visible_to(self, user: "User") -> "StageTransitionQuerySet":
        """Moves of the cases a person sees."""
        return self.filter(holds(user, VIEW, "case_id"))
