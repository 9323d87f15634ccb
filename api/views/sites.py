"""Sites and their facts: read by everybody, facts written by who serves the area."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.models import ApiScope
from api.answers import answer, answer_if_changed, answer_page
from api.caller import Bearer, Caller, caller_of
from api.once import once
from api.problems import Invalid, Problem
from api.schemas import PageQuery
from api.sites import (
    CriterionBody,
    CriterionList,
    FactBody,
    FactIn,
    FactPage,
    ProvinceBody,
    ProvinceList,
    RegionBody,
    RegionList,
    SiteBody,
    SitePage,
    SiteQuery,
    fact_body,
    site_body,
    typed_value,
)
from api.through_forms import carry_out, typed, typed_number
from regions.models import Province, Region
from sites.actions.fact import add_fact
from sites.forms.fact import FactForm
from sites.models import Criterion, Site, SiteFact
from sites.permissions import can_edit_site

router = Router(tags=["sites"], by_alias=True)
READ, WRITE = Bearer(ApiScope.SITES_READ), Bearer(ApiScope.SITES_WRITE)


@router.get("/sites", auth=READ, response=SitePage, url_name="api-sites")
def site_list(request: HttpRequest, query: Query[SiteQuery]) -> HttpResponse:
    """Sites of the register, those no longer in use included, so that a copy can follow."""
    caller = caller_of(request, SiteQuery.names())
    asked = {
        "province_id": query.province,
        "region_id": query.region,
        "updated_at__gte": query.updated_since,
    }
    fitting = {name: value for name, value in asked.items() if value is not None}
    rows = Site.objects.visible_to(caller.user).filter(**fitting)

    def page_of(found: list[Any], cursor: Any) -> SitePage:
        return SitePage(items=[site_body(site) for site in found], next=cursor)

    return answer_page(request, rows, query, page_of)


@router.get("/sites/{uuid:pk}", auth=READ, response=SiteBody, url_name="api-site")
def site_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One site."""
    return answer_if_changed(request, site_body(_site(caller_of(request), pk)))


def _site(caller: Caller, pk: uuid.UUID) -> Site:
    site: Site = get_object_or_404(Site.objects.visible_to(caller.user).for_detail(), pk=pk)
    return site


def _facts(site: Site) -> Any:
    return SiteFact.objects.filter(site=site).select_related("criterion", "organisation")


@router.get("/sites/{uuid:pk}/facts", auth=READ, response=FactPage, url_name="api-site-facts")
def fact_list(request: HttpRequest, pk: uuid.UUID, query: Query[PageQuery]) -> HttpResponse:
    """All facts about a site; those that were superseded too."""
    site = _site(caller_of(request, PageQuery.names()), pk)

    def page_of(found: list[Any], cursor: Any) -> FactPage:
        return FactPage(items=[fact_body(fact) for fact in found], next=cursor)

    return answer_page(request, _facts(site), query, page_of)


@router.post(
    "/sites/{uuid:pk}/facts", auth=WRITE, response={201: FactBody}, url_name="api-site-facts"
)
def fact_create(request: HttpRequest, pk: uuid.UUID, body: FactIn) -> HttpResponse:
    """A fact by who serves the area; an earlier one is kept and superseded."""
    caller = caller_of(request)
    site = _site(caller, pk)
    if not can_edit_site(caller.user, site):
        raise PermissionDenied
    made = once(request, caller, lambda: _recorded(caller, site, body))
    return answer(fact_body(_facts(site).get(pk=made)), 201)


def _recorded(caller: Caller, site: Site, body: FactIn) -> uuid.UUID:
    criterion = Criterion.objects.filter(pk=body.criterion, active=True).first()
    if criterion is None:
        invalid = [Invalid("criterion", _("There is no such criterion; see /criteria."))]
        raise Problem(400, "", invalid)
    value = typed_value(body.value)
    data = {
        "value": typed_number(value) if isinstance(value, Decimal) else value,
        "source": body.source,
        "as_of": typed(body.as_of),
        "valid_until": typed(body.valid_until),
        "confidence": body.confidence.value,
    }
    form = FactForm(data, instance=SiteFact(site=site, criterion=criterion))
    saved = carry_out(form, lambda: add_fact(caller.actor, form.save(commit=False)))
    pk: uuid.UUID = saved.pk
    return pk


@router.get("/criteria", auth=READ, response=CriterionList, url_name="api-criteria")
def criterion_list(request: HttpRequest) -> HttpResponse:
    """What facts can be about."""
    caller_of(request)
    names = ("group", "kind", "unit", "options")
    items = [
        CriterionBody(code=row.pk, name=str(row), **{name: getattr(row, name) for name in names})
        for row in Criterion.objects.filter(active=True)
    ]
    return answer(CriterionList(items=items))


@router.get("/regions", auth=READ, response=RegionList, url_name="api-regions")
def region_list(request: HttpRequest) -> HttpResponse:
    """The COROP regions."""
    rows = Region.objects.visible_to(caller_of(request).user).order_by("code")
    items = [RegionBody(code=row.code, name=row.name, province=row.province_id) for row in rows]
    return answer(RegionList(items=items))


@router.get("/provinces", auth=READ, response=ProvinceList, url_name="api-provinces")
def province_list(request: HttpRequest) -> HttpResponse:
    """The provinces."""
    caller_of(request)
    rows = Province.objects.order_by("code")
    items = [ProvinceBody(code=row.code, name=str(row), cbs_code=row.cbs_code) for row in rows]
    return answer(ProvinceList(items=items))
