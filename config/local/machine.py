"""What the machine itself brings: space, ports, Pango for the PDFs, a Chromium for the tests."""

import ctypes.util
import os
import shutil
import socket
import sys
from pathlib import Path

from config.local.problems import Problem

LOOPBACK = "127.0.0.1"
LEAST_FREE_MB = 300
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT_CHROMIUM = ".cache/ms-playwright/chromium-*/chrome-linux*/chrome"
CHROMIUM_MISSING = (
    "Chromium is missing, so the browser tests cannot run: install the package chromium "
    "(Debian, Ubuntu: apt install chromium; Fedora: dnf install chromium; "
    "macOS: brew install --cask chromium), or point CHROMIUM at one."
)
PANGO_MISSING = (
    "Pango is missing, so PDFs cannot be made (everything else works): install "
    "libpango-1.0-0 and libpangoft2-1.0-0 (Debian, Ubuntu: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0; Fedora: dnf install pango; macOS: brew install pango)."
)


def chromium() -> str | None:
    """Path of a Chromium or Chrome: CHROMIUM, else on PATH, else in a usual place."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    places = [Path(place) for place in CHROMIUM_PLACES]
    places += sorted(Path.home().glob(PLAYWRIGHT_CHROMIUM), reverse=True)
    return next((str(path) for path in places if os.access(path, os.X_OK)), None)


def has_pango() -> bool:
    """Can WeasyPrint find the libraries that it lays out text with?"""
    libraries = ("pango-1.0", "pangoft2-1.0")
    if sys.platform == "darwin" and Path("/opt/homebrew/lib/libpango-1.0.dylib").exists():
        return True
    return all(_loads(name) for name in libraries)


def _loads(name: str) -> bool:
    # find_library needs ldconfig or a compiler; the plain file name works without both.
    for candidate in (ctypes.util.find_library(name), f"lib{name}.so.0"):
        if candidate is None:
            continue
        try:
            ctypes.CDLL(candidate)
        except OSError:
            continue
        return True
    return False


def port_is_free(port: int) -> bool:
    """Could a server of ours listen on this loopback port now?"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port in TIME_WAIT counts as free, one being listened on does not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def web_port() -> int:
    """The port of the web server, from PORT.

    Raises Problem when PORT is no port number, or when another program listens there.
    """
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    if port < 1024 and os.geteuid() != 0:
        raise Problem(f"PORT {port} is for root only; choose one from 1024.")
    if not port_is_free(port):
        raise Problem(
            f"Port {port} is in use by another program; choose another: make run PORT={port + 1}"
        )
    return port


def require_space(directory: Path) -> None:
    """Raises Problem when a start would run into a full disk."""
    free = shutil.disk_usage(directory).free // 2**20
    if free < LEAST_FREE_MB:
        raise Problem(
            f"The disk is nearly full: {free} MB free in {directory}, "
            f"at least {LEAST_FREE_MB} MB needed."
        )
