"""Queries per page and kind of person: recorded in a file, and the same however many rows.

Record a deliberate change with: UPDATE_QUERY_COUNTS=1 make test ARGS=tests/project
"""

import datetime
import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.notifications import notify
from cases.models import (
    CallAnswer,
    CallInvitation,
    CallProposal,
    Candidate,
    ContactPerson,
    Document,
    DocumentVersion,
    LocationCall,
    Note,
    SiteVisit,
    Task,
    VisitStop,
)
from cases.notification_kinds import NEWS
from tests import factories
from tests.project.addresses import address
from tests.project.whole_world import everything, people

RECORD = Path(__file__).with_name("query_counts.json")
HOW = "Look at it, and record it with UPDATE_QUERY_COUNTS=1 make test ARGS=tests/project"
PAGES = (
    "home",
    "case-list",
    "case-detail",
    "case-intake",
    "case-requirements",
    "case-matching",
    "case-calls",
    "call-inbox",
    "call-answer",
    "call-detail",
    "call-region",
    "case-visits",
    "visit-detail",
    "case-decision",
    "case-followup",
    "case-documents",
    "document-versions",
    "case-participants",
    "case-access",
    "case-timeline",
    "company-list",
    "company-detail",
    "site-list",
    "site-detail",
    "region-list",
    "region-detail",
    "dashboard",
    "dashboard-organisation",
    "dashboard-province",
    "reports",
    "search",
    "saved-views",
    "notifications",
)
WHO = ("origin account manager", "invited reader", "administrator")


def count(user: User, path: str) -> int | None:
    """Queries of a page the second time it is asked for; None when this person may not see it."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if client.get(path).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def counts(users: dict[str, User], things: dict[str, Any]) -> dict[str, dict[str, int | None]]:
    return {
        page: {
            who: count(users[who], address(page, things) + ("?q=pro" if page == "search" else ""))
            for who in WHO
        }
        for page in PAGES
    }


def add_rows(user: User, things: dict[str, Any], rows: int) -> None:
    """More of everything: cases of the same people, and parts of the one case."""
    save = Actor.person(user).save
    case, now = things["case"], timezone.now()
    for number in range(rows):
        other = factories.case(user)
        factories.join(other, Organisation.objects.get(code="oost"))
        for asked in (case, other):
            add_call(save, asked, things, factories.organisation())
        site = factories.site(province_id="NL-OV", municipality_id="GM0153")
        candidate = save(Candidate(case=case, site=site, reason="past", added_at=now))
        save(VisitStop(visit=things["visit"], candidate=candidate, position=number + 2))
        visit = SiteVisit(case=case, starts_at=now, ends_at=now + datetime.timedelta(hours=1))
        visit.host = Organisation.objects.get(code="oost")
        save(visit)
        save(ContactPerson(company=case.company, name=f"Contact {number}"))
        add_version(save, things["document"])
        for owner in (case.origin, visit.host):
            save(Task(case=case, title=f"Actie {number}", organisation=owner))
            save(Note(case=case, body="x", organisation=owner, author=user, occurred_at=now))
        tell(user, case, things)


def tell(user: User, case: Any, things: dict[str, Any]) -> None:
    """Something of every kind to the people who look."""
    about = {
        "": None,
        "decision": things["decision"],
        "note": Note.objects.filter(case=case, organisation=case.origin).last(),
        "open_task": things["task"],
        "watch": things["hit"].watch,
        "transition": case.transitions.last(),
    }
    people = [user, User.objects.get(name="Invited Reader")]
    for kind, news in NEWS.items():
        notify(Actor.system(), case, kind, people, about.get(news.about, things.get(news.about)))


def add_version(save: Any, document: Document) -> None:
    """One more earlier version, and one more document beside it."""
    found = Document.objects.get(pk=document.pk)
    earlier = DocumentVersion(document=found, uploaded_by=found.uploaded_by)
    for name in ("number", "file", "file_name", "content_type", "size", "sha256", "uploaded_at"):
        setattr(earlier, name, getattr(found, name))
    save(earlier)
    found.number += 1
    save(found)
    other = Document.objects.get(pk=document.pk)
    other.pk, other._state.adding = uuid.uuid4(), True
    save(other)


def add_call(save: Any, case: Any, things: dict[str, Any], region: Organisation) -> None:
    # One more region in the first call of the case, and one more call to the one that looks.
    now, first = timezone.now(), things["call"]
    call = LocationCall(case=case, number=case.calls.count() + 1, request=things["request"])
    call.profile, call.working_days, call.deadline, call.sent_at = "Maker", 10, now.date(), now
    save(call)
    save(CallInvitation(call=call, organisation=Organisation.objects.get(code="oost")))
    other = CallInvitation(call=first, organisation=region, status="answered", answered_at=now)
    if case == first.case:
        save(other)
        site = factories.site(province_id="NL-OV", municipality_id="GM0153")
        own = [things["invitation"]] if things["invitation"].proposals.count() < 8 else []
        for invitation in (other, *own):  # with ten, an answer is full and asks less
            save(CallProposal(invitation=invitation, site=site, motivation="Past"))
            answer = CallAnswer(invitation=invitation, site=site, criterion_id="plot_area_ha")
            answer.number, answer.source, answer.as_of = 2, "Gemeente", now.date()
            save(answer)


@pytest.fixture
def measured(db: None, settings: Settings) -> dict[str, dict[str, int | None]]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    users = people()
    owner = users["origin account manager"]
    things = everything(owner)
    add_rows(owner, things, 3)
    few = counts(users, things)
    add_rows(owner, things, 12)
    many = counts(users, things)
    grown = {page: (few[page], many[page]) for page in PAGES if few[page] != many[page]}
    assert not grown, f"queries grow with the rows (few, many): {grown}"
    return many


def test_pages_ask_as_many_queries_as_recorded(
    measured: dict[str, dict[str, int | None]],
) -> None:
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        RECORD.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n")
    recorded = json.loads(RECORD.read_text())
    changed = {
        page: {"recorded": recorded.get(page), "now": row}
        for page, row in measured.items()
        if row != recorded.get(page)
    }
    assert not changed, f"{changed}. {HOW}"
