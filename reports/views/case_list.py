"""A list of cases as a file that a worker makes: what it will hold, and the question for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.errors import Refused
from cases.exports import FORMATS, LIMIT
from cases.listing import CaseListing
from cases.views.who import person
from reports.actions import jobs
from reports.case_list import MOST
from reports.querysets import LISTS_KEPT
from reports.tasks import enqueue


@require_http_methods(["GET", "HEAD", "POST"])
def case_list_file(request: HttpRequest) -> HttpResponse:
    """Says what the file will hold, and asks the worker for it. A short list is a file at once."""
    listing = CaseListing(person(request), request.GET)
    asked, rows = request.GET.get("format", ""), listing.exact
    kind = asked if asked in FORMATS else "csv"
    if rows <= LIMIT:
        return redirect(f"{reverse('case-export')}?{listing.address}&format={kind}")
    if rows > MOST:
        messages.error(request, _too_many(rows))
        return redirect(f"{reverse('case-list')}?{listing.address}")
    if request.method == "POST":
        try:
            job = jobs.order_list(Actor.of(request), listing.address, rows, kind, enqueue)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("reports")
        return redirect("report-detail", pk=job.pk)
    values = {"listing": listing, "rows": rows, "kind": kind, "days": LISTS_KEPT.days}
    return render(request, "reports/case_list.html", values)


def _too_many(rows: int) -> str:
    return _(
        "This list has %(total)s cases; a file holds %(limit)s at most. "
        "Choose a view or filter, and export again."
    ) % {
        "total": number_format(rows, force_grouping=True),
        "limit": number_format(MOST, force_grouping=True),
    }
