"""Starting processes that do not outlive us, and stopping them in an orderly way."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """On Linux the kernel itself stops the child when we are killed outright."""
    if _libc is None:
        return None
    libc = _libc

    def before_exec() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)

    return before_exec


@dataclass
class Child:
    """A process of ours: how to start it, and which signal ends it in an orderly way."""

    name: str
    command: Sequence[str]
    log: Path
    environment: dict[str, str]
    stop_signal: int = signal.SIGTERM
    patience: float = 20.0
    directory: Path | None = None
    options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self, stdin: bytes | None = None) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches us alone."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509
                **self.options,
            )
        if stdin is not None and self.process.stdin:
            with contextlib.suppress(BrokenPipeError), self.process.stdin as pipe:
                pipe.write(stdin)

    def ended(self) -> int | None:
        """The exit code, once it has ended."""
        return self.process.poll() if self.process else None

    def tell_to_stop(self) -> None:
        """Asks; `stop` waits."""
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Asks, waits, and ends the whole group only when that does not help."""
        self.tell_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self.process.wait()
        if self.process.returncode:
            self._kill_group()  # what a crashed parent left behind

    def _kill_group(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self, since: int = 0) -> str:
        """The end of its log, at most 4000 characters, from the given position on."""
        with contextlib.suppress(OSError), self.log.open("rb") as log:
            log.seek(since)
            return log.read().decode(errors="replace")[-4000:]
        return ""


def stop_together(children: Sequence[Child]) -> None:
    """Asks all at once, so that the slowest decides how long it takes."""
    for child in children:
        child.tell_to_stop()
    for child in children:
        child.stop()
