"""What the tests of reports share: figures that are made, and jobs whose worker is this process."""

import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from cases.models import Disclosure
from reports.actions.figures import make_missing
from tests import factories
from tests.reports.neutral_story import Story
from tests.reports.story import tell

COMPANY = "Zilverstroom Lasertechniek B.V."


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Files in a folder of the test, the cache in its own process."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def programme(db: None) -> None:
    """A programme of some quarters with its figures."""
    tell(16)
    make_missing()


@pytest.fixture
def readers(db: None) -> dict[str, User]:
    """A reader of every kind of organisation of the reference data."""
    kinds = {
        "province": "prov-nb",
        "other province": "prov-gr",
        "ministry": "ez",
        "programme office": "programma",
        "rom": "bom",
        "other rom": "liof",
        "nfia": "nfia",
        "triple helix": "brainport",
    }
    people = {
        who: factories.person(Organisation.objects.get(code=code), Role.READER)
        for who, code in kinds.items()
    }
    people["nobody's member"] = factories.person()
    people["administrator"] = User.objects.create_superuser("b@x.test", factories.PASSWORD)
    return people


@pytest.fixture
def shared(db: None) -> SimpleNamespace:
    """A case of BOM, known to Oost NL by its anonymous profile and to NFIA wholly."""
    home = Organisation.objects.get(code="bom")
    manager = factories.person(home, name="Anna de Boer")
    company = factories.company(home, name=COMPANY, kvk_number="23456789")
    case = factories.case(
        manager,
        company=company,
        origin_municipality_id="GM0772",
        summary="Een maker van meetkoppen zoekt ruimte.",
        situation=f"{COMPANY} groeit uit haar jas in Eindhoven.",
        jobs_new_fte=40,
        capex_eur=12_000_000,
        area_ha=2,
    )
    profile = factories.person(Organisation.objects.get(code="oost"), name="Daan Mulder")
    informed = factories.person(Organisation.objects.get(code="nfia"), name="Noor Bakker")
    anonymous = factories.join(case, Organisation.objects.get(code="oost"))
    full = factories.join(
        case, Organisation.objects.get(code="nfia"), Disclosure.IDENTITY, "supporting"
    )
    return SimpleNamespace(
        case=case,
        company=company,
        manager=manager,
        profile=profile,
        informed=informed,
        anonymous=anonymous,
        full=full,
        outsider=factories.person(Organisation.objects.get(code="liof")),
    )


class Queue:
    """A queue that remembers; nobody takes anything from it."""

    def __init__(self) -> None:
        self.sent: list[uuid.UUID] = []

    def __call__(self, pk: uuid.UUID) -> None:
        self.sent.append(pk)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """In the place of the broker, for the views as well."""
    queue = Queue()
    monkeypatch.setattr("reports.views.jobs.enqueue", queue)
    monkeypatch.setattr("reports.views.dashboard.enqueue", queue)
    monkeypatch.setattr("reports.views.progress.enqueue", queue)
    monkeypatch.setattr("reports.views.case_list.enqueue", queue)
    return queue


@pytest.fixture
def story(db: None) -> Story:
    """Nothing has happened yet; somebody is there to read decisions a second time."""
    factories.person()
    return Story()
