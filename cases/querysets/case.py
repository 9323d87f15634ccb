"""Every read of cases."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.querysets import list_fetch_mode
from cases.querysets.access import IDENTITY, OPTIONS, SECTOR, VIEW, annotate_flag, holds
from cases.querysets.case_views import (
    VIEWS,
    feasible_again,
    in_view,
    managed_by,
    overdue,
    silent,
    waiting_on_user,
)
from cases.querysets.counting import count_up_to
from cases.querysets.monthly import asked_month, newest_of, told_to, without_update

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
        """What this person may know of each case: adds `knows_identity`, `knows_sector`, and
        `knows_options`, every region's sites and answers."""
        rows = annotate_flag(self, "knows_identity", holds(user, IDENTITY))
        rows = annotate_flag(rows, "knows_options", holds(user, OPTIONS))
        return annotate_flag(rows, "knows_sector", holds(user, SECTOR))

    def open(self) -> "CaseQuerySet":
        """Cases on which work goes on."""
        return self.exclude(stage="closed")

    def with_next_action(self, user: "User") -> "CaseQuerySet":
        """Adds the title and date of the first open next action that the person may read."""
        tasks = apps.get_model("cases", "Task").objects.visible_to(user)
        open_ones = tasks.filter(case_id=OuterRef("pk"), done_at__isnull=True)
        first = open_ones.order_by(models.F("due_on").asc(nulls_last=True), "created_at")
        return self.annotate(
            next_title=Subquery(first.values("title")[:1]),
            next_due_on=Subquery(first.values("due_on")[:1]),
            next_days_left=Subquery(first.values("days_left")[:1]),
        )

    def with_monthly_update(self, user: "User") -> "CaseQuerySet":
        """Adds colour and month of the newest monthly update that the person may read, and whether
        the update of the month that passed is still asked."""
        asked = without_update(asked_month(timezone.localdate())) & told_to(user)
        rows = annotate_flag(self, "asks_update", asked)
        return rows.annotate(
            update_colour=newest_of(user, "colour"), update_month=newest_of(user, "month")
        )

    def for_list(self, user: "User") -> "CaseQuerySet":
        """With what a row of the list shows; a forgotten join raises."""
        technologies = apps.get_model("cases", "CompanyTechnology").objects.filter(primary=True)
        primary = models.Prefetch(
            "company__company_technologies",
            technologies.select_related("technology"),
            to_attr="primary_technologies",
        )
        return (
            annotate_flag(self, "fits_again", feasible_again(user))
            .with_knowledge(user)
            .with_next_action(user)
            .with_monthly_update(user)
            .select_related("company", "origin", "account_manager", "origin_municipality__province")
            .prefetch_related(primary)
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

    def in_view(self, user: "User", view: str) -> "CaseQuerySet":
        """Cases of one of the built-in views; see `case_views.VIEWS`."""
        return self.filter(in_view(user, view))

    def view_counts(self, user: "User") -> dict[str, int]:
        """How many cases each built-in view holds, each up to COUNT_UP_TO, in one query."""
        views = {view: self.in_view(user, view) for view in VIEWS}
        return count_up_to(views, settings.COUNT_UP_TO)

    def silent(self) -> "CaseQuerySet":
        """Open cases, not on hold, without any activity for SILENT_AFTER_DAYS days."""
        return self.filter(silent())

    def overdue(self, user: "User") -> "CaseQuerySet":
        """Open cases with a next action that the person may read and whose date has passed."""
        return self.filter(overdue(user))

    def managed_by(self, user: "User") -> "CaseQuerySet":
        """Open cases of this account manager."""
        return self.filter(managed_by(user))

    def waiting_on_user(self, user: "User") -> "CaseQuerySet":
        """Open cases where an open next action lies with this person."""
        return self.filter(waiting_on_user(user))

    def matching_text(self, user: "User", text: str) -> "CaseQuerySet":
        """Reference and code name for all; the company's name only where it may be known.

        Three conditions by key, so that each uses its own index instead of one scan for all.
        """
        cases = self.model.objects.all()
        plain = cases.filter(Q(reference__icontains=text) | Q(code_name__icontains=text))
        firms = apps.get_model("cases", "Company").objects.filter(name__icontains=text)
        named = cases.filter(holds(user, IDENTITY), company_id__in=firms.values("pk"))
        return self.filter(Q(pk__in=plain.values("pk")) | Q(pk__in=named.values("pk")))


class StageTransitionQuerySet(models.QuerySet[Any]):
    """Moves of cases."""

    def visible_to(self, user: "User") -> "StageTransitionQuerySet":
        """Moves of the cases a person sees."""
        return self.filter(holds(user, VIEW, "case_id"))
