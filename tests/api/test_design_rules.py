"""The NL API Design Rules, on every address of the API."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from api.document import document
from tests.api.conftest import System, SystemOf
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PATHS = ("/cases", "/sites", "/criteria", "/regions", "/provinces", "/figures")


@pytest.fixture
def system(world: SimpleNamespace, system_of: SystemOf) -> System:
    return system_of(world.home)


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["API-Version"] == "1.0.0"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == f"urn:uuid:{answer['X-Request-Id']}"
    return body


@pytest.mark.parametrize("path", PATHS)
def test_no_slash_at_the_end(system: System, path: str) -> None:
    assert system.get(path)["API-Version"] == "1.0.0"
    problem(system.get(f"{path}/"), 404)


def test_what_is_nowhere(system: System) -> None:
    problem(system.get("/nergens"), 404)
    problem(Client().get("/api/"), 404)
    problem(Client().get("/api/v2/cases"), 404)
    problem(system.get("/cases/1"), 404)


def test_a_method_that_is_not_there_names_those_that_are(system: System) -> None:
    answer = system.client.delete("/api/v1/cases", headers=system.headers)
    problem(answer, 405)
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_the_headers_of_an_answer_can_be_asked_alone(system: System) -> None:
    answer = system.client.head("/api/v1/cases", headers=system.headers)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_body_that_is_no_json(system: System, world: SimpleNamespace) -> None:
    path = f"/api/v1/cases/{world.case.pk}/notes"
    form = system.client.post(path, {"body": "x"}, headers=system.headers)
    problem(form, 415)
    broken = system.client.post(path, "{", content_type="application/json", headers=system.headers)
    problem(broken, 400)
    large = system.post(f"/cases/{world.case.pk}/notes", {"body": "x" * 300_000})
    problem(large, 413)
    assert system.post(f"/cases/{world.case.pk}/notes", {"body": "x"}).status_code == 201


def test_a_parameter_that_does_not_exist(system: System) -> None:
    body = problem(system.get("/cases", {"stadium": "intake", "seite": 2}), 400)
    assert [row["name"] for row in body["invalidParams"]] == ["seite", "stadium"]
    body = problem(system.get("/cases", {"stage": "x", "limit": 0, "cursor": "1"}), 400)
    assert {row["name"] for row in body["invalidParams"]} == {"stage", "limit", "cursor"}
    assert system.get("/cases", {"stage": "intake", "limit": 2}).status_code == 200


def test_headers_of_security_are_kept(system: System) -> None:
    for answer in (system.get("/cases"), system.get("/nergens"), Client().get("/api/v1/cases")):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert not answer.cookies


def test_an_error_on_our_side_is_a_problem_that_tells_nothing(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("Fotonova")

    monkeypatch.setattr("api.views.cases.case_body", broken)
    answer = system.get("/cases")
    problem(answer, 500)
    assert "Fotonova" not in answer.content.decode()


def test_too_many_requests(system: System, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    answers = [system.get("/regions") for _number in range(6)]
    assert answers[0].status_code == 200
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    problem(refused[0], 429)
    assert 1 <= int(refused[0]["Retry-After"]) <= 60


def test_one_busy_token_does_not_stop_another(
    world: SimpleNamespace, system_of: SystemOf, settings: Any
) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    busy, calm = system_of(world.home), system_of(world.home)
    assert 429 in [busy.get("/regions").status_code for _number in range(6)]
    assert calm.get("/regions").status_code == 200


def test_the_document_is_public_and_says_what_there_is() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer["API-Version"] == "1.0.0"
    assert answer["Access-Control-Allow-Origin"] == "*"
    made = json.loads(answer.content)
    assert made["openapi"].startswith("3.")
    assert made["info"]["contact"]["name"]
    assert len(made["paths"]) == 11
    assert made["servers"][0]["url"].endswith("/api/v1")


def names_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = set(value.get("properties", {}))
        return own.union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def test_names_are_in_camel_case_and_paths_in_kebab_case() -> None:
    made = document("https://brandpunt.example")
    for path in made["paths"]:
        assert re.fullmatch(r"(/[a-z-]+s|/criteria|/\{id\})+", path), path
    parameters = {
        row["name"]
        for operations in made["paths"].values()
        for operation in operations.values()
        for row in operation.get("parameters", [])
        if row["in"] != "header"
    }
    for name in parameters | names_in(made["components"]):
        assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", name), name


def test_the_page_about_the_api_lists_every_operation(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    made = document("https://brandpunt.example")
    for person, manages in ((world.colleague, True), (world.ministry, False)):
        page = sign_in(person).get(reverse("api-about")).content.decode()
        for path, operations in made["paths"].items():
            for method in operations:
                assert f"{method.upper()} {path}" in page
        assert (f'href="{reverse("api-tokens")}"' in page) is manages


def test_the_document_is_in_the_language_of_the_reader() -> None:
    dutch = Client().get("/api/v1/openapi.json").json()
    english = Client()
    english.cookies["django_language"] = "en"
    assert english.get("/api/v1/openapi.json").json()["paths"].keys() == dutch["paths"].keys()
    assert "List the cases" in english.get("/api/v1/openapi.json").content.decode()
