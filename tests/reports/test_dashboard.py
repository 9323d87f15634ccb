"""Who sees which figures, how whole, and that no page says what the others hide."""

import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from odfdo import Document

from accounts.models import AccessLog, Membership, Organisation, User
from cases.models import Case
from regions.models import Province, ServiceArea
from reports import periods
from reports.actions.figures import make_missing
from reports.definitions import FIGURES
from reports.models import FigureSnapshot, ReportJob
from tests import factories
from tests.conftest import SignIn
from tests.reports.conftest import Queue
from tests.reports.story import tell

OWN, OTHER = "/dashboard/nl-nb/", "/dashboard/nl-gr/"
NATIONAL = "/dashboard/"

ALLOWED = {
    "province": (302, 200, 404),
    "other province": (302, 404, 200),
    "ministry": (200, 200, 200),
    "programme office": (200, 200, 200),
    "rom": (200, 200, 404),
    "other rom": (200, 404, 404),
    "nfia": (200, 200, 200),
    "triple helix": (200, 200, 404),
    "nobody's member": (403, 403, 403),
    "administrator": (200, 200, 200),
}


def test_each_reader_gets_the_areas_that_are_theirs(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    got = {
        who: tuple(sign_in(user).get(path).status_code for path in (NATIONAL, OWN, OTHER))
        for who, user in readers.items()
    }
    assert got == ALLOWED


def test_csv_and_pdf_follow_the_same_rule(
    programme: None, readers: dict[str, User], sign_in: SignIn, queue: Queue
) -> None:
    for who, (_national, own, other) in ALLOWED.items():
        client = sign_in(readers[who])
        for path, status in ((OWN, own), (OTHER, other)):
            assert client.get(f"{path}cijfers.csv").status_code == status, (who, path)
            assert client.get(f"{path}cijfers.ods").status_code == status, (who, path)
            asked = client.post(f"{path}pdf/").status_code
            assert asked == (302 if status == 200 else status), (who, path)


def test_a_province_ends_with_its_membership(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    user = readers["rom"]
    assert sign_in(user).get(OWN).status_code == 200
    ServiceArea.objects.filter(organisation__code="bom").delete()
    assert sign_in(User.objects.get(pk=user.pk)).get(OWN).status_code == 404
    Membership.objects.filter(user=user).delete()
    assert sign_in(User.objects.get(pk=user.pk)).get(NATIONAL).status_code == 403


def test_a_stranger_signs_in_first(programme: None, client: object) -> None:
    response = client.get(NATIONAL)
    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_an_unknown_province_or_quarter_is_not_found(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    client = sign_in(readers["ministry"])
    assert client.get("/dashboard/nl-xx/").status_code == 404
    assert client.get(f"{NATIONAL}?quarter=1999-q1").status_code == 404
    today = periods.quarter_end(periods.last_ended()).replace(year=2099)
    assert client.get(f"{NATIONAL}?quarter={periods.code(today)}").status_code == 404
    assert client.post(NATIONAL).status_code == 405
    assert client.get(f"{OWN}pdf/").status_code == 405


def test_only_who_sees_every_case_may_split_by_technology(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    path = f"{NATIONAL}?technology=quantum"
    assert sign_in(readers["ministry"]).get(path).status_code == 404
    assert sign_in(readers["administrator"]).get(path).status_code == 200
    assert b'name="technology"' not in sign_in(readers["ministry"]).get(NATIONAL).content
    assert b'name="technology"' in sign_in(readers["administrator"]).get(NATIONAL).content


def csv_rows(text: str) -> dict[tuple[str, ...], str]:
    rows = [line.split(";") for line in text.removeprefix("\ufeff").splitlines()[1:]]
    return {tuple(row[:4]): row[4] for row in rows}


def test_hidden_cells_are_hidden_for_readers_and_whole_for_the_administrator(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    snapshot = FigureSnapshot.objects.get(area="NL-NB", reference_date=periods.last_ended())
    small = {n for n, v in snapshot.values.items() if n.startswith("stock:") and 0 < v < 3}
    assert small
    assert small <= set(snapshot.hidden)
    protected = csv_rows(sign_in(readers["ministry"]).get(f"{OWN}cijfers.csv").content.decode())
    whole = csv_rows(sign_in(readers["administrator"]).get(f"{OWN}cijfers.csv").content.decode())
    spread = str(FIGURES["duration"].label)  # of lead times: only for who sees the cases
    assert spread not in {key[2] for key in protected}
    assert protected.keys() == {key for key in whole if key[2] != spread} != whole.keys()
    assert "x" in protected.values()
    assert "x" not in whole.values()
    numbers = [value for value in protected.values() if value.isdigit() and 0 < int(value) < 3]
    units = {key: value for key, value in protected.items() if value in numbers}
    assert not [key for key in units if "median" not in key[3] and "p80" not in key[3]]


def test_the_spreadsheet_says_what_the_text_says(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    client = sign_in(readers["province"])
    text = csv_rows(client.get(f"{OWN}cijfers.csv").content.decode())
    book = Document(io.BytesIO(client.get(f"{OWN}cijfers.ods").content))
    figures, told = book.body.tables
    rows = figures.get_values()[1:]
    assert len(rows) == len(text)
    for row, plain in zip(rows, text.values(), strict=True):
        assert str(row[4] if row[4] is not None else "").replace(".", ",") == plain
    assert any(isinstance(row[4], int | float | Decimal) for row in rows)
    assert len(told.get_values()) > 20


def test_charts_draw_no_hidden_value(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    """What a chart says is what its table says: no small number in either."""
    page = sign_in(readers["province"]).get(OWN).content.decode()
    charts = re.findall(r"<svg viewBox.*?</svg>", page, re.S)
    assert charts
    for chart in charts:
        described = re.search(r"<desc[^>]*>(.*?)</desc>", chart, re.S)
        assert described
        assert not re.search(r"[: ](1|2)(;|,|$)", described[1]), described[1]
        for shown in re.findall(r'font-weight="600">([^<]*)</text>', chart):
            assert shown == "0" or int(re.sub(r"\D", "", shown)) >= 3


def test_roads_between_provinces_stand_in_a_grid(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    """Each road with its number, from row to column; roads that nobody took stand nowhere."""
    values = FigureSnapshot.objects.get(area="NL", reference_date=periods.last_ended()).values
    names = {row.code: row.name for row in Province.objects.all()}
    roads = {name.removeprefix("route:"): n for name, n in values.items() if "route:" in name and n}
    page = sign_in(readers["administrator"]).get(NATIONAL).content.decode()
    described = re.findall(r"<desc[^>]*>(.*?)</desc>", page, re.S)
    wanted = sorted(
        f"{names[road.partition('>')[0]]} – {road.partition('>')[2][3:]}: {n}"
        for road, n in roads.items()
    )
    assert wanted
    assert wanted in [sorted(words.split("; ")) for words in described]


def test_no_page_leads_to_a_case_or_names_a_company(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    page = sign_in(readers["province"]).get(OWN).content.decode()
    for case in Case.objects.select_related("company"):
        for secret in (str(case.pk), case.reference, case.code_name, case.company.name):
            assert secret not in page


def test_a_csv_is_logged(programme: None, readers: dict[str, User], sign_in: SignIn) -> None:
    sign_in(readers["province"]).get(f"{OWN}cijfers.csv")
    row = AccessLog.objects.get(action="exported")
    assert (row.user, row.subject, row.detail) == (readers["province"], "NL-NB", "csv")


def test_a_shareholder_of_two_provinces_can_choose(programme: None, sign_in: SignIn) -> None:
    user = factories.person(Organisation.objects.get(code="prov-ov"))
    for code in ("prov-ge",):
        Membership(
            user=user, organisation=Organisation.objects.get(code=code), role="reader"
        ).save()
    client = sign_in(user)
    assert client.get(NATIONAL).url == "/dashboard/nl-ge/"
    page = client.get("/dashboard/nl-ge/").content.decode()
    assert 'value="nl-ov"' in page
    assert 'value="nl-nb"' not in page
    assert client.get("/dashboard/?area=nl-ov&quarter=2026-q1").url == (
        "/dashboard/nl-ov/?quarter=2026-q1"
    )


def test_the_chooser_leads_nowhere_that_is_not_theirs(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    client = sign_in(readers["province"])
    assert client.get("/dashboard/?area=nl-gr", follow=True).status_code == 404


def test_missing_figures_are_made_while_the_reader_waits(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    tell(3)
    assert FigureSnapshot.objects.count() == 0
    assert sign_in(readers["ministry"]).get(NATIONAL).status_code == 200
    assert FigureSnapshot.objects.filter(area="NL").exists()


def test_a_page_and_its_files_read_only_what_was_made_before(
    programme: None, readers: dict[str, User], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("computed while somebody waits")

    monkeypatch.setattr("reports.actions.figures.compute_all", refuse)
    client = sign_in(readers["province"])
    for path in (OWN, f"{OWN}cijfers.csv", f"{OWN}cijfers.ods", f"{NATIONAL}cijfers.csv"):
        assert client.get(path).status_code == 200
    FigureSnapshot.objects.all().delete()
    with pytest.raises(AssertionError):
        client.get(OWN)


def test_many_cases_leave_the_figures_to_the_worker(
    readers: dict[str, User], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("reports.actions.figures.QUICK", 1)
    monkeypatch.setattr(
        "reports.views.dashboard.make_figures.apply_async", lambda *a, **k: asked.append(a)
    )
    tell(3)
    client = sign_in(readers["ministry"])
    assert client.get(NATIONAL).status_code == 200
    client.get(NATIONAL)
    assert len(asked) == 1  # not once per look
    assert FigureSnapshot.objects.count() == 0
    assert client.get("/dashboard/cijfers.csv").status_code == 404


def test_a_dead_broker_is_no_server_error(
    readers: dict[str, User], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("reports.actions.figures.QUICK", 1)
    monkeypatch.setattr("reports.views.dashboard.make_figures.apply_async", refuse)
    tell(3)
    assert sign_in(readers["ministry"]).get(NATIONAL).status_code == 200


def test_an_empty_programme_has_a_dashboard(readers: dict[str, User], sign_in: SignIn) -> None:
    page = sign_in(readers["province"]).get(OWN)
    assert page.status_code == 200


def test_queries_do_not_grow_with_cases(readers: dict[str, User], sign_in: SignIn) -> None:
    def queries(path: str) -> int:
        client = sign_in(User.objects.get(pk=readers["ministry"].pk))
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    make_missing()
    before = queries(NATIONAL), queries(OWN)
    tell(6)
    FigureSnapshot.objects.all().delete()
    make_missing()
    assert (queries(NATIONAL), queries(OWN)) == before


def test_the_pdf_is_asked_for_with_its_date(
    programme: None, readers: dict[str, User], sign_in: SignIn, queue: Queue
) -> None:
    quarter = periods.previous(periods.last_ended())
    response = sign_in(readers["province"]).post(f"{OWN}pdf/?quarter={periods.code(quarter)}")
    job = ReportJob.objects.get()
    assert response.url == reverse("report-detail", args=[job.pk])
    assert (job.province_id, job.reference_date) == ("NL-NB", quarter)
