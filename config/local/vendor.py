"""Fetch the front-end libraries and write them into the repository, checked by sha256.

`make vendor` runs this; nobody needs it to run or test Brandpunt, because the files are
committed. It downloads with `npm pack`, so npm has to be installed on the machine of whoever
raises a version. To raise one: change the version, run it, read the difference, and copy the
new checksum from the message.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.local.vendor_icons import FILLED, OUTLINE

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
AXE = ROOT / "tests" / "browser" / "vendor"

# The package of @tabler/core ships without its licence text.
TABLER_LICENCE = """MIT License

Copyright (c) 2018-2026 The Tabler Authors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


class VendorError(Exception):
    """A package could not be fetched, or is not the one that was written down."""


@dataclass(frozen=True)
class Package:
    """One npm package: which version, what its tarball must hash to, and what we take."""

    name: str
    version: str
    licence: str
    sha256: str
    target: Path
    files: tuple[tuple[str, str], ...]


def _leaflet_images() -> tuple[tuple[str, str], ...]:
    names = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png")
    return tuple((f"dist/images/{n}", f"images/{n}") for n in (*names, "marker-shadow.png"))


def _source_sans() -> tuple[tuple[str, str], ...]:
    cuts = ("400-normal", "400-italic", "600-normal", "700-normal")
    names = [f"source-sans-3-{part}-{cut}.woff2" for part in ("latin", "latin-ext") for cut in cuts]
    return tuple((f"files/{n}", n) for n in names)


PACKAGES: tuple[Package, ...] = (
    Package(
        "@tabler/core",
        "1.6.1",
        "MIT",
        "d02d679e51f6c179b21f035e154c13cdcb2ae8b18579e56ea606408ba7fc7a87",
        VENDOR / "tabler",
        (
            ("dist/css/tabler.min.css", "tabler.min.css"),
            ("dist/js/tabler.min.js", "tabler.min.js"),
        ),
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "0BSD",
        "5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c",
        VENDOR / "htmx",
        (("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "LICENSE")),
    ),
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        "84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77",
        VENDOR / "leaflet",
        (
            ("dist/leaflet.css", "leaflet.css"),
            ("dist/leaflet.js", "leaflet.js"),
            ("LICENSE", "LICENSE"),
            *_leaflet_images(),
        ),
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        "d26710dd38e7217484a1d47ee76c024977ec550548876f26d06ed1844af09a14",
        VENDOR / "inter",
        (
            ("files/inter-latin-wght-normal.woff2", "inter-latin-wght-normal.woff2"),
            ("files/inter-latin-ext-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2"),
            ("LICENSE", "LICENSE"),
        ),
    ),
    Package(
        "@fontsource/source-sans-3",
        "5.3.1",
        "OFL-1.1",
        "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
        VENDOR / "source-sans-3",
        (*_source_sans(), ("LICENSE", "LICENSE")),
    ),
    Package(
        "@tabler/icons",
        "3.51.0",
        "MIT",
        "b30108713d3fa60aee862c2a133225da8e0f309be0708fe2925763ff810c766c",
        VENDOR / "tabler-icons",
        (("LICENSE", "LICENSE"),),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745",
        AXE,
        (("axe.min.js", "axe.min.js"), ("LICENSE", "LICENSE")),
    ),
)


def fetch(package: Package, folder: Path) -> Path:
    """Download the tarball into `folder`; VendorError when its checksum is another one."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    try:
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise VendorError("npm is not installed; it is only needed to raise a version.") from error
    except subprocess.CalledProcessError as error:
        raise VendorError(f"npm could not fetch {package.name}: {error.stderr.strip()}") from error
    tarball = folder / done.stdout.strip().splitlines()[-1]
    found = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if found != package.sha256:
        raise VendorError(
            f"{package.name} {package.version} has sha256 {found}, "
            f"but {package.sha256} is written down."
        )
    return tarball


def without_source_map(name: str, body: bytes) -> bytes:
    """Drop the sourceMappingURL comment: the map is not there and the manifest storage fails."""
    if not name.endswith((".js", ".css")):
        return body
    text = body.decode()
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return (text.rstrip() + "\n").encode()


def read(tarball: tarfile.TarFile, path: str) -> bytes:
    """One file out of an npm tarball; VendorError when the package does not have it."""
    try:
        handle = tarball.extractfile(f"package/{path}")
    except KeyError as error:
        raise VendorError(f"{path} is not in the package.") from error
    if handle is None:
        raise VendorError(f"{path} is not a file.")
    return handle.read()


def sprite(tarball: tarfile.TarFile) -> bytes:
    """The icons we use as one SVG file of symbols, drawn in the colour of the text."""
    symbols = []
    for style, names in (("outline", OUTLINE), ("filled", FILLED)):
        paint = (
            'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
            'stroke-linejoin="round"'
            if style == "outline"
            else 'fill="currentColor"'
        )
        for name in sorted(names):
            drawing = read(tarball, f"icons/{style}/{name}.svg").decode()
            shapes = re.sub(r"(?s)<!--.*?-->", "", drawing)
            shapes = re.sub(r"(?s)^.*?<svg.*?>|</svg>", "", shapes)
            shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", shapes)
            identity = name if style == "outline" else f"{name}-filled"
            shapes = " ".join(shapes.split())
            symbols.append(f'<symbol id="{identity}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def write(target: Path, body: bytes) -> str:
    """Write one file and return its sha256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def install(package: Package, tarball_path: Path) -> dict[str, object]:
    """Write the files of one package; returns its entry for the manifest."""
    written: dict[str, str] = {}
    with tarfile.open(tarball_path) as tarball:
        for source, name in package.files:
            target = package.target / name
            body = without_source_map(name, read(tarball, source))
            written[str(target.relative_to(ROOT))] = write(target, body)
        if package.name == "@tabler/icons":
            written["static/icons.svg"] = write(STATIC / "icons.svg", sprite(tarball))
    if package.name == "@tabler/core":
        licence = package.target / "LICENSE"
        written[str(licence.relative_to(ROOT))] = write(licence, TABLER_LICENCE.encode())
    return {
        "version": package.version,
        "licence": package.licence,
        "tarball_sha256": package.sha256,
        "files": dict(sorted(written.items())),
    }


def main() -> int:
    """Fetch everything; 0 when all files are written, 1 with one sentence when not."""
    manifest: dict[str, object] = {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            for package in PACKAGES:
                manifest[package.name] = install(package, fetch(package, Path(folder)))
    except VendorError as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    write(VENDOR / "manifest.json", (json.dumps(manifest, indent=2) + "\n").encode())
    print(f"vendor: {len(PACKAGES)} packages written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
