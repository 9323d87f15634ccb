"""The company's consent to publish a text about its case."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions.publication import record_consent, withdraw_consent
from cases.forms.publication import ConsentWithdrawnForm, PublicationForm
from cases.models import Publication
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _found(opened: CasePage) -> Publication | None:
    rows = Publication.objects.visible_to(opened.user)
    found: Publication | None = rows.filter(case=opened.case).first()
    return found


@require_http_methods(READ_OR_WRITE)
def write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The text and who agreed to it."""
    opened = open_page(request, pk, "manage_participants")
    found = _found(opened) or Publication(case=opened.case)
    form = PublicationForm(posted(request), instance=found, code_name=opened.case.code_name)

    def carry() -> object:
        data = form.cleaned_data
        return record_consent(opened.actor, opened.case, data["version"] or 0, data)

    if carried_out(form, carry):
        messages.success(request, _("The text may be published from now on."))
        return redirect("case-participants", pk)
    template = "cases/publication/write.html"
    return show(request, opened, template, "participants", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The company takes it back."""
    opened = open_page(request, pk, "manage_participants")
    found = _found(opened)
    if found is None or not found.stands:
        raise Http404
    form = ConsentWithdrawnForm(posted(request), initial={"version": found.version})

    def carry() -> object:
        data = form.cleaned_data
        return withdraw_consent(opened.actor, opened.case, data["version"], data["reason"])

    if carried_out(form, carry):
        messages.success(request, _("The text is no longer published from now on."))
        return redirect("case-participants", pk)
    values = {"form": form, "publication": found}
    template = "cases/publication/withdraw.html"
    return show(request, opened, template, "participants", status_of(form), **values)
