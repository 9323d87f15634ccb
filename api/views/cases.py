"""Cases: read what the organisation may see, open one, change its key facts."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.actions import log_access
from accounts.errors import Conflict
from accounts.models import AccessLog, ApiScope, User
from api.answers import answer, answer_if_changed, answer_page, etag, require_match, stale
from api.caller import Bearer, Caller, caller_of
from api.cases import (
    CaseBody,
    CaseFacts,
    CaseIn,
    CasePage,
    CasePatch,
    CaseQuery,
    TransitionPage,
    case_body,
    transition_body,
)
from api.once import once
from api.problems import Invalid, Problem
from api.schemas import PageQuery
from api.through_forms import carry_out, typed
from cases.actions.case import update_case
from cases.actions.company import open_case_for
from cases.actions.viewing import ONCE_PER, note_view, note_views
from cases.forms.case import FactForm
from cases.forms.opening import OpenCaseForm
from cases.likeness import known_like
from cases.models import Case, StageTransition
from cases.permissions import can_open_case, permissions_on
from cases.querysets.access import IDENTITY, holds

router = Router(tags=["cases"], by_alias=True)
READ, WRITE = Bearer(ApiScope.CASES_READ), Bearer(ApiScope.CASES_WRITE)
LIST = "case list"
# Where the fields of the form that opens a case stand in the body.
PLACES = {
    "company": "company.id",
    "company_name": "company.name",
    "kvk_number": "company.kvkNumber",
    "website": "company.website",
    "sector": "company.sector",
    "different": "company.different",
}


@router.get("/cases", auth=READ, response=CasePage, url_name="api-cases")
def case_list(request: HttpRequest, query: Query[CaseQuery]) -> HttpResponse:
    """Cases that the organisation may see, each as far as it may know it."""
    caller = caller_of(request, CaseQuery.names())
    rows = filtered(Case.objects.visible_to(caller.user).for_detail(caller.user), caller, query)

    def page_of(found: list[Any], cursor: Any) -> CasePage:
        note_views(caller.actor, found)
        _note_listing(caller)
        return CasePage(items=[case_body(case, caller.user) for case in found], next=cursor)

    return answer_page(request, rows, query, page_of)


def _note_listing(caller: Caller) -> None:
    """As an export of the list is noted; once an hour, as a system asks for page after page."""
    lists = AccessLog.objects.filter(user=caller.user, kind=LIST, action=AccessLog.Action.EXPORTED)
    if not lists.filter(at__gte=timezone.now() - ONCE_PER).exists():
        log_access(caller.actor, AccessLog.Action.EXPORTED, LIST, "cases", detail="api")


def filtered(rows: Any, caller: Caller, query: CaseQuery) -> Any:
    """Cases that fit the query. When a case was touched is known to who knows the company; for
    others each case counts as changed, so that a reader misses nothing and learns nothing."""
    asked = query.sent()
    plain = {name: asked[name] for name in ("stage", "on_hold", "reference") if asked.get(name)}
    if asked.get("on_hold") is False:
        plain["on_hold"] = False
    found = rows.filter(**plain)
    since = query.updated_since
    if since is None:
        return found
    touched = Q(last_activity_at__gte=since) | Q(updated_at__gte=since)
    return found.filter(touched | ~holds(caller.user, IDENTITY))


@router.get("/cases/{uuid:pk}", auth=READ, response=CaseBody, url_name="api-case")
def case_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case; 404 when it may not be seen."""
    caller = caller_of(request)
    return answer_if_changed(request, case_body(case_of(caller, pk), caller.user))


def case_of(caller: Caller, pk: uuid.UUID, permission: str = "") -> Any:
    """The case as the caller may know it: 404 when it may not be seen, 403 when it may, and what
    is asked may not be done. A look at a case of others is noted, as for the pages."""
    rows = Case.objects.visible_to(caller.user).for_detail(caller.user)
    case = get_object_or_404(rows, pk=pk)
    if permission and permission not in permissions_on(caller.user, case):
        raise PermissionDenied
    note_view(caller.actor, case)
    return case


@router.post("/cases", auth=WRITE, response={201: CaseBody}, url_name="api-cases")
def case_create(request: HttpRequest, body: CaseIn) -> HttpResponse:
    """Opens a case for the organisation of the token, for a company that is known or a new one."""
    caller = caller_of(request)
    pk = once(request, caller, lambda: _opened(caller, body))
    made = case_body(case_of(caller, pk), caller.user)
    return answer(made, 201, {"ETag": etag(made), "Location": f"{request.path}/{pk}"})


def _opened(caller: Caller, body: CaseIn) -> uuid.UUID:
    actor, organisation = caller.actor, caller.token.organisation
    if not can_open_case(caller.user, organisation.pk):
        raise PermissionDenied
    form = OpenCaseForm(_opening(body), user=caller.user, organisation=organisation)
    _set_manager(form, body)

    def save() -> Case:
        company = form.cleaned_data["company"]
        _refuse_alike(caller.user, form.cleaned_data)
        firm, facts = form.company_values(), form.case_values()
        return open_case_for(actor, organisation, company, firm, facts)

    pk: uuid.UUID = carry_out(form, save, PLACES).pk
    return pk


def _opening(body: CaseIn) -> dict[str, Any]:
    company = body.company
    data = {name: typed(value) for name, value in body.sent().items() if name != "company"}
    data.setdefault("confidentiality", Case.Confidentiality.RESTRICTED.value)
    return data | {
        "company": typed(company.id),
        "company_name": company.name,
        "kvk_number": company.kvk_number,
        "website": company.website,
        "sector": company.sector,
        "different": company.different,
    }


def _set_manager(form: Any, body: CaseFacts) -> None:
    """People are named by their address; the field of the form knows them by their key."""
    people = form.fields["account_manager"].queryset
    found = people.filter(email__iexact=body.account_manager or "").first()
    form.data["account_manager"] = str(found.pk) if found else ""
    told = _("Nobody with this address can be account manager of this case.")
    form.fields["account_manager"].error_messages["required"] = told


def _refuse_alike(user: User, values: dict[str, Any]) -> None:
    """As the page does: a company is looked up before it is made twice."""
    if values["company"] or values["different"]:
        return
    found = known_like(user, values["company_name"], values["kvk_number"])
    if found:
        told = _("Look whether it is one of the companies found.")
        raise Problem(
            409,
            _("There are companies like this. Send the id of one, or different: true."),
            [Invalid("company.different", told)],
            more={"companies": [{"id": str(row.pk), "name": row.name} for row in found]},
        )


@router.patch("/cases/{uuid:pk}", auth=WRITE, response=CaseBody, url_name="api-case")
def case_change(request: HttpRequest, pk: uuid.UUID, body: CasePatch) -> HttpResponse:
    """Changes key facts against the version that was read; everything else has a page."""
    caller = caller_of(request)
    case = case_of(caller, pk, "change_case")
    require_match(request, case_body(case, caller.user))
    if not body.sent():
        raise Problem(400, _("Send at least one fact to change."))
    _change(caller, case, body)
    made = case_body(case_of(caller, pk), caller.user)
    return answer(made, headers={"ETag": etag(made)})


def _change(caller: Caller, case: Any, body: CasePatch) -> None:
    version = case.version
    data = {name: typed(value) for name, value in body.sent().items()}
    form = FactForm(data | {"version": version}, instance=case, only=data)
    if "account_manager" in data:
        _set_manager(form, body)
    try:
        carry_out(form, lambda: update_case(caller.actor, case, form.values(), version))
    except Conflict as error:
        raise stale() from error


@router.get(
    "/cases/{uuid:pk}/transitions",
    auth=READ,
    response=TransitionPage,
    url_name="api-case-transitions",
)
def transition_list(request: HttpRequest, pk: uuid.UUID, query: Query[PageQuery]) -> HttpResponse:
    """The moves of a case, for everybody who sees it."""
    caller = caller_of(request, PageQuery.names())
    case = case_of(caller, pk)
    rows = StageTransition.objects.visible_to(caller.user).filter(case=case)

    def page_of(found: list[Any], cursor: Any) -> TransitionPage:
        return TransitionPage(items=[transition_body(row) for row in found], next=cursor)

    return answer_page(request, rows, query, page_of)
