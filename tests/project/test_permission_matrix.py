"""Every address × every kind of person → the answers to GET and POST, kept in a file; and none of
those answers gives away a company that may not be known.

Record a deliberate change with: UPDATE_PERMISSION_MATRIX=1 make test ARGS=tests/project
"""

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.project.addresses import address, is_api, names, route
from tests.project.whole_world import SECRETS, bearer, everything, people, tokens

RECORD = Path(__file__).with_name("permission_matrix.json")
HOW = "Look at it, and record it with UPDATE_PERMISSION_MATRIX=1 make test ARGS=tests/project"
Matrix = dict[str, dict[str, str]]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Who is told who the company is; the others may not meet it in any answer.
INFORMED = {
    "administrator",
    "origin account manager",
    "origin manager",
    "origin reader",
    "NFIA account manager",
}
PARTS = 2  # one for each worker of the test run


@dataclass
class Walk:
    """What everybody was answered, and where which secret of the company stood in it."""

    matrix: Matrix = field(default_factory=lambda: defaultdict(dict))
    met: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def visit(self, client: Client, name: str, path: str, who: str, user: User | None) -> None:
        """GET, and POST with an empty form, such as 200/422; nothing of it is kept."""
        statuses = []
        for method in ("get", "post"):
            client.cookies.clear()
            with transaction.atomic():
                if user is not None:
                    client.force_login(user, backend=BACKEND)
                response = getattr(client, method)(path)
                statuses.append(str(response.status_code))
                text = str(response.headers) + b"".join(response).decode("utf-8", "replace")
                found = [secret for secret in SECRETS if secret in text]
                if found:
                    self.met[who].append(f"{method} {name}: {found}")
                transaction.set_rollback(True)
        self.matrix[name][who] = "/".join(statuses)

    def call(self, client: Client, name: str, path: str, who: str, secret: str) -> None:
        """The same by a system: GET, and POST with an empty object."""
        client.cookies.clear()
        with transaction.atomic():
            read = client.get(path, headers=bearer(secret))
            sent = client.post(path, {}, content_type="application/json", headers=bearer(secret))
            transaction.set_rollback(True)
        self.matrix[name][who] = f"{read.status_code}/{sent.status_code}"


def walk(settings: Settings, part: int) -> Walk:
    """Everybody at a share of the addresses."""
    # How often one machine may try has nothing to do with who may do what.
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    everybody: dict[str, User | None] = {"anonymous": None, **people()}
    owner = everybody["origin account manager"]
    assert owner is not None
    things = everything(owner)
    client, done, systems = Client(raise_request_exception=False), Walk(), tokens()
    for name in names()[part::PARTS]:
        path = address(name, things)
        for who, user in everybody.items():
            done.visit(client, name, path, who, user)
        if is_api(name):
            for who, secret in systems.items():
                done.call(client, name, path, who, secret)
    return done


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_everybody_as_recorded(settings: Settings, part: int) -> None:
    """Walked once, as it takes thousands of requests; then looked at from every side."""
    done = walk(settings, part)
    compare_with_record(done.matrix)
    check_anonymous(done.matrix)
    check_outsiders(done.matrix)
    check_readers(done.matrix)
    # The informed prove that there is something to meet.
    assert set(done.met) == INFORMED, {who: done.met[who] for who in set(done.met) - INFORMED}


def compare_with_record(matrix: Matrix) -> None:
    """Nothing fails, nothing is missing, nothing changed unnoticed."""
    failed = {n: row for n, row in matrix.items() if any("500" in cell for cell in row.values())}
    assert not failed, f"server errors: {failed}"
    recorded: Matrix = json.loads(RECORD.read_text())
    if os.environ.get("UPDATE_PERMISSION_MATRIX"):
        recorded = {n: row for n, row in (recorded | matrix).items() if n in names()}
        RECORD.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")
    missing = sorted(set(matrix) - set(recorded))
    assert not missing, f"not in the matrix: {missing}. {HOW}"
    gone = sorted(set(recorded) - set(names()))
    assert not gone, f"in the matrix, but no longer an address: {gone}. {HOW}"
    changed = {
        name: {
            who: (recorded[name].get(who), now)
            for who, now in row.items()
            if recorded[name].get(who) != now
        }
        for name, row in matrix.items()
        if row != recorded[name]
    }
    assert not changed, f"(recorded, now): {changed}. {HOW}"


PUBLIC = {
    "accessibility",
    "api-openapi",
    "calendar-feed",  # by a secret in the address
    "healthz",
    "open-data-csv",  # when it is switched on; then for everybody
    "open-data-json",
    "readyz",
    "set_language",
    "account_inactive",
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def check_anonymous(matrix: Matrix) -> None:
    """Who is not signed in gets the sign-in page only, and from the API that a token is needed."""
    open_to_all = {
        name
        for name, row in matrix.items()
        if not set(row["anonymous"].split("/")) <= {"302", "401", "405"}
    }
    assert open_to_all <= PUBLIC


def check_outsiders(matrix: Matrix) -> None:
    """404, never 403: that there is a case at all is not told."""
    for name, row in matrix.items():
        if "<uuid:pk>" in route(name) and route(name).startswith("dossiers/"):
            for who in ("outside account manager", "ministry", "shareholder of two provinces"):
                assert set(row[who].split("/")) <= {"404", "405"}, (name, who, row[who])
        if is_api(name) and route(name).startswith("cases/<uuid:pk>"):
            for who in ("token of an outsider", "token of the ministry", "token of a province"):
                read, sent = row[who].split("/")
                assert (read, sent in {"400", "404", "405"}) == ("404", True), (name, who, row[who])


# Of one's own (account, passkeys, preferences, language), a report, or another site to read beside
# the others.
READERS_MAY = {
    "switch-organisation",
    "case-sheet",
    "case-list-file",
    "dashboard-pdf",
    "dashboard-organisation-pdf",
    "dashboard-province-pdf",
    "case-compare",
    "case-compare-pdf",
    "visit-briefing",
}
OWN_AFFAIRS = (
    "account_",
    "mfa_",
    "usersessions_",
    "preferences",
    "set_language",
    "saved-view",
    "notification",
)


def check_readers(matrix: Matrix) -> None:
    """Who may only read changes nothing: no form of a reader is even looked at."""
    for name, row in matrix.items():
        if name in READERS_MAY or name.startswith(OWN_AFFAIRS):
            continue
        for who in ("origin reader", "invited reader", "ministry", "shareholder of two provinces"):
            assert row[who].split("/")[1] in {"401", "403", "404", "405"}, (name, who, row[who])
