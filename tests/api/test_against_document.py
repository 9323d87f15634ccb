"""Everything that the document allows, and much that it does not, asked by Schemathesis.

In the process itself, through the server's own entrance; the same examples every time.
"""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import missing_required_header, positive_data_acceptance

from accounts.models import Organisation
from cases.models import Disclosure
from config.wsgi import application
from tests import factories
from tests.api.conftest import SystemOf

pytestmark = pytest.mark.django_db
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}
EXAMPLES = 15
# A body of the right shape can still be refused (a company that exists, a case that was changed),
# and 428 is a refusal of its own for a header that is missing.
NOT_FOR_WRITING = [positive_data_acceptance, missing_required_header]
FEW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own client does: a request does not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def things(
    one_connection: None, world: SimpleNamespace, system_of: SystemOf, settings: Any
) -> dict[str, Any]:
    """A region with a case of its own, one that it may know a little of, and a site it serves."""
    settings.API_CALLS_PER_MINUTE = 1_000_000
    bom = Organisation.objects.get(code="bom")
    own = factories.case(factories.person(bom))
    factories.join(world.case, bom, Disclosure.SECTOR)
    site = factories.site()
    return {
        "/cases": [own.pk, world.case.pk],
        "/sites": [site.pk],
        "headers": system_of(bom).headers,
    }


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_answers_are_as_the_document_says(
    things: dict[str, Any], label: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[label]
    known = things.get(f"/{operation.path.split('/')[1]}", [])
    keys = st.sampled_from([*known, uuid.UUID(int=1)])
    excluded = [] if operation.method.upper() == "GET" else NOT_FOR_WRITING
    answered: set[int] = set()

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), key=keys)
    def ask(case: Any, key: uuid.UUID) -> None:
        if "id" in (case.path_parameters or {}) and mode == GenerationMode.POSITIVE:
            case.path_parameters["id"] = str(key)
        response = case.call_and_validate(headers=things["headers"], excluded_checks=excluded)
        answered.add(response.status_code)

    ask()
    assert answered
    if mode == GenerationMode.POSITIVE and operation.method.upper() == "GET":
        assert 200 in answered
