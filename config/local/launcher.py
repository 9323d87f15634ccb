"""`make run`: the whole product on one machine, started in order and stopped in reverse.

1. Refuse what cannot work: a port in use, a full disk, a second start beside the first.
2. Start the engines, unless DATABASE_URL and REDIS_URL name others.
3. Migrate, and load the demo into an empty database.
4. Start web server, worker and scheduler, and wait until the first page answers.
5. Print the address and the demo's sign-ins, and keep watch until Ctrl-C.
"""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.local.account import PROJECT
from config.local.engines import Engines, data_directory, stop_on_signals
from config.local.machine import LOOPBACK, PANGO_MISSING, has_pango, web_port
from config.local.problems import Problem
from config.local.processes import Child, stop_together

READY_SECONDS = 60.0
RESTARTS = 5
RESTARTED = {"worker", "scheduler"}


def say(text: str) -> None:
    """Prints at once. A terminal that was closed must not keep us from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def children(port: int, data: Path) -> list[Child]:
    """Web server, worker and scheduler; the engines are not among them."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "config.celery"]
    scheduler = data / "scheduler"
    scheduler.mkdir(mode=0o700, exist_ok=True)
    commands = {
        "web server": [
            *python, "gunicorn", "config.wsgi:application", "--bind", f"{LOOPBACK}:{port}",
            "--workers", "2", "--threads", "4", "--graceful-timeout", "10", "--timeout", "120",
            "--no-control-socket", "--log-level", "warning",
        ],
        "worker": [
            *celery, "worker", "--queues", "default,pdf", "--concurrency", "2",
            "--max-tasks-per-child", "50", "--without-gossip", "--without-mingle",
            "--loglevel", "WARNING",
        ],
        "scheduler": [
            *celery, "beat", "--schedule", str(scheduler / "schedule"), "--pidfile", "",
            "--loglevel", "WARNING",
        ],
    }  # fmt: skip
    return [
        Child(name, command, data / "log" / f"{name.split()[0]}.log", dict(os.environ))
        for name, command in commands.items()
    ]


def prepare() -> str:
    """Migrates, loads the demo once, and returns its sign-ins as text. Raises Problem."""
    done = subprocess.run(
        [sys.executable, "-m", "config.local.prepare"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem("Brandpunt was not started.")
    return done.stdout


def wait_until_ready(web: Child, port: int) -> None:
    """Returns when the database, the broker and the web server all answer. Raises Problem."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if web.ended() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.stderr.write(web.last_words()[-1500:])
    raise Problem(f"The web server does not answer; what it said is in {web.log}.")


def watch(running: list[Child], terminal: bool) -> None:
    """Starts a worker or scheduler that died again; raises Problem when that does not help."""
    left = RESTARTS
    while True:
        time.sleep(0.5)
        # Make waits for us when its terminal is gone, and does not pass the news on.
        if terminal and not os.isatty(0):
            raise KeyboardInterrupt
        for child in running:
            if child.ended() is None:
                continue
            if child.name not in RESTARTED or not left:
                raise Problem(f"The {child.name} stopped by itself; its log is {child.log}.")
            left -= 1
            say(f"The {child.name} stopped by itself and is started again; see {child.log}.")
            child.start()


def announce(port: int, sign_ins: str, data: Path) -> None:
    """What the person at the keyboard needs to know."""
    say(f"\nBrandpunt is ready: http://{LOOPBACK}:{port}\n")
    say(sign_ins.strip() or "No demo is loaded.")
    say(f"\nLogs are in {data / 'log'}. Ctrl-C stops everything.")


def run() -> None:
    """The five steps above."""
    data = data_directory()
    os.umask(0o077)
    os.chdir(PROJECT)
    terminal = os.isatty(0)
    engines = Engines(data)
    engines.lock()
    port = web_port()
    with engines:
        address = f"http://{LOOPBACK}:{port}"
        os.environ.setdefault("BASE_URL", address)
        engines.state["run"]["address"] = address
        engines.save()
        say("Preparing the database (the first time with the demo: a minute or two) ...")
        sign_ins = prepare()
        running = children(port, data)
        try:
            for child in running:
                child.start()
            wait_until_ready(running[0], port)
            if not has_pango():
                say(PANGO_MISSING)
            announce(port, sign_ins, data)
            watch(
                [*running, *(engine.child for engine in engines.running if engine.child)], terminal
            )
        finally:
            say("\nStopping ...")
            stop_together(running)


def main() -> int:
    """0 after an orderly stop; 1 with a sentence when something is wrong."""
    stop_on_signals()
    try:
        run()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Brandpunt has stopped; nothing is left running.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
