"""The tables of a test database: made by the migrations once, and copied from then on.

Running all migrations takes half a minute of computing, and each run of the tests, and each of its
workers, needs a database of its own. What the migrations made is dumped under the checksum of all
that goes into it; whoever comes next loads the dump, and `migrate` then finds nothing to do.
"""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.creation import DatabaseCreation

from config.local.account import PROJECT

# The migrations, the reference data that they load, and the code that they call.
SOURCES = (
    "*/migrations/*.py",
    "*/data/*.csv",
    "*/data/*.txt",
    "accounts/history_triggers.py",
    "accounts/reference.py",
    "accounts/words.py",
    "requirements-dev.txt",
)
KEPT = 4  # dumps, for who goes back and forth between branches


def checksum(project: Path = PROJECT) -> str:
    """Of every file that decides what the migrations make."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(project.glob(pattern)):
            digest.update(str(path.relative_to(project)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def dump_in(folder: Path) -> Path:
    """Where the dump of these migrations is, or will be."""
    return folder / f"{checksum()}.sql"


def copy_where_possible(folder: Path, programs: Path) -> None:
    """Lets Django load a new test database from the dump in `folder`, or make that dump.

    `programs` holds pg_dump and psql. A database that is kept (--reuse-db) is left alone.
    """
    creation: Any = DatabaseCreation
    plain = creation.create_test_db

    def create_test_db(self: Any, *args: Any, keepdb: bool = False, **options: Any) -> str:
        if keepdb:
            return plain(self, *args, keepdb=keepdb, **options)
        folder.mkdir(parents=True, exist_ok=True)
        dump = dump_in(folder)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second worker waits for the dump of the first
            if not dump.exists():
                name = plain(self, *args, **options)
                _dump(self.connection.settings_dict, programs, dump)
                return name
        self._create_test_db = lambda *arguments: _create_and_load(self, programs, dump, *arguments)
        try:
            return plain(self, *args, **options)
        finally:
            del self._create_test_db

    creation.create_test_db = create_test_db


def _create_and_load(creation: Any, programs: Path, dump: Path, *arguments: Any) -> str:
    name: str = type(creation)._create_test_db(creation, *arguments)
    load(creation.connection.settings_dict | {"NAME": name}, programs, dump)
    return name


def load(settings: dict[str, Any], programs: Path, dump: Path) -> None:
    """Fills an empty database, of which `settings` are Django's, from a dump."""
    how = ["--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
    _run(settings, programs / "psql", *how, "--output", os.devnull, "--file", str(dump))
    dump.touch()  # used: others are thrown away sooner


def _dump(settings: dict[str, Any], programs: Path, dump: Path) -> None:
    new = dump.with_suffix(".new")
    _run(settings, programs / "pg_dump", "--file", str(new))
    new.replace(dump)
    for old in sorted(dump.parent.glob("*.sql"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
        old.unlink()


def _run(settings: dict[str, Any], program: Path, *arguments: str) -> None:
    where = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"]),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    subprocess.run([str(program), *arguments], check=True, env=os.environ | where)
