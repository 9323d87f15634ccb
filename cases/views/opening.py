"""Opening a case: find the company, or enter it, and say what is known; one form, one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.company import open_case_for
from cases.forms.company import bare_number
from cases.forms.opening import OpenCaseForm
from cases.likeness import known_like
from cases.models import Case, Company
from cases.views.attempt import carried_out, status_of
from cases.views.company import home_organisation
from cases.views.who import person

LOOK = ("find", "use_company", "other_company")  # buttons that look for a company, and save nothing


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Opens a case for the organisation that the person acts for."""
    organisation, user = home_organisation(request), person(request)
    if request.method != "POST" or any(name in request.POST for name in LOOK):
        return _look(request, user)
    form = OpenCaseForm(request.POST, user=user, organisation=organisation)
    alike = _alike(form, user)
    made: list[Case] = []
    if not alike and carried_out(
        form, lambda: made.append(_open(Actor.of(request), organisation, form))
    ):
        messages.success(request, _("The case is open. Its code name is %s.") % made[0].code_name)
        return redirect("case-detail", made[0].pk)
    return _show(request, form, alike)


def _open(actor: Actor, organisation: Organisation, form: OpenCaseForm) -> Case:
    company = form.cleaned_data["company"]
    return open_case_for(actor, organisation, company, form.company_values(), form.case_values())


def _alike(form: OpenCaseForm, user: User) -> list[Any]:
    """Companies to look at before a new one is registered with the case."""
    if not form.is_valid() or form.cleaned_data["company"] or form.cleaned_data["different"]:
        return []
    values = form.cleaned_data
    found = known_like(user, values["company_name"], values["kvk_number"])
    if found:
        form.ask_about_likeness()
        form.add_error("different", _("Look whether it is one of the companies found."))
    return found


def _look(request: HttpRequest, user: User) -> HttpResponse:
    """The form with what was typed so far, and another company chosen or companies found."""
    typed: QueryDict = (request.POST if request.method == "POST" else request.GET).copy()
    if typed.get("use_company"):
        typed["company"] = str(typed["use_company"])
    if "other_company" in typed:
        typed["company"] = ""
    initial: dict[str, Any] = {
        name: typed[name] for name in OpenCaseForm.base_fields if typed.get(name)
    }
    form = OpenCaseForm(initial=initial, user=user, organisation=home_organisation(request))
    alike: list[Any] = []
    if "find" in typed:
        name, number = typed.get("company_name", ""), bare_number(typed.get("kvk_number", ""))
        alike = known_like(user, name[:160], number)
    return _show(request, form, alike, looked="find" in typed)


def _show(
    request: HttpRequest, form: OpenCaseForm, alike: list[Any], *, looked: bool = False
) -> HttpResponse:
    values = {"form": form, "company": _chosen(form), "alike": alike, "looked": looked}
    return render(request, "cases/company/open_case.html", values, status=status_of(form))


def _chosen(form: OpenCaseForm) -> Company | None:
    """The company chosen so far, when the person may know it."""
    try:
        chosen: Company | None = form.fields["company"].clean(form["company"].value())
    except ValidationError:
        return None
    return chosen
