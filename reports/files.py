"""Files of jobs: whole or not at all."""

import contextlib
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import ReportJob


def store(job: ReportJob, content: bytes, ending: str) -> str:
    """Saves the file of this attempt and returns its name.

    On a disk it is written beside its place first; a storage service keeps whole files by itself.
    Raises OSError when there is no room; nothing is left behind then.
    """
    name = f"reports/{job.pk}-{job.attempts}.{ending}"
    try:
        target = Path(default_storage.path(name))
    except NotImplementedError:
        return str(default_storage.save(name, ContentFile(content)))
    # The same each attempt: a dead one is overwritten.
    put_in_place(target, content, target.with_name(f"{job.pk}.part"))
    return name


def put_in_place(target: Path, content: bytes, part: Path | None = None) -> None:
    """Writes a file beside its place, `part`, and moves it there whole. Raises OSError when there
    is no room; nothing is left behind then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part or target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def discard(name: str) -> None:
    """Throws away a file that no job refers to."""
    default_storage.delete(name)
