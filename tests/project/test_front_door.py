"""`make run` and what it stands on: engines, refusals in one sentence, nothing left behind."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.test import Client

from config.local import bootstrap, machine
from config.local.account import PROJECT, account_for
from config.local.engines import Busy, Engines
from config.local.problems import Problem

# Longer than a socket's path may be, and with a space.
DEEP = "a folder with a long name " * 5


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of its own, deep down, below a folder that others may not enter."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(name, "")
    tmp_path.chmod(0o700)
    return tmp_path / DEEP.strip() / "data"


def modes(path: Path) -> list[tuple[Path, int, int]]:
    """Permissions and owner of a folder and all above it."""
    return [(p, stat.S_IMODE(p.stat().st_mode), p.stat().st_uid) for p in (path, *path.parents)]


def processes_in(directory: Path) -> list[str]:
    """Command lines of living processes that work in the directory or name it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        if str(directory) in where or str(directory) in command:
            found.append(command)
    return found


def test_engines_start_stop_and_keep_what_was_written(home: Path) -> None:
    """A second start finds the data, the password and nothing changed around its own folder."""
    home.parent.mkdir()
    before = modes(home.parent)
    for round_, statement in enumerate(("create table kept (x int)", "select * from kept")):
        os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
        with Engines(home):
            assert len(processes_in(home)) >= 2, round_
            with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
                connection.execute(statement)
        assert processes_in(home) == []
    assert modes(home.parent) == before
    assert stat.S_IMODE((home / "engines.json").stat().st_mode) == 0o600


def test_the_database_asks_a_password(home: Path) -> None:
    """Others on the machine can reach the port, and no more."""
    with Engines(home):
        url = os.environ["DATABASE_URL"]
        assert psycopg.connect(url).closed is False
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(re.sub(r":[^:@/]+@", ":guess@", url))


def test_a_crash_leaves_nothing_that_stands_in_the_way(home: Path) -> None:
    """The name of a dead server, whose number another process has by now."""
    with Engines(home):
        pass
    data = home / "postgres" / "data"
    # Of the same account: somebody else's PostgreSQL sees through by itself.
    other = subprocess.Popen(["sleep", "60"], cwd="/", **account_for(data).popen)
    (data / "postmaster.pid").write_text(f"{other.pid}\n/somewhere\n")
    os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
    try:
        with Engines(home):
            psycopg.connect(os.environ["DATABASE_URL"]).close()
        assert other.poll() is None, "it was no server of ours, so it lives on"
    finally:
        other.kill()
        other.wait()


def test_one_directory_has_one_owner_at_a_time(home: Path) -> None:
    first = Engines(home)
    first.lock()
    with pytest.raises(Busy, match="already running"):
        Engines(home).lock()


def test_given_engines_are_used_and_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/theirs")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with Engines(home) as engines:
        assert engines.running == []
        assert not (home / "postgres").exists()
    assert os.environ["DATABASE_URL"] == "postgres://somebody@elsewhere/theirs"


def test_a_full_disk_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE_MB", 10**9)
    with pytest.raises(Problem, match="The disk is nearly full"), Engines(home):
        pass
    assert processes_in(home) == []


def test_a_port_in_use_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((machine.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(Problem, match=f"Port {port} is in use .* PORT={port + 1}"):
            machine.web_port()
    assert machine.web_port() == port


@pytest.mark.parametrize("port", ["http", "-1", "0", "70000", "80 80"])
def test_a_port_that_is_none_is_one_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Problem, match="PORT must be a number"):
        machine.web_port()


@pytest.mark.parametrize(
    ("prints", "sentence"),
    [
        ("3.11", "the newest found is 3.11"),
        ("3.13\nincomplete", "apt install python3.13-venv"),
        (None, "none was found"),
    ],
)
def test_a_python_that_does_not_fit_is_one_sentence(
    prints: str | None, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python3"
    if prints is not None:
        python.write_text(f"#!/bin/sh\nprintf '{prints}\\n'\n")
        python.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYTHON", raising=False)
    with pytest.raises(bootstrap.Stop, match=sentence):
        bootstrap.fitting_python()


@pytest.fixture
def launched(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The whole product, started as `make run` starts it, in a group of its own."""
    port = machine.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "config.local.launcher"],
        cwd=PROJECT, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "PORT": str(port), "DATA_DIR": str(home), "BASE_URL": ""},
    )  # fmt: skip
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def answers(port: int, path: str) -> int:
    """The status of a page, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What it printed up to a text; fails with everything when it ended before."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if text in line:
            return said
    pytest.fail(f"It ended before {text!r}: {said}")


def test_make_run_starts_everything_and_leaves_nothing(
    launched: tuple[subprocess.Popen[str], int], home: Path
) -> None:
    """Address and sign-ins are printed; a second start is refused; a kill ends all of it."""
    process, port = launched
    said = read_until(process, "Ctrl-C stops everything")
    assert f"http://127.0.0.1:{port}" in said
    assert re.search(r"\S+@\S+", said), "no demo sign-ins were printed"
    assert answers(port, "/readyz") == 200
    assert answers(port, "/") == 200, "the first page leads to the sign-in"
    with pytest.raises(Busy, match=f"already running at http://127.0.0.1:{port}"):
        Engines(home).lock()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert processes_in(home) == []
    assert answers(port, "/healthz") == 0


def test_nothing_outlives_a_launcher_that_is_killed(
    launched: tuple[subprocess.Popen[str], int], home: Path
) -> None:
    process, _port = launched
    read_until(process, "Preparing the database")
    assert len(processes_in(home)) >= 2
    process.kill()
    deadline = time.monotonic() + 30
    while processes_in(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_in(home) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_asks_no_sign_in(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_not_ready_without_a_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").json() == {"database": True, "broker": True}
    monkeypatch.setattr(django_settings, "REDIS_URL", f"redis://127.0.0.1:{machine.free_port()}/0")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": False}
    assert client.get("/healthz").status_code == 200


def test_every_target_is_in_the_help() -> None:
    source = (PROJECT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", source, re.M))
    assert targets == set(re.findall(r"^([a-z]+):.*## ", source, re.M))
    phony = re.search(r"^\.PHONY: (.*)$", source, re.M)
    assert phony is not None
    assert targets == set(phony.group(1).split())


def test_every_setting_is_explained_and_every_secret_is_asked_for() -> None:
    """A setting that production can have stands in docs/production.md and reaches the container."""
    source = (PROJECT / "config/settings.py").read_text()
    compose = (PROJECT / "docker-compose.yml").read_text()
    explained = (PROJECT / "docs/production.md").read_text()
    names = set(re.findall(r'env\.[a-z]+\(\s*"([A-Z_]+)"', source))
    # Of a laptop, or fixed by the image itself.
    names -= {"DEBUG", "DATA_DIR", "DATABASE_POOLED", "MEDIA_ROOT", "PRODUCTION", "HSTS_SECONDS"}
    assert {name for name in names if f"  {name}: " not in compose} == set()
    assert {name for name in names if name not in explained} == set()
    required = set(re.findall(r"\$\{([A-Z_]+):\?", compose))
    example = (PROJECT / ".env.example").read_text()
    assert {name for name in required if f"\n{name}=" not in example} == set()
