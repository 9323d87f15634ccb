"""Makes .venv from the hashed lock. Run by whatever Python 3 is at hand, so in old syntax only.

The stamp in .venv holds the checksum of the lock: when it matches, nothing is done at all.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from glob import glob
from os.path import exists, expanduser, join
from typing import Iterator, List, Optional, Tuple

LEAST = (3, 12)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = join(ROOT, ".venv")
VENV_PYTHON = join(VENV, "bin", "python")
STAMP = join(VENV, "lock-checksum")
LOCK = join(ROOT, "requirements-dev.txt")
DATA = join(ROOT, ".data")
NEEDED_MB = 1200
PROBE = (
    "import sys\n"
    "print('.'.join(map(str, sys.version_info[:2])))\n"
    "try:\n    import venv, ensurepip\n"
    "except ImportError:\n    print('incomplete')\n"
)


class Stop(Exception):
    """A sentence for the person who started us."""


def probe(python: str) -> Optional[Tuple[Tuple[int, ...], bool]]:
    """(version, complete) of an interpreter, or None when it does not run."""
    try:
        found = subprocess.run(
            [python, "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30
        )
        words = found.stdout.decode().split()
        return tuple(int(part) for part in words[0].split(".")), len(words) == 1
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def candidates() -> Iterator[str]:
    """Interpreters in order of preference: the versions we test with first."""
    if os.environ.get("PYTHON"):
        yield os.environ["PYTHON"]
    for name in ("python3.13", "python3.12", "python3.14", "python3", "python"):
        path = shutil.which(name)
        if path:
            yield path
    for place in ("~/.pyenv/versions", "~/.local/share/uv/python"):
        for path in sorted(glob(join(expanduser(place), "*", "bin", "python3")), reverse=True):
            yield path


def fitting_python() -> str:
    """The first interpreter that is new enough and can make an environment."""
    newest = None  # type: Optional[Tuple[int, ...]]
    without_venv = ""
    for python in candidates():
        found = probe(python)
        if found is None:
            continue
        version, complete = found
        newest = max(newest or version, version)
        if version >= LEAST and complete:
            return python
        if version >= LEAST:
            without_venv = "%d.%d" % version[:2]
    if without_venv:
        raise Stop(
            "Python {0} is here, but its venv module is not: install the package "
            "python{0}-venv (Debian, Ubuntu: apt install python{0}-venv).".format(without_venv)
        )
    seen = "the newest found is %d.%d" % newest[:2] if newest else "none was found"
    raise Stop(
        "Brandpunt needs Python %d.%d or newer; %s. Install it, or name one: "
        "make run PYTHON=/path/to/python3.12" % (LEAST + (seen,))
    )


def checksum() -> str:
    """Of the lock: the stamp's text."""
    with open(LOCK, "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def stamped() -> str:
    """The checksum of the lock that .venv was made from, or nothing."""
    try:
        with open(STAMP) as stamp:
            return stamp.read().strip()
    except OSError:
        return ""


def require_space() -> None:
    """Says beforehand what would otherwise break off halfway."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < NEEDED_MB:
        raise Stop(
            "Too little space: %d MB free in %s, about %d MB needed." % (free, ROOT, NEEDED_MB)
        )


def run(command: List[str], log: str) -> None:
    """Runs with its output in the log; shows the log's end when it fails."""
    with open(log, "ab") as output:
        code = subprocess.call(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
    if code == 0:
        return
    with open(log, errors="replace") as output:
        lines = [line.rstrip() for line in output if line.strip()]
    if any("No space left on device" in line for line in lines):
        raise Stop("The disk is full: free some space and try again.")
    sys.stderr.write("\n".join(lines[-8:]) + "\n")
    raise Stop("Setting up .venv failed; the lines above say why. All of it: %s" % log)


def build(wanted: str) -> None:
    """Makes .venv where it does not work, and installs exactly what the lock says."""
    require_space()
    log = join(DATA, "install.log")
    open(log, "wb").close()
    ours = probe(VENV_PYTHON)
    if ours is None or ours[0] < LEAST or subprocess.call([VENV_PYTHON, "-c", "import pip"]):
        python = fitting_python()
        print("Making .venv with %s ..." % python, flush=True)
        run([python, "-m", "venv", "--clear", VENV], log)
    print("Installing the locked packages (a minute or so the first time) ...", flush=True)
    # Wheels only: nothing gets compiled here, so no compiler is needed.
    options = ["--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check"]
    pip = [VENV_PYTHON, "-m", "pip", "install", "--no-input", "-qq"]
    run(pip + options + ["--requirement", LOCK], log)
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)


def main() -> None:
    """Leaves a .venv that fits the lock; two at once wait for each other."""
    wanted = checksum()
    if stamped() == wanted and exists(VENV_PYTHON) and probe(VENV_PYTHON):
        return
    os.makedirs(DATA, mode=0o700, exist_ok=True)
    with open(join(DATA, "install.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamped() != wanted or not probe(VENV_PYTHON):
            build(wanted)


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(str(stop))
    except PermissionError as problem:
        sys.exit(
            "%s belongs to another account: start as that account, or remove it to begin anew."
            % problem.filename
        )
    except OSError as problem:
        sys.exit("Setting up .venv failed: %s" % problem)
    except KeyboardInterrupt:
        sys.exit(130)
