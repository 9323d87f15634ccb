"""A real browser on the real product: its own database with the demo, web server and worker.

All browser tests run in one worker of the test run, on one site that is started once.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from psycopg import sql

from config.local.machine import chromium
from config.local.pytest_engines import SCHEMAS, postgres_programs
from config.local.test_schema import dump_in, load
from reports.demo.people import PASSWORD, PEOPLE

PROJECT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
READY_SECONDS = 60
PATIENCE = 15_000  # milliseconds; a busy machine is no fault of the product
# The browser's own notices of answers that are meant to be what they are.
EXPECTED = (
    *("status of 409", "status of 422", "status of 403", "status of 404"),
    "ERR_INTERNET_DISCONNECTED",  # of a test that cuts the connection itself
)
EMAIL = {person.key: person.email for person in PEOPLE}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walk past every page goes first: it needs the demo as it was loaded."""
    items.sort(key=lambda item: "test_every_page" not in item.nodeid)


@dataclass
class Site:
    """The running product."""

    url: str
    environment: dict[str, str]
    log: Path  # of the web server and the worker; without a mail server the mails stand in it

    def manage(self, *arguments: str) -> str:
        """A management command on the site's database."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def new_database() -> str:
    """A database beside the configured one, with its tables where the tests' own were made by now;
    returns its address."""
    parts = connections.settings["default"]
    name = f"{parts['NAME'].removeprefix('test_')}_browser"
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    programs, dump = postgres_programs(), dump_in(SCHEMAS)
    if programs and dump.exists():
        load(parts | {"NAME": name}, programs, dump)
    secret = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    return f"postgres://{parts['USER']}{secret}@{parts['HOST']}:{parts['PORT']}/{name}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo, served by the production web server, with a worker for the PDFs."""
    port = free_port()
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {
        "DATABASE_URL": new_database(),
        "MEDIA_ROOT": str(folder / "media"),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEBUG": "0",
    }
    running = Site(environment["BASE_URL"], environment, folder / "log")
    running.manage("migrate", "--verbosity", "0")
    running.manage("load_demo", "--verbosity", "0")
    web = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind"]
    web += [f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--no-control-socket"]
    worker = [sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--queues"]
    worker += ["default,pdf", "--pool", "solo", "--loglevel", "WARNING"]
    with running.log.open("w") as log:
        options: dict[str, Any] = {"env": environment, "cwd": PROJECT, "stdout": log, "stderr": log}
        processes = [subprocess.Popen(command, **options) for command in (web, worker)]
        try:
            wait_for(f"{running.url}/healthz")
            yield running
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # A failing wait leaves Playwright's loop behind, and Django would refuse all tests after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


def follow(page: Page, what: Locator) -> None:
    """Clicks, and waits until another page has taken the place of this one."""
    page.locator("body").evaluate("body => { body.dataset.left = '' }")
    if what.is_visible():
        what.click()
    else:  # within a menu that is closed
        what.evaluate("element => element.click()")
    page.locator("body:not([data-left])").wait_for()
    page.wait_for_load_state()


Open = Callable[..., Page]


@pytest.fixture
def open_as(site: Site, browser: Browser) -> Iterator[Open]:
    """Signs somebody in through the form; at the end no page may have complained."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(e in message.text for e in EXPECTED):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_page(key: str, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, locale="en-US"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/account/login/")
        page.fill("[name=login]", EMAIL[key])
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_url(lambda address: "login" not in address)
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert not complaints
