"""Who gets which rows of the neutrality report, and that its files say what the page says."""

import csv
import io
from typing import Any

import pytest
from django.utils import timezone
from odfdo import Document

from accounts.models import AccessLog, Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import CallInvitation
from reports import periods
from tests import factories
from tests.conftest import SignIn
from tests.reports.neutral_story import REGIONS, Story, end, on

pytestmark = pytest.mark.django_db

PAGE = "/neutraliteit/"


@pytest.fixture
def busy(story: Story) -> Story:
    """In the first quarter of last year Oost was asked five times, NOM four, LIOF once."""
    for number in range(5):
        call = story.call(story.case(on(1, 5)), on(2, 2 + number))
        for code in ("oost", "nom", "liof")[: 3 if number == 0 else 2 if number < 4 else 1]:
            story.invite(call, code)
    return story


def member(code: str, role: str = Role.READER) -> User:
    return factories.person(Organisation.objects.get(code=code), role)


def asked(sign_in: SignIn, user: User, path: str = PAGE, quarter: int = 1) -> Any:
    return sign_in(user).get(f"{path}?quarter={periods.code(end(quarter))}&period=jaar")


def lines(response: Any) -> dict[str, str]:
    """Organisation → how often asked, as the page shows it."""
    return {line.label: line.cells[0] for line in response.context["parts"][0].lines}


def short(found: dict[str, str]) -> dict[str, str]:
    names = {row.name: row.code for row in Organisation.objects.all()}
    return {names.get(name, "median"): value for name, value in found.items() if value != "0"}


@pytest.mark.parametrize(
    ("code", "role"),
    [("ez", Role.READER), ("programma", Role.READER), ("nfia", Role.MANAGER)],
)
def test_who_watches_the_whole_gets_every_row(
    busy: Story, sign_in: SignIn, code: str, role: str
) -> None:
    found = short(lines(asked(sign_in, member(code, role))))
    assert found == {"oost": "5", "nom": "4", "liof": "x"}


def test_the_administrator_sees_the_cases_and_so_the_numbers(busy: Story, sign_in: SignIn) -> None:
    boss = User.objects.create_superuser("b@x.test", factories.PASSWORD)
    assert short(lines(asked(sign_in, boss))) == {"oost": "5", "nom": "4", "liof": "1"}


@pytest.mark.parametrize(
    ("code", "role", "own"),
    [
        ("prov-ov", Role.READER, {"oost": "5"}),
        ("prov-li", Role.READER, {"liof": "x"}),
        ("oost", Role.MANAGER, {"oost": "5"}),
        ("nom", Role.MANAGER, {"nom": "4"}),
    ],
)
def test_a_province_and_a_region_get_their_own_row_and_the_median(
    busy: Story, sign_in: SignIn, code: str, role: str, own: dict[str, str]
) -> None:
    response = asked(sign_in, member(code, role))
    assert short(lines(response)) == own
    text = response.content.decode()
    others = Organisation.objects.filter(code__in={*REGIONS, "bom"} - own.keys())
    for other in others:
        assert other.name not in text.split("<main")[1].split("</main")[0]
    assert response.context["parts"][0].lines[-1].total


@pytest.mark.parametrize(
    ("code", "role"),
    [("oost", Role.CASE_WORKER), ("oost", Role.READER), ("nfia", Role.CASE_WORKER)],
)
def test_others_get_nothing_and_no_link(busy: Story, sign_in: SignIn, code: str, role: str) -> None:
    user = member(code, role)
    for path in (PAGE, f"{PAGE}cijfers.csv", f"{PAGE}cijfers.ods"):
        assert sign_in(user).get(path).status_code == 403
    for path in ("/", "/dashboard/"):
        assert PAGE not in sign_in(user).get(path, follow=True).content.decode()
    Membership.objects.filter(user=user).update(role=Role.MANAGER)
    boss = User.objects.get(pk=user.pk)
    assert sign_in(boss).get(PAGE).status_code == 200
    assert PAGE in sign_in(boss).get("/dashboard/", follow=True).content.decode()


def test_who_sees_every_call_gets_the_own_numbers_whole(busy: Story, sign_in: SignIn) -> None:
    """LIOF knows its one call: there is nothing to hide, until it may not see that call."""
    user = member("liof", Role.MANAGER)
    assert short(lines(asked(sign_in, user))) == {"liof": "x"}
    invitation = CallInvitation.objects.get(organisation__code="liof")
    row = factories.join(invitation.call.case, invitation.organisation)
    assert short(lines(asked(sign_in, user))) == {"liof": "1"}
    row.delete()


def test_the_files_say_what_the_page_says(busy: Story, sign_in: SignIn) -> None:
    user = member("ez")
    page = asked(sign_in, user).context["parts"]
    text = asked(sign_in, user, f"{PAGE}cijfers.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    shown = [
        (part.title, line.label, heading, value)
        for part in page
        for line in part.lines
        for heading, value in zip(part.head[1:], line.cells, strict=True)
    ]
    assert [tuple(row[:4]) for row in rows] == shown
    assert all(row[4] for row in rows), "a definition beside each figure"
    content = asked(sign_in, user, f"{PAGE}cijfers.ods").content
    sheets = Document(io.BytesIO(content)).body.tables
    assert len(sheets) == len(page) + 1
    first = {row[0]: row[1] for row in sheets[0].get_values()[1:]}
    name = Organisation.objects.get(code="oost").name
    assert first[name] == 5
    logged = AccessLog.objects.filter(action=AccessLog.Action.EXPORTED, user=user)
    assert sorted(logged.values_list("detail", flat=True)) == ["csv", "ods"]


def test_other_periods_do_not_exist(busy: Story, sign_in: SignIn) -> None:
    client = sign_in(member("ez"))
    running = periods.code(periods.quarter_end(timezone.localdate()))
    for query in (f"quarter={running}", "quarter=2019-q1", "quarter=x", "period=maand"):
        assert client.get(f"{PAGE}?{query}").status_code == 404
    code = periods.code(end(2))
    quarter = client.get(f"{PAGE}?quarter={code}&period=kwartaal")
    year = client.get(f"{PAGE}?quarter={code}&period=jaar")
    assert short(lines(quarter)) == {}
    assert short(lines(year)) == {"oost": "5", "nom": "4", "liof": "x"}
