"""The own cases of an organisation: whole for its members, and for nobody else."""

import io

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from odfdo import Document

from accounts.models import AccessLog, Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import Case
from cases.querysets.access import IDENTITY, OPTIONS, SECTOR, VIEW, holds
from reports import open_data, periods
from reports.actions.figures import make_missing
from reports.figures import compute_all
from reports.models import FigureSnapshot, OrganisationFigures, ReportJob
from reports.papers import may_download, paper_of
from reports.progress.figures import gather
from tests import factories
from tests.conftest import SignIn
from tests.reports.conftest import Queue
from tests.reports.story import tell
from tests.reports.test_dashboard import csv_rows

OWN = "/dashboard/organisatie/bom/"
PLACES = {
    "rom": OWN,
    "other rom": "/dashboard/organisatie/liof/",
    "nfia": "/dashboard/organisatie/nfia/",
    "triple helix": "/dashboard/organisatie/brainport/",
}
STRANGERS = ("province", "other province", "ministry", "programme office")


def organisation(code: str) -> Organisation:
    found: Organisation = Organisation.objects.get(code=code)
    return found


def statuses(sign_in: SignIn, user: User, path: str) -> set[int]:
    """Of the page, the files and the order of the PDF; a redirect of an order is its success."""
    client = sign_in(user)
    got = [client.get(f"{path}{end}").status_code for end in ("", "cijfers.csv", "cijfers.ods")]
    asked = client.post(f"{path}pdf/").status_code
    return {*got, 200 if asked == 302 else asked}


def test_members_of_every_role_see_their_own_and_nobody_else_does(
    readers: dict[str, User], sign_in: SignIn, queue: Queue
) -> None:
    make_missing()
    for who, own in PLACES.items():
        for path in PLACES.values():
            expected = {200} if path == own else {404}
            assert statuses(sign_in, readers[who], path) == expected, (who, path)
    for role in (Role.CASE_WORKER, Role.MANAGER):
        assert statuses(sign_in, factories.person(organisation("bom"), role), OWN) == {200}
    for who in STRANGERS:
        assert sign_in(readers[who]).get("/dashboard/", follow=True).status_code == 200
        assert statuses(sign_in, readers[who], OWN) == {404}, who
    assert statuses(sign_in, readers["nobody's member"], OWN) == {403}
    assert statuses(sign_in, readers["administrator"], OWN) == {200}


def test_an_organisation_of_others_is_like_one_that_does_not_exist(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    tell(4)
    make_missing()
    client = sign_in(readers["other rom"])
    there = client.get(OWN)
    assert there.status_code == 404
    assert "BOM" not in there.content.decode()
    for code in ("bestaat-niet", "prov-nb", "ez"):
        assert client.get(f"/dashboard/organisatie/{code}/").status_code == 404
    page = client.get("/dashboard/").content.decode()
    assert 'value="org:liof"' in page
    assert 'value="org:bom"' not in page
    for who in STRANGERS:
        assert "org:" not in sign_in(readers[who]).get("/dashboard/", follow=True).content.decode()


def test_members_see_every_case_behind_the_figures(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    """Also what is strictly confidential, of a colleague, and known wholly: nothing in a sum is
    news to them. The programme office sees fewer cases, and of those only the profile."""
    levels = [level.value for level in Case.Confidentiality]
    for level in levels:
        factories.case(factories.person(organisation("bom")), confidentiality=level)
    for role in Role:
        user = factories.person(organisation("bom"), role)
        for permission in (VIEW, SECTOR, IDENTITY, OPTIONS):
            seen = Case.objects.filter(holds(user, permission), origin=organisation("bom"))
            assert {case.confidentiality for case in seen} == set(levels), (role, permission)
    office = readers["programme office"]
    assert Case.objects.visible_to(office).count() == len(levels) - 1
    assert not Case.objects.filter(holds(office, IDENTITY)).exists()


def test_own_numbers_are_whole_and_those_of_the_country_as_on_its_page(
    programme: None, readers: dict[str, User], sign_in: SignIn
) -> None:
    client = sign_in(readers["rom"])
    told = csv_rows(client.get(f"{OWN}cijfers.csv").content.decode())
    name = organisation("bom").name
    own = {key: value for key, value in told.items() if key[0] == name}
    country = {key: value for key, value in told.items() if key[0] != name}
    assert len(own) + len(country) == len(told)
    assert "x" not in own.values()
    assert "x" in country.values()
    assert country == csv_rows(client.get("/dashboard/cijfers.csv").content.decode())
    kept = OrganisationFigures.objects.get(
        organisation__code="bom", technology="", reference_date=periods.last_ended()
    ).values
    assert kept == compute_all(periods.last_ended()).organisations[organisation("bom").pk]
    values = {value for key, value in own.items() if key[2] == "Lopende dossiers"}
    assert values == {str(kept["open"])}
    assert any(0 < kept[f"stock:{stage}"] < 3 for stage in ("intake", "matching", "visits"))


def test_the_spreadsheet_and_the_page_say_what_the_text_says(
    readers: dict[str, User], sign_in: SignIn
) -> None:
    tell(8)
    make_missing()
    client = sign_in(readers["rom"])
    text = csv_rows(client.get(f"{OWN}cijfers.csv").content.decode())
    book = Document(io.BytesIO(client.get(f"{OWN}cijfers.ods").content))
    rows = book.body.tables[0].get_values()[1:]
    assert [row[0] for row in rows] == [key[0] for key in text]
    for row, plain in zip(rows, text.values(), strict=True):
        assert str(row[4] if row[4] is not None else "").replace(".", ",") == plain
    page = client.get(OWN).content.decode()
    name = organisation("bom").name
    running = next(v for key, v in text.items() if key[::2] == (name, "Lopende dossiers"))
    assert f'<div class="stat-value">{running}</div>' in page
    assert f" {name}</h1>" in page


def test_they_are_no_area_of_anything_that_others_read(
    readers: dict[str, User], sign_in: SignIn, settings: object
) -> None:
    tell(6)
    make_missing()
    day = periods.last_ended()
    areas = set(FigureSnapshot.objects.values_list("area", flat=True))
    assert len(areas) == 13
    assert all(area.startswith("NL") for area in areas)
    assert OrganisationFigures.objects.filter(reference_date=day).count() > 9
    assert set(gather(day, lambda _done: None)["areas"]) == areas
    assert {row["figure"] for row in open_data.rows()} >= {"open"}
    before = list(open_data.rows())
    OrganisationFigures.objects.all().delete()
    assert list(open_data.rows()) == before
    for path in ("/dashboard/cijfers.csv", "/dashboard/nl-nb/cijfers.csv"):
        assert "BOM" not in sign_in(readers["ministry"]).get(path).content.decode()


def test_a_technology_narrows_the_own_cases_only(
    readers: dict[str, User], sign_in: SignIn, queue: Queue
) -> None:
    tell(8)
    make_missing()
    make_missing("quantum")
    client = sign_in(readers["rom"])
    query = "?technology=quantum"
    whole = client.get(f"{OWN}cijfers.csv").content.decode()
    narrow = csv_rows(client.get(f"{OWN}cijfers.csv{query}").content.decode())
    name = organisation("bom").name
    assert {key[0] for key in narrow} == {name}
    assert narrow != {key: v for key, v in csv_rows(whole).items() if key[0] == name}
    page = client.get(f"{OWN}{query}").content.decode()
    assert ">Nederland</th>" not in page
    assert ">Nederland</th>" in client.get(OWN).content.decode()
    for path in ("/dashboard/", "/dashboard/nl-nb/"):
        assert client.get(path).status_code == 200
        assert client.get(f"{path}{query}").status_code == 404
    assert client.get(f"{OWN}?area={query[1:]}&technology=quantum").url == "/dashboard/?"
    for unknown in ("bestaat-niet", "x" * 60, "quantum'"):
        assert client.get(OWN, {"technology": unknown}).status_code == 404
    assert "-quantum.csv" in client.get(f"{OWN}cijfers.csv{query}")["Content-Disposition"]
    client.post(f"{OWN}pdf/{query}")
    paper = paper_of(ReportJob.objects.get())
    assert paper.context["board"].readings.own.count("open") == int(
        next(value for key, value in narrow.items() if key[2] == "Lopende dossiers")
    )
    row = FigureSnapshot.objects.filter(area="NL", technology="quantum").latest("reference_date")
    assert {*row.values, "calls", "lead:intake", "lead:road"} <= set(row.hidden)


def test_it_ends_with_the_membership(
    readers: dict[str, User], sign_in: SignIn, queue: Queue
) -> None:
    make_missing()
    user = readers["rom"]
    client = sign_in(user)
    response = client.post(f"{OWN}pdf/")
    job = ReportJob.objects.get()
    assert response.url == reverse("report-detail", args=[job.pk])
    assert "BOM" in client.get("/rapporten/").content.decode()
    paper = paper_of(job)
    assert paper.context["board"].area.code == "org:bom"
    assert not paper.context["protected"]  # so that the paper says that it holds small numbers
    assert may_download(job, user)
    Membership.objects.filter(user=user).delete()
    user = User.objects.get(pk=user.pk)
    assert not may_download(job, user)
    job.requested_by = user
    with pytest.raises(Http404):
        paper_of(job)
    factories.person(organisation("liof"))
    Membership(user=user, organisation=organisation("liof"), role=Role.READER).save()
    assert sign_in(User.objects.get(pk=user.pk)).get(OWN).status_code == 404


def test_who_takes_a_file_along_is_logged(readers: dict[str, User], sign_in: SignIn) -> None:
    make_missing()
    answer = sign_in(readers["rom"]).get(f"{OWN}cijfers.csv")
    quarter = periods.code(periods.last_ended())
    assert f'filename="org-bom-{quarter}.csv"' in answer["Content-Disposition"]
    row = AccessLog.objects.get(action="exported")
    assert (row.user, row.subject, row.detail) == (readers["rom"], "org:bom", "csv")


def test_an_organisation_that_came_later_has_an_empty_dashboard(sign_in: SignIn, db: None) -> None:
    make_missing()
    late = factories.organisation(code="later", name="Later Opgericht")
    page = sign_in(factories.person(late)).get("/dashboard/organisatie/later/")
    assert page.status_code == 200
    assert "Later Opgericht" in page.content.decode()
    assert '<div class="stat-value">0</div>' in page.content.decode()


def test_the_chooser_knows_organisations(readers: dict[str, User], sign_in: SignIn) -> None:
    make_missing()
    client = sign_in(readers["rom"])
    there = client.get("/dashboard/?area=org:bom&quarter=2026-q1&technology=quantum")
    assert there.url == f"{OWN}?quarter=2026-q1&technology=quantum"
    assert client.get("/dashboard/?area=org:liof", follow=True).status_code == 404
    assert client.get("/dashboard/?area=org:nergens", follow=True).status_code == 200


def test_queries_do_not_grow_with_cases(readers: dict[str, User], sign_in: SignIn) -> None:
    def queries() -> int:
        client = sign_in(User.objects.get(pk=readers["rom"].pk))
        client.get(OWN)
        with CaptureQueriesContext(connection) as found:
            client.get(OWN)
        return len(found)

    make_missing()
    before = queries()
    tell(6)
    FigureSnapshot.objects.all().delete()
    make_missing()
    assert queries() == before
