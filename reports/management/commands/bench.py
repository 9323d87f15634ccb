"""manage.py bench: how fast the main pages are on a database of size, for three kinds of people.

Everything is measured in one run on one machine, so the ratios say more than the milliseconds.
Works in a database of its own beside the configured one, made and filled the first time.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from psycopg import sql

from accounts.models import User
from cases.models import Case
from cases.scale import ADMIN, FEW, LARGE, PROVINCE
from reports.actions.figures import make_missing

# The pages that people open most; `case-detail` is of a case that the person sees.
PAGES = (
    "home",
    "notifications",
    "case-list",
    "case-detail",
    "site-list",
    "dashboard",
    "dashboard-province",
    "dashboard-csv",
    "dashboard-province-ods",
)
# Of these the superuser has none, so a ratio would compare work with no work.
OWN_AFFAIRS = {"home", "notifications"}
# Searching by a name, by a number, by words that stand in very many notes, and with an error.
SEARCHES = ("name", "number", "words", "error")
SUFFIX = "_scale"
PEOPLE = {"superuser": ADMIN, "large ROM": LARGE, "few cases": FEW}
MOST_MS = 150.0
MOST_RATIO = 2.0


class Command(BaseCommand):
    """Measures on a database of size; makes and fills it the first time."""

    help = "Measure the main pages on a database of size and write .data/bench.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size of the database, and how often each page is asked for."""
        parser.add_argument("--cases", type=int, default=100_000)
        parser.add_argument("--sites", type=int, default=4_000)
        parser.add_argument("--rounds", type=int, default=15)
        parser.add_argument("--here", action="store_true", help="measure the configured database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measures here, or prepares the database of size and measures there."""
        if options["here"]:
            self.measure(options["rounds"])
            return
        name = f"{settings.DATABASES['default']['NAME']}{SUFFIX}"
        make_database(name)
        environment = os.environ | {"DATABASE_URL": address_of(name), "DEBUG": "0"}
        for command in (
            ["migrate", "--verbosity", "0"],
            [
                "seed_scale",
                "--if-empty",
                f"--cases={options['cases']}",
                f"--sites={options['sites']}",
            ],
            ["bench", "--here", f"--rounds={options['rounds']}"],
        ):
            done = subprocess.run(
                [sys.executable, "manage.py", *command], env=environment, check=False
            )
            if done.returncode:
                raise CommandError(f"{command[0]} did not finish.")
        call_command("bench_match", rounds=options["rounds"], stdout=self.stdout)
        call_command("bench_report", stdout=self.stdout)

    def measure(self, rounds: int) -> None:
        """Prints the table and writes the figures."""
        if not User.objects.filter(email=ADMIN).exists():
            raise CommandError("This database was not filled by seed_scale.")
        settings.ALLOWED_HOSTS = ["testserver"]
        make_missing()  # as each night: dashboards read figures that were made before
        cases = Case.objects.count()
        self.stdout.write(f"{cases:,} cases, median of {rounds}, milliseconds (queries)")
        self.stdout.write(
            f"{'page':<22}" + "".join(f"{who:>20}" for who in PEOPLE) + f"{'ratio':>8}"
        )
        rows = []
        for page in (*PAGES, *(f"search {kind}" for kind in SEARCHES)):
            row = {who: median(page, email, rounds) for who, email in PEOPLE.items()}
            rows.append({"page": page, **row})
            self.stdout.write(line(page, row))
        target = Path(settings.DATA_DIR) / "bench.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Other figures in the file, such as those of the match, stay.
        found = json.loads(target.read_text()) if target.exists() else {}
        figures = {"cases": cases, "rounds": rounds, "pages": rows}
        target.write_text(json.dumps(found | figures, indent=1))
        self.stdout.write(f"written to {target}; aim: at most {MOST_MS:.0f} ms, ratio {MOST_RATIO}")


def median(page: str, email: str, rounds: int) -> dict[str, float]:
    """Median server time in milliseconds and number of queries of a page for one person."""
    user = User.objects.get(email=email)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = address_of_page(page, user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    count = len(queries)  # the next request empties the log
    if response.status_code != 200:
        raise CommandError(f"{page} answered {response.status_code} for {email}.")
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    return {"ms": round(statistics.median(times), 1), "queries": count}


def address_of_page(page: str, user: User) -> str:
    """The path of a page for this person."""
    if page == "case-detail":
        case: Any = Case.objects.visible_to(user).exclude(stage="intake").order_by("pk").first()
        return reverse(page, args=[case.pk])
    if page.startswith("dashboard-province"):
        return reverse(page, args=[PROVINCE.lower()])
    if page.startswith("search "):
        return f"{reverse('search')}?{urlencode({'q': typed_by(user, page.split()[1])})}"
    if page == "case-list":
        return reverse(page) + "?view=all"
    return reverse(page)


def typed_by(user: User, kind: str) -> str:
    """What this person types: about a case that they see, by the name under which they know it."""
    visible = Case.objects.visible_to(user).with_knowledge(user).select_related("company")
    case: Any = visible.order_by("pk").first()
    name: str = case.shown_name
    typed = {
        "name": name,
        "number": case.reference,
        "words": "netcapaciteit",
        "error": name.replace("haal", "hal", 1),
    }
    return typed[kind]


def line(page: str, row: dict[str, dict[str, float]]) -> str:
    """One line of the table, with the slowest restricted person over the superuser."""
    cells = "".join(f"{cell['ms']:>13.1f} ({cell['queries']:>3.0f})" for cell in row.values())
    if page in OWN_AFFAIRS:
        return f"{page:<22}{cells}{'–':>8}"
    base = row["superuser"]["ms"]
    worst = max(row["large ROM"]["ms"], row["few cases"]["ms"])
    return f"{page:<22}{cells}{worst / base:>8.2f}"


def make_database(name: str) -> None:
    """Makes an empty database on the same server, unless it is there."""
    parts = settings.DATABASES["default"]
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def address_of(name: str) -> str:
    """The configured database's address with another name."""
    parts = settings.DATABASES["default"]
    secret = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"postgres://{parts['USER']}{secret}@{parts['HOST']}:{parts['PORT']}/{name}"
