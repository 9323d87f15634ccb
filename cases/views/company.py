"""Companies: the list, one company, a new one, and whether it is known already."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.company import create_company, note_look, update_company
from cases.forms.company import CompanyFilterForm, CompanyForm, bare_number
from cases.likeness import known_like
from cases.listing import CappedPaginator
from cases.models import Case, Company, CompanyTechnology, ContactPerson
from cases.permissions import can_edit_company, can_open_case
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import open_page
from cases.views.who import person, typed

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def company_of(user: User, pk: uuid.UUID) -> Company:
    """A company the person may know, else 404."""
    rows = Company.objects.visible_to(user).select_related("municipality__province", "organisation")
    found: Company = get_object_or_404(rows, pk=pk)
    return found


def editable_company(user: User, pk: uuid.UUID) -> Company:
    """A company the person may change: else 404 when it is not known to them, or 403."""
    company = company_of(user, pk)
    if not can_edit_company(user, company):
        raise PermissionDenied
    return company


def home_organisation(request: HttpRequest) -> Organisation:
    """The organisation that the person may register companies for, else 403."""
    actor, user = Actor.of(request), person(request)
    if actor.organisation is None or not can_open_case(user, actor.organisation_id):
        raise PermissionDenied
    return actor.organisation


@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """Companies the person may know."""
    user, actor = person(request), Actor.of(request)
    form = CompanyFilterForm(request.GET)
    rows = form.apply(Company.objects.visible_to(user))
    keys = rows.order_by("name", "pk").values_list("pk", flat=True)
    page = CappedPaginator(keys, rows.count()).get_page(request.GET.get("page"))
    page.object_list = _listed(list(page.object_list))
    may_open = actor.organisation is not None and can_open_case(user, actor.organisation_id)
    values = {"form": form, "page": page, "may_open": may_open}
    part = "#update" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"cases/company/list.html{part}", values)


def _listed(keys: list[Any]) -> list[Any]:
    """Companies with what a row shows, in the order of their keys."""
    primary = CompanyTechnology.objects.filter(primary=True).select_related("technology")
    rows = Company.objects.filter(pk__in=keys).for_list()
    chosen = Prefetch("company_technologies", primary, to_attr="primary_technologies")
    return list(rows.prefetch_related(chosen).order_by("name", "pk"))


@require_safe
def company_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One company: facts, technologies, people, and the cases whose company the person knows."""
    user, actor = person(request), Actor.of(request)
    company = company_of(user, pk)
    cases = Case.objects.visible_to(user).identity_known_to(user).filter(company=company)
    known = list(cases.select_related("origin", "account_manager"))
    values: dict[str, Any] = {
        "company": company,
        "cases": known,
        "contacts": ContactPerson.objects.visible_to(user).filter(company=company),
        "technologies": company.company_technologies.select_related("technology"),
        "doubles": known_like(user, company.name, company.kvk_number, company),
        "may_edit": can_edit_company(user, company),
        "may_open": actor.organisation is not None and can_open_case(user, actor.organisation_id),
    }
    note_look(actor, company, known)
    return render(request, "cases/company/detail.html", values)


@require_http_methods(READ_OR_WRITE)
def company_new(request: HttpRequest) -> HttpResponse:
    """Registers a company, after showing those that may be the same."""
    organisation, user, actor = home_organisation(request), person(request), Actor.of(request)
    form = CompanyForm(posted(request))
    alike = _alike(form, user, None)
    if not alike:
        made: list[Company] = []
        if carried_out(
            form,
            lambda: made.append(
                create_company(actor, organisation, form.facts(), *form.technology_codes())
            ),
        ):
            messages.success(request, _("The company is registered."))
            return redirect("company-detail", made[0].pk)
    return _show_form(request, form, None, alike)


@require_http_methods(READ_OR_WRITE)
def company_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a company."""
    user, actor = person(request), Actor.of(request)
    company = editable_company(user, pk)
    form = CompanyForm(posted(request), instance=company, initial=_initial(company))
    if carried_out(
        form,
        lambda: update_company(
            actor, company, form.facts(), *form.technology_codes(), form.cleaned_data["version"]
        ),
    ):
        messages.success(request, _("The company is saved."))
        return redirect("company-detail", pk)
    company.refresh_from_db()
    return _show_form(request, form, company, [])


def _initial(company: Company) -> dict[str, Any]:
    technologies = list(company.company_technologies.all())
    return {
        "version": company.version,
        "technologies": [row.technology_id for row in technologies],
        "primary": next((row.technology_id for row in technologies if row.primary), None),
    }


def _alike(form: CompanyForm, user: User, besides: Company | None) -> list[Any]:
    """Companies that the person must look at before this one is registered."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data["different"]:
        return []
    values = form.cleaned_data
    found = known_like(user, values["name"], values["kvk_number"], besides)
    if found:
        form.ask_about_likeness()
        form.add_error("different", _("Look whether it is one of the companies found."))
    return found


def _show_form(
    request: HttpRequest, form: CompanyForm, company: Company | None, alike: list[Any]
) -> HttpResponse:
    back = reverse("company-detail", args=[company.pk]) if company else reverse("company-list")
    values = {"form": form, "company": company, "alike": alike, "back": back}
    return render(request, "cases/company/form.html", values, status=status_of(form))


@require_safe
def company_check(request: HttpRequest) -> HttpResponse:
    """While typing: companies that may be the same. `use` offers them to a new case."""
    home_organisation(request)
    name = typed(request, "name", 160) or typed(request, "company_name", 160)
    number = bare_number(request.GET.get("kvk_number", ""))
    alike = known_like(person(request), name, number if len(number) == 8 else "")
    values = {"alike": alike, "use": "company_name" in request.GET, "typed": name or number}
    return render(request, "cases/company/alike.html", values)


@require_safe
def case_company(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From a case to its company, for who may know it."""
    return redirect("company-detail", open_page(request, pk, identity=True).case.company_id)
