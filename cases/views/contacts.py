"""People at a company: personal data, for who may know the company."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from cases.actions.company import remove_contact, save_contact
from cases.actions.guards import stamp_of
from cases.forms.company import ContactForm
from cases.models import Company, ContactPerson
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.company import editable_company
from cases.views.who import person

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def contact_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a person."""
    return _edit(request, editable_company(person(request), pk), None)


@require_http_methods(READ_OR_WRITE)
def contact_edit(request: HttpRequest, pk: uuid.UUID, contact: uuid.UUID) -> HttpResponse:
    """Changes a person."""
    company = editable_company(person(request), pk)
    people = ContactPerson.objects.visible_to(person(request)).filter(company=company)
    return _edit(request, company, get_object_or_404(people, pk=contact))


def _edit(request: HttpRequest, company: Company, contact: ContactPerson | None) -> HttpResponse:
    initial = {"stamp": stamp_of(contact)} if contact else {}
    form = ContactForm(posted(request), instance=contact, initial=initial)
    if carried_out(
        form,
        lambda: save_contact(
            Actor.of(request), company, contact, form.facts(), form.cleaned_data["stamp"]
        ),
    ):
        messages.success(request, _("The contact person is saved."))
        return redirect("company-detail", company.pk)
    values = {"form": form, "company": company, "contact": contact}
    return render(request, "cases/company/contact.html", values, status=status_of(form))


@require_POST
def contact_remove(request: HttpRequest, pk: uuid.UUID, contact: uuid.UUID) -> HttpResponse:
    """Removes a person."""
    company = editable_company(person(request), pk)
    people = ContactPerson.objects.visible_to(person(request)).filter(company=company)
    row = get_object_or_404(people, pk=contact)
    done = _("The contact person is removed.")
    tell(request, lambda: remove_contact(Actor.of(request), company, row.pk), done)
    return redirect("company-detail", company.pk)
