"""What the company said of a visit: noted, corrected, and read by nobody who may not know it."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone, translation

from cases.actions.visit import plan_visit
from cases.models import Disclosure, VisitFeedback
from tests import factories
from tests.cases.matching.test_visits import moment, url, values, visit
from tests.conftest import SignIn

__all__ = ["visit"]
pytestmark = pytest.mark.django_db
REMARK = "Fotonova vond de ontvangst bij Rivaal Zuid het best"


def in_dutch(words: str) -> str:
    with translation.override("nl"):
        return translation.gettext(words)


def said(**more: Any) -> dict[str, Any]:
    day = f"{timezone.localdate():%Y-%m-%d}"
    return {"given_by": "M. Jansen", "given_on": day, "sites": 4, "remark": REMARK} | more


def test_feedback_is_noted_and_corrected(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(visit.manager), url(visit, "visit-feedback", visit.visit.pk)
    assert client.get(path).status_code == 200
    for wrong in (
        {"sites": 6},
        {"sites": "", "remark": ""},
        {"given_by": ""},
        {"given_on": f"{timezone.localdate() + datetime.timedelta(days=1):%Y-%m-%d}"},
        {"given_on": f"{timezone.localdate() - datetime.timedelta(days=9):%Y-%m-%d}"},
    ):
        answer = client.post(path, said(**wrong))
        assert answer.status_code == 422, wrong
        assert "M. Jansen" in answer.content.decode() or not wrong.get("given_by", "x")
    assert not VisitFeedback.objects.exists()
    assert client.post(path, said()).status_code == 302
    row = VisitFeedback.objects.get()
    assert (row.sites, row.reception, row.noted_by) == (4, None, visit.manager)
    edit = url(visit, "visit-feedback-edit", visit.visit.pk, row.pk)
    changed = said(reception=5, version=1)
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, changed).status_code == 409
    assert client.post(edit, said()).status_code == 409  # a form without a version is out of date
    page = client.get(url(visit, "visit-detail", visit.visit.pk)).content.decode()
    assert REMARK in page
    timeline = client.get(url(visit, "case-timeline")).content.decode()
    assert in_dutch("Feedback of the company changed") in timeline


def test_it_waits_until_the_visit_began_and_the_case_is_open(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client, actor = sign_in(visit.manager), factories.actor(visit.manager)
    later = plan_visit(actor, visit.case, values(visit, days=3), [visit.own])
    assert client.post(url(visit, "visit-feedback", later.pk), said()).status_code == 422
    shown = client.get(url(visit, "visit-detail", later.pk)).content.decode()
    assert url(visit, "visit-feedback", later.pk) not in shown
    cancelled = {"version": 1, "reason": "wethouder ziek"}
    cancel = url(visit, "visit-cancel", visit.visit.pk)
    assert client.post(cancel, cancelled).status_code == 302
    assert client.post(url(visit, "visit-feedback", visit.visit.pk), said()).status_code == 422
    assert moment(3) > timezone.now()


def test_no_region_in_the_running_meets_it(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(visit.manager), url(visit, "visit-feedback", visit.visit.pk)
    assert client.post(path, said()).status_code == 302
    row = VisitFeedback.objects.get()
    edit = url(visit, "visit-feedback-edit", visit.visit.pk, row.pk)
    informed = factories.organisation(code="steun")
    helper = factories.person(informed)
    factories.join(visit.case, informed, Disclosure.IDENTITY, "supporting")
    noted = in_dutch("Feedback of the company noted")
    for page, word in (
        (url(visit, "visit-detail", visit.visit.pk), REMARK),
        (url(visit, "case-timeline"), noted),
    ):
        assert word in sign_in(helper).get(page).content.decode()
        text = sign_in(visit.visitor).get(page).content.decode()
        for secret in ("M. Jansen", REMARK, noted):
            assert secret not in text
    for user, status in ((visit.visitor, 404), (visit.reader, 403), (helper, 403)):
        assert sign_in(user).post(path, said()).status_code == status
        assert sign_in(user).post(edit, said(version=1)).status_code == status
