"""Tests with real concurrency need rows that other connections see."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

KEPT = "kept_by_test"


@pytest.fixture
def kept_data(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Puts the database back as the migrations left it, reference data included.

    Ask for it before `transactional_db`: that empties every table afterwards, and serialising
    the rows instead would update history, which the database refuses. The mark `django_db` would
    come first, so a module that has it is no place for such a test.
    """
    assert request.node.get_closest_marker("django_db") is None, "tables would stay empty"
    with django_db_blocker.unblock():
        tables = [t for t in connection.introspection.table_names() if t != "django_migrations"]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
            cursor.execute(f"CREATE SCHEMA {KEPT}")
            for table in tables:
                cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE "{table}"')
    yield
    with django_db_blocker.unblock():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
            for table in tables:
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM {KEPT}."{table}"')
            cursor.execute(f"DROP SCHEMA {KEPT} CASCADE")
        connection.close()
