"""How cases stand in a progress report: colours as known then, reasons for the office alone."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, MonthlyUpdate
from reports import periods
from reports.actions import jobs, progress
from reports.models import ProgressReport
from reports.progress.content import content_of
from reports.progress.material import material_of
from tests import factories
from tests.reports.conftest import Queue

DAY = periods.last_ended()
FIRST = periods.previous(DAY) + datetime.timedelta(days=1)
SECRET = "De netbeheerder geeft geen datum"


def told(case: Case, colour: str, month: datetime.date = FIRST, later: str = "") -> None:
    """An update, written a month later; `later` is what it was corrected to after the day."""
    at = periods.moment_after(month + datetime.timedelta(days=33))
    row = MonthlyUpdate(case=case, month=month, colour=colour, reason=SECRET, done="x", ahead="y")
    row.written_at = at
    save = Actor.person(case.account_manager).save
    save(row, at=at)
    if later:
        row.colour = later
        save(row, at=periods.moment_after(DAY + datetime.timedelta(days=3)))


@pytest.fixture
def cases(db: None) -> list[Case]:
    """Nine running cases: five green, one red then and green now, one amber, two that told of
    nothing in the quarter."""
    manager = factories.person(Organisation.objects.get(code="bom"))
    before = periods.moment_after(periods.previous(DAY, 2))
    rows = [factories.case(manager, at=before, origin_municipality_id="GM0772") for _n in range(9)]
    for case in rows[:5]:
        told(case, "green")
    told(rows[5], "red", later="green")
    told(rows[6], "amber")
    told(rows[7], "red", month=periods.previous(DAY).replace(day=1))
    return rows


def report_of(editor: User) -> ProgressReport:
    actor = Actor.person(editor)
    report = progress.open_report(actor, DAY, 1, lambda *_order: None)
    assert jobs.run(jobs.order_figures(actor, report, Queue()).pk)
    report.refresh_from_db()
    return report


def lines(report: ProgressReport, audience: str) -> dict[str, str]:
    content = content_of(material_of(report), "nl", audience)
    parts = [part for chapter in content["chapters"] for part in chapter["sections"]]
    part = next(part for part in parts if part["code"] == "state")
    assert SECRET not in str(content)
    return {line["label"]: line["cells"][0] for line in part["lines"]}


def test_colours_as_known_then_and_small_ones_left_out(cases: list[Case]) -> None:
    report = report_of(factories.person(Organisation.objects.get(code="programma")))
    whole = lines(report, "ministry")
    assert whole == {
        "Groen: op koers": "5",
        "Geen maandbericht": "2",
        "Oranje: vraagt aandacht": "1",
        "Rood: zit vast": "1",
        "Samen": "9",
    }
    public = lines(report, "public")
    assert public["Rood: zit vast"] == public["Oranje: vraagt aandacht"] == "x"
    assert public["Geen maandbericht"] == "x"
    assert [public["Groen: op koers"], public["Samen"]].count("x") == 0


def test_reasons_are_for_the_office_of_cases_that_it_sees(cases: list[Case], sign_in: Any) -> None:
    office = Organisation.objects.get(code="programma")
    editor = factories.person(office)
    report = report_of(editor)
    page = reverse("progress-detail", args=[report.pk])
    shown = sign_in(editor).get(page).text
    assert shown.count(SECRET) == 2, "red and amber then; the other red one is of a quarter before"
    assert cases[5].code_name in shown
    assert cases[5].company.name not in shown
    assert reverse("case-monthly", args=[cases[5].pk]) in shown
    reader = sign_in(factories.person(office, Role.READER)).get(page)
    assert reader.status_code == 200
    assert SECRET not in reader.text
