"""Cases of suppliers, on both cases, for who knows both companies."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions.links import link_cases, unlink_cases
from cases.forms.links import LinkForm, UnlinkForm
from cases.models import CaseLink
from cases.permissions import allowed
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Links a case to this one."""
    opened = open_page(request, pk, "change_case", identity=True)
    form = LinkForm(posted(request), case=opened.case, user=opened.user)
    if carried_out(
        form, lambda: link_cases(opened.actor, *form.pair(), form.cleaned_data["reason"])
    ):
        messages.success(request, _("The cases are linked."))
        return redirect("case-participants", pk)
    template = "cases/links/add.html"
    return show(request, opened, template, "participants", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def remove(request: HttpRequest, pk: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """Takes a link away, with the reason."""
    opened = open_page(request, pk, identity=True)
    found = _find(opened, link)
    form = UnlinkForm(posted(request))
    if carried_out(form, lambda: unlink_cases(opened.actor, found, form.cleaned_data["reason"])):
        messages.success(request, _("The cases are no longer linked."))
        return redirect("case-participants", pk)
    other = found.supplier if found.main_id == opened.case.pk else found.main
    values = {"form": form, "link": found, "other": other}
    template = "cases/links/remove.html"
    return show(request, opened, template, "participants", status_of(form), **values)


def _find(opened: CasePage, key: uuid.UUID) -> CaseLink:
    """404 unless the person knows both companies, 403 without a case of the two to change."""
    rows = CaseLink.objects.visible_to(opened.user).select_related("main", "supplier")
    case = opened.case
    found: CaseLink = get_object_or_404(rows, Q(main=case) | Q(supplier=case), pk=key)
    if not any(allowed(opened.user, "change_case", end) for end in (found.main, found.supplier)):
        raise PermissionDenied
    return found
