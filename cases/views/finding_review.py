"""Judging the findings of a visit, and what all visits of a case showed, side by side."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from cases.actions import finding_review as actions
from cases.findings import Seen, compared, seen_by, visible_findings
from cases.forms.finding_review import ACCEPT, VerdictForm
from cases.models import MatchRun, SiteVisit, VisitFinding
from cases.views.attempt import posted
from cases.views.page import CasePage, open_page, show
from cases.views.run_context import again_address
from cases.views.visit import visit_of
from sites.permissions import editable_sites

READ_OR_WRITE = ["GET", "HEAD", "POST"]
TEMPLATE = "cases/visit/review.html"
Status = VisitFinding.Status


class ReviewRow:
    """One finding with its form, when this person may judge it and it is still to be judged."""

    def __init__(self, seen: Seen, form: VerdictForm | None) -> None:
        self.seen, self.form = seen, form

    def judge(self, opened: CasePage, *, everything: bool) -> bool:
        """Carries the verdict out; what goes wrong is said in the row. With `everything` a value
        without a verdict that was not judged before is taken over."""
        form, finding = self.form, self.seen.finding
        if form is None or not form.is_valid():
            return False
        data = form.cleaned_data
        fresh = finding.status == Status.NOTED
        verdict = data["verdict"] or (ACCEPT if everything and fresh else "")
        if not verdict:
            return False
        try:
            if verdict == ACCEPT:
                confidence = data["confidence"] or form.fields["confidence"].initial
                actions.accept_finding(opened.actor, finding, data["stamp"], confidence)
            else:
                actions.reject_finding(opened.actor, finding, data["stamp"], data["note"])
        except Refused as error:  # a conflict as well: the other rows go on
            form.add_error(None, str(error))
            return False
        return True


def _judged_sites(opened: CasePage, findings: list[VisitFinding]) -> set[uuid.UUID]:
    """Sites of which this person judges findings: the account manager of the case all of them, the
    serving organisation its own."""
    if not opened.case.is_open:
        return set()
    sites = {finding.stop.candidate.site for finding in findings}
    if opened.may("change_case"):
        return {site.pk for site in sites}
    return editable_sites(opened.user, sites)


def _rows(opened: CasePage, visit: SiteVisit, data: Any) -> list[ReviewRow]:
    """Findings with a value of this visit, by site and criterion. One that came after the page was
    shown is not in `data` and waits for the next time."""
    found = [
        row
        for row in visible_findings(opened.case, opened.user)
        .filter(stop__visit=visit, criterion__isnull=False)
        .order_by("stop__position", "criterion__position", "noted_at", "pk")
        if row.has_value
    ]
    past = VisitFinding.history.filter(id__in=[row.pk for row in found])
    newest = past.values("id").annotate(newest=Max("history_id"))
    stamps, judged = dict(newest.values_list("id", "newest")), _judged_sites(opened, found)
    return [
        ReviewRow(
            seen_by(opened.case, opened.user, row),
            VerdictForm(
                data if data and f"{row.pk}-stamp" in data else None,
                finding=row,
                stamp=stamps[row.pk],
            )
            if row.stop.candidate.site_id in judged and row.status != Status.ACCEPTED
            else None,
        )
        for row in found
    ]


@require_http_methods(READ_OR_WRITE)
def review(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Every value that was seen, each with its verdict; one that fails does not stop the rest."""
    opened = open_page(request, pk, "contribute_case")
    found = visit_of(opened, visit)
    rows = _rows(opened, found, posted(request))
    failed: list[ReviewRow] = []
    if request.method == "POST":
        if not any(row.form for row in rows):
            raise PermissionDenied
        everything = request.POST.get("everything") == ACCEPT
        done = sum(row.judge(opened, everything=everything) for row in rows)
        failed = [row for row in rows if row.form is not None and row.form.errors]
        _say(request, done, len(failed))
        if not failed:
            return redirect("visit-review", pk, visit)
        rows = _rows_again(opened, found, failed)
    values = {"visit": found, "rows": rows, "run": _last_run(opened)}
    values["again"] = again_address(opened)
    values["open"] = sum(row.form is not None for row in rows)
    return show(request, opened, TEMPLATE, "visits", 422 if failed else 200, **values)


def _rows_again(opened: CasePage, visit: SiteVisit, failed: list[ReviewRow]) -> list[ReviewRow]:
    """The rows as they are now; what went wrong as it was sent, on top of what is there."""
    forms = {row.seen.finding.pk: row.form for row in failed}
    rows = _rows(opened, visit, None)
    for row in rows:
        form = forms.get(row.seen.finding.pk)
        if form is not None and row.form is not None:
            form.shown_again(row.form.initial["stamp"])
            row.form = form
    return rows


def _say(request: HttpRequest, done: int, failed: int) -> None:
    if done:
        words = ngettext("%(count)d finding is judged.", "%(count)d findings are judged.", done)
        messages.success(request, words % {"count": done})
    if failed:
        words = ngettext(
            "%(count)d finding is not judged: it says why below.",
            "%(count)d findings are not judged: each says why below.",
            failed,
        )
        messages.warning(request, words % {"count": failed})
    if not done and not failed:
        messages.info(request, _("Nothing was chosen, so nothing changed."))


def _last_run(opened: CasePage) -> MatchRun | None:
    """The newest frozen match, where this person may see it."""
    runs = MatchRun.objects.visible_to(opened.user).filter(case=opened.case).defer("payload")
    newest: MatchRun | None = runs.order_by("-number").first()
    return newest


@require_safe
def compare(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The visited sites beside each other, per criterion and soft aspect."""
    opened = open_page(request, pk)
    table = compared(opened.case, opened.user)
    return show(request, opened, "cases/visit/compare.html", "visits", table=table)
