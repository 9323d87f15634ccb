"""The engines of one data directory: started when nobody gave us others, and stopped after use.

    python -m config.local.engines [--dir .data] -- COMMAND ...

runs a command with DATABASE_URL and REDIS_URL set; engines that already run in that directory
are used and left running.
"""

import argparse
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from config.local.account import (
    PROJECT,
    Account,
    account_for,
    can_run,
    copied_for,
    installed,
    remove_copy,
)
from config.local.machine import require_space
from config.local.postgres import Postgres
from config.local.problems import Problem
from config.local.valkey import Valkey

State = dict[str, dict[str, str]]


def data_directory() -> Path:
    """Where a laptop keeps its data: DATA_DIR, else .data in the project."""
    return Path(os.environ.get("DATA_DIR") or PROJECT / ".data").absolute()


class Busy(Problem):
    """Another process of ours works in the directory; `state` says what it runs."""

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(
            "Brandpunt is already running"
            + (f" at {address}" if (address := state.get("run", {}).get("address")) else "")
            + f" (process {state.get('run', {}).get('pid', 'unknown')}); stop that one first."
        )


class Engines:
    """PostgreSQL and Valkey in one directory. Use as a context manager.

    On entry it takes the directory's lock, starts what DATABASE_URL and REDIS_URL do not already
    name and sets both; on exit it stops what it started. Raises Busy and Problem on entry.
    """

    def __init__(self, directory: Path, *, throwaway: bool = False) -> None:
        self.directory = directory
        self.throwaway = throwaway
        self.state: State = {}
        self.running: list[Postgres | Valkey] = []
        self._lock: IO[str] | None = None

    @property
    def state_file(self) -> Path:
        """Ports and passwords, for the owner's eyes only."""
        return self.directory / "engines.json"

    def __enter__(self) -> "Engines":
        if self._lock is None:
            self.lock()
        with _readable_errors(self.directory):
            try:
                self._start()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        for engine in reversed(self.running):
            engine.stop()
        self.running.clear()
        remove_copy(self.state.pop("copy", {}).get("path", ""))
        self.state.pop("run", None)
        with contextlib.suppress(OSError):
            self.save()
        if self._lock:
            self._lock.close()

    def save(self) -> None:
        """Writes the state in one go, so that a full disk cannot leave half of it."""
        new = self.state_file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps(self.state, indent=1))
        new.replace(self.state_file)

    def lock(self) -> None:
        """Makes the directory ours alone for as long as we live. Raises Busy."""
        with _readable_errors(self.directory):
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.directory / "log").mkdir(mode=0o700, exist_ok=True)
            lock = (self.directory / "lock").open("a")
            with contextlib.suppress(FileNotFoundError, ValueError):
                self.state = json.loads(self.state_file.read_text())
            try:
                # Held by the process, so it is free the moment the process is gone.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                raise Busy(self.state) from None
            self._lock = lock

    def _start(self) -> None:
        self.state["run"] = {"pid": str(os.getpid())}
        remove_copy(self.state.pop("copy", {}).get("path", ""))
        secret = self.state.setdefault("secret", {"key": secrets.token_urlsafe(50)})
        os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secret["key"]
        engines: list[tuple[str, type[Postgres | Valkey]]]
        engines = [("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)]
        wanted = [(name, engine) for name, engine in engines if not os.environ.get(name)]
        if wanted:
            require_space(self.directory)
            account = account_for(self.directory / "postgres")
            programs = self._programs(account)
        for name, engine in wanted:
            home = self.directory / engine.__name__.lower()
            home.mkdir(mode=0o700, exist_ok=True)
            account.owns(home)
            self._start_one(name, engine(home, programs, account, self.throwaway))
        self.save()

    def _start_one(self, name: str, server: Postgres | Valkey) -> None:
        state = self.state.setdefault(server.home.name, {})
        self.running.append(server)
        try:
            server.start(state)
        except Problem:
            if not self.throwaway or not any(server.home.iterdir()):
                raise
            # Data of tests is worth nothing: what cannot be started is made anew, once.
            server.stop()
            shutil.rmtree(server.home)
            server.home.mkdir(mode=0o700)
            server.account.owns(server.home)
            server.start(state)
        os.environ[name] = server.url(state)

    def _programs(self, account: Account) -> Path:
        packages = installed()
        if account.uid is None or can_run(account, packages):
            return packages
        copy = copied_for(account)
        self.state["copy"] = {"path": str(copy)}
        self.save()
        return copy


@contextlib.contextmanager
def _readable_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise Problem(
            f"{error.filename or directory} belongs to another account: start as that account or "
            f"as root, or remove {directory} to begin anew."
        ) from error
    except OSError as error:
        raise Problem(f"{error.filename or directory}: {error.strerror}.") from error


@contextlib.contextmanager
def available(directory: Path) -> Iterator[None]:
    """Engines for one command: those that run in the directory, else started for as long."""
    try:
        with Engines(directory) as engines:
            engines.save()
            yield
    except Busy as busy:
        if "postgres" not in busy.state or "valkey" not in busy.state:
            raise
        found = {
            "DATABASE_URL": Postgres.url(busy.state["postgres"]),
            "REDIS_URL": Valkey.url(busy.state["valkey"]),
            "SECRET_KEY": busy.state["secret"]["key"],
        }
        os.environ.update({name: os.environ.get(name) or found[name] for name in found})
        yield


def stop_on_signals() -> None:
    """Ctrl-C, a terminal that closes and a plain kill all end us in the same orderly way."""

    def once(number: int, _frame: object) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # What nohup asked for stays as it is.
        if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, once)


def main() -> int:
    """The command line described above."""
    parser = argparse.ArgumentParser(prog="python -m config.local.engines")
    parser.add_argument("--dir", type=Path, default=data_directory())
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = [part for part in arguments.command if part != "--"] or ["true"]
    stop_on_signals()
    try:
        with available(arguments.dir.absolute()):
            return subprocess.call(command)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
