"""manage.py bench_match: how long a match takes over registers of size, beside the bare time.

Makes a database per size beside the configured one, fills it, measures, and drops it again.
Writes the figures under `match` in .data/bench.json.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from cases.matching.bench import measure
from cases.matching.scale import fill_register, the_case
from reports.management.commands.bench import address_of, make_database
from sites.models import Site

SIZES = {4_000: 50, 100_000: 500}  # sites, and the most milliseconds that a match should take
MOST_RATIO = 3.0
SUFFIX = "_match_bench"


class Command(BaseCommand):
    """Measures each size in a process and a database of its own."""

    help = "Measure the match over 4,000 and 100,000 sites, beside the bare time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often each is measured."""
        parser.add_argument("--rounds", type=int, default=15)
        parser.add_argument("--here", type=int, help="fill the configured database with so many")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the table, or measures here and prints the figures alone."""
        if options["here"]:
            self.stdout.write(json.dumps(measured(options["here"], options["rounds"])))
            return
        self.stdout.write(f"\na full match, median of {options['rounds']}, milliseconds")
        self.stdout.write(
            f"{'sites':>8}{'criteria':>10}{'facts':>11}{'match':>9}{'after a change':>16}"
            f"{'bare':>9}{'match/bare':>12}{'change/bare':>13}"
        )
        rows = []
        for sites, most in SIZES.items():
            row = self.in_own_database(sites, options["rounds"]) | {"aim_ms": most}
            rows.append(row)
            self.stdout.write(line(row))
        keep(rows)
        aims = ", ".join(f"{most} ms over {sites:,} sites" for sites, most in SIZES.items())
        self.stdout.write(f"aim: a match in at most {aims}, and {MOST_RATIO:.0f} × the bare time")

    def in_own_database(self, sites: int, rounds: int) -> dict[str, Any]:
        """Fills a new database and measures there."""
        name = f"{settings.DATABASES['default']['NAME']}{SUFFIX}"
        drop_database(name)
        make_database(name)
        environment = os.environ | {"DATABASE_URL": address_of(name), "DEBUG": "0"}
        try:
            for command in (
                ["migrate", "--verbosity", "0"],
                ["bench_match", f"--here={sites}", f"--rounds={rounds}"],
            ):
                done = subprocess.run(
                    [sys.executable, "manage.py", *command],
                    env=environment,
                    check=False,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                if done.returncode:
                    raise CommandError(f"{command[0]} did not finish.")
        finally:
            drop_database(name)
        row: dict[str, Any] = json.loads(done.stdout)
        return row


def measured(sites: int, rounds: int) -> dict[str, Any]:
    """Fills the configured database, which must be empty, and measures."""
    if Site.objects.exists():
        raise CommandError("This database was filled before; use an empty one.")
    fill_register(sites)
    return measure(*the_case(), rounds)


def line(row: dict[str, Any]) -> str:
    """One line of the table."""
    return (
        f"{row['sites']:>8,}{row['criteria']:>10}{row['facts']:>11,}{row['next_ms']:>9.1f}"
        f"{row['first_ms']:>16.1f}{row['bare_ms']:>9.1f}"
        f"{row['next_ms'] / row['bare_ms']:>12.2f}{row['first_ms'] / row['bare_ms']:>13.2f}"
    )


def keep(rows: list[dict[str, Any]]) -> None:
    """Adds the figures to those of the pages."""
    target = Path(settings.DATA_DIR) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    found = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps(found | {"match": rows}, indent=1))


def drop_database(name: str) -> None:
    """Drops the database of an earlier run."""
    parts = settings.DATABASES["default"]
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
