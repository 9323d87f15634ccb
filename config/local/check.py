"""`make check`: every check that needs no database, two at a time; all of them are reported."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.local.account import PROJECT
from config.local.house_rules import files

PYTHON = sys.executable
SCRIPTS = Path(PYTHON).parent
# What production looks like to `check --deploy`; nothing in it is a secret of anybody.
PRODUCTION = {
    "PRODUCTION": "yes",
    "DEBUG": "no",
    "SECRET_KEY": "only-for-the-check-of-settings-0123456789-ABCDEFGHIJ-abcdefghij",
    "ALLOWED_HOSTS": "brandpunt.example",
    "DATABASE_URL": "postgres://brandpunt:brandpunt@database:5432/brandpunt",
    "REDIS_URL": "redis://broker:6379/0",
    "BASE_URL": "https://brandpunt.example",
    "CSRF_TRUSTED_ORIGINS": "https://brandpunt.example",
    "EMAIL_HOST": "mail.brandpunt.example",
}
Check = tuple[str, Sequence[str], dict[str, str]]


def script(name: str) -> list[str]:
    """A tool without a module to run. Through python: the path in its first line may be stale."""
    return [PYTHON, str(SCRIPTS / name)]


def manage(*arguments: str) -> list[str]:
    """A management command, without the warning that no database answers."""
    return [PYTHON, "-W", "ignore::RuntimeWarning", "manage.py", *arguments]


def checks() -> list[Check]:
    """Name, command and extra environment of each; the slowest first."""
    templates = [str(path) for path in files(PROJECT, ".html")]
    sources = [str(path) for path in files(PROJECT, ".py") if path.name != "bootstrap.py"]
    python = [PYTHON, "-m"]
    return [
        ("types (mypy)", [*python, "mypy", "."], {}),
        ("ruff", [*python, "ruff", "check", "."], {}),
        ("format (ruff)", [*python, "ruff", "format", "--check", "."], {}),
        ("imports (import-linter)", script("lint-imports"), {}),
        ("templates (djade)", [str(SCRIPTS / "djade"), "--check", *templates], {}),
        (
            "django-upgrade",
            [*python, "django_upgrade", "--target-version", "6.1", "--check", *sources],
            {},
        ),
        ("house rules", [*python, "config.local.house_rules"], {}),
        ("Dutch catalogue", [*python, "config.local.catalogue", "check"], {}),
        ("migrations complete", manage("makemigrations", "--check", "--dry-run"), {}),
        ("migrations linear", [*python, "config.local.migrations"], {}),
        ("check --deploy", manage("check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    ]


def run(check: Check) -> bool:
    """Runs one check and prints its verdict, with its output when it failed."""
    name, command, extra = check
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **extra}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    verdict = "FAILED" if done.returncode else "ok"
    text = f"{verdict:6} {name} ({time.monotonic() - began:.0f} s)"
    print(text + (f"\n{done.stdout.rstrip()}\n" if done.returncode else ""), flush=True)
    return done.returncode == 0


def main() -> int:
    """0 when every check passes."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(run, checks()))
    if all(passed):
        return 0
    print(f"{passed.count(False)} of {len(passed)} checks failed.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
