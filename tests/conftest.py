"""Fixtures for every test. The engines are started by config.local.pytest_engines."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from tests import factories


def pytest_configure() -> None:
    """What costs time and proves nothing here: slow password hashes, an index of static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_USE_FINDERS = False


# What is expensive to set up is set up once: all tests of it go to one worker.
TOGETHER = ("tests/browser/", "tests/project/test_demo.py")


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Tests one by one to whichever worker is free, but for TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        """What a test goes along with: itself, or its room."""
        return next((room for room in TOGETHER if nodeid.startswith(room)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Called where tests are dealt out to workers."""
    return Together(config, log)


SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser, signed in as somebody."""

    def sign_in_as(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in_as


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """Two ROMs with their people, a case of the first, and a company nobody else may know."""
    home = factories.organisation(name="ROM Thuis", code="thuis")
    away = factories.organisation(name="ROM Elders", code="elders")
    manager = factories.person(home, name="Anna de Boer")
    colleague = factories.person(home, Role.MANAGER, name="Bram Visser")
    reader = factories.person(home, Role.READER, name="Carla Smit")
    visitor = factories.person(away, name="Daan Mulder")
    ministry = factories.person(
        factories.organisation(Organisation.Kind.MINISTRY, code="min"), Role.READER, name="Els Min"
    )
    company = factories.company(home, name="Fotonova Systems B.V.", kvk_number="12345678")
    case = factories.case(manager, company=company)
    return SimpleNamespace(
        home=home,
        away=away,
        manager=manager,
        colleague=colleague,
        reader=reader,
        visitor=visitor,
        ministry=ministry,
        company=company,
        case=case,
    )
