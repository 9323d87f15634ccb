"""The Dutch catalogue: compiled without GNU gettext, checked for completeness with it.

python -m config.local.catalogue check | compile | update
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.local.account import PROJECT
from config.local.house_rules import files

LANGUAGE = "nl"
DUTCH = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
MAKE = ["makemessages", "--locale", LANGUAGE, "--no-location", "--no-wrap"]
# xgettext passes over what is called by a name it does not know: such texts stay English.
UNKNOWN_NAME = re.compile(r"import \w*gettext\w* as (?!_\b)\w+")
# Not ours, made by machine, or not shown to anybody.
IGNORED = (".*", "staticfiles", "media", "node_modules", "tests", "vendor", "parts", "*.mo")


def read(path: Path) -> Catalog:
    """A catalogue from a .po file. Raises ValueError with file and line when it is malformed."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def compile_catalogues(project: Path = PROJECT) -> int:
    """Compiles each catalogue that is newer than its compiled form; returns how many."""
    compiled = 0
    for source in sorted(project.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        output = io.BytesIO()
        write_mo(output, read(source))
        # Renamed into place: somebody else may be reading the old one.
        new = target.with_suffix(".new")
        new.write_bytes(output.getvalue())
        new.replace(target)
        compiled += 1
    return compiled


def _texts(message: Message) -> tuple[str, ...]:
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(text)


def _key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def problems_within(catalogue: Catalog) -> Iterator[str]:
    """What is wrong in a catalogue by itself: untranslated, unsure, left over, or broken."""
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"unsure (fuzzy): {message.id!r}"
        elif not all(text.strip() for text in _texts(message)):
            yield f"untranslated: {message.id!r}"
        for error in message.check(catalogue):
            yield f"{error}: {message.id!r}"
    for message in catalogue.obsolete.values():
        yield f"left over: {message.id!r}"


def differences(ours: Catalog, used: Catalog) -> Iterator[str]:
    """What the code uses and we lack, and what we have and the code does not use."""
    have = {_key(message) for message in ours if message.id}
    need = {_key(message) for message in used if message.id}
    for identifier, _context in sorted(need - have, key=str):
        yield f"missing: {identifier!r}"
    for identifier, _context in sorted(have - need, key=str):
        yield f"no longer used: {identifier!r}"


def unknown_names(project: Path = PROJECT) -> Iterator[str]:
    """Modules that call gettext by a name of their own, so that their texts are not found."""
    for path in files(project, ".py"):
        if found := UNKNOWN_NAME.search((project / path).read_text()):
            yield f"{path}: {found[0]}: its texts are not found; use gettext or _"


def extracted() -> Catalog:
    """The catalogue as the sources of now would have it, made in a copy of them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "project")
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*IGNORED))
        (copy / DUTCH).parent.mkdir(parents=True, exist_ok=True)
        (copy / DUTCH).unlink(missing_ok=True)
        subprocess.run([sys.executable, "manage.py", *MAKE], cwd=copy, check=True)
        return read(copy / DUTCH)


def check() -> int:
    """0 when the Dutch catalogue is complete; else prints what is wrong and returns 1."""
    if shutil.which("xgettext") is None:
        print("GNU gettext is missing: install the package gettext (apt install gettext).")
        return 1
    if not (PROJECT / DUTCH).exists():
        print(f"{DUTCH} does not exist.")
        return 1
    ours = read(PROJECT / DUTCH)
    found = [*problems_within(ours), *differences(ours, extracted())]
    found = [*unknown_names(), *(f"{DUTCH}: {line}" for line in found)]
    for line in found:
        print(line)
    return 1 if found else 0


def update() -> int:
    """Brings the catalogue in line with the sources; new messages are left to be translated.

    In the order of the messages: a change then shows what changed, and two changes merge.
    """
    ignored = [f"--ignore={name}" for name in IGNORED]
    command = [sys.executable, "manage.py", *MAKE, "--no-obsolete", *ignored]
    sort = ["msgcat", "--no-wrap", "--sort-output", "--output-file", str(DUTCH), str(DUTCH)]
    return subprocess.call(command, cwd=PROJECT) or subprocess.call(sort, cwd=PROJECT)


def main() -> int:
    """The command line described above."""
    match sys.argv[1:]:
        case ["check"]:
            return check()
        case ["compile"]:
            compile_catalogues()
            return 0
        case ["update"]:
            return update()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
