"""Files of jobs: whole or not at all."""

import contextlib
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import ReportJob


def store(job: ReportJob, content: bytes) -> str:
    """Saves the file of this attempt and returns its name.

    On a disk it is written beside its place first; a storage service keeps whole files by itself.
    Raises OSError when there is no room; nothing is left behind then.
    """
    name = _name(job, job.attempts)
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:
        return str(default_storage.save(name, ContentFile(content)))
    put_in_place(target, content)
    return name


def put_in_place(target: Path, content: bytes) -> None:
    """Writes a file beside its place and moves it there whole. Raises OSError when there is no
    room; nothing is left behind then, nor when the worker is told to stop halfway."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _part(target)
    try:
        part.write_bytes(content)
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def discard(name: str) -> None:
    """Throws away a file that no job refers to."""
    default_storage.delete(name)


def clear_up(job: ReportJob, attempts: int) -> None:
    """Throws away what the first so many attempts left, whole or half: a worker that is killed
    cannot do so itself. Only for attempts that are over."""
    for attempt in range(1, attempts + 1):
        name = _name(job, attempt)
        discard(name)
        discard(str(_part(Path(name))))


def _name(job: ReportJob, attempt: int) -> str:
    """Keys only. Of each attempt its own, so that a late one never touches the file of another."""
    ending = job.about.get("format") or job.about.get("form") or "pdf"
    return f"reports/{job.pk}-{attempt}.{ending}"


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")
