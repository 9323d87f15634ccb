"""The front end: what was vendored is what lies there, and every icon that is drawn exists."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "static/vendor/manifest.json").read_text())
FILES = {path: sha for package in MANIFEST.values() for path, sha in package["files"].items()}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_vendored_file_is_the_one_that_was_written_down(path: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == FILES[path]


def test_nothing_lies_among_the_vendored_files_unaccounted() -> None:
    here = {str(p.relative_to(ROOT)) for p in (ROOT / "static/vendor").rglob("*") if p.is_file()}
    assert here - set(FILES) == {"static/vendor/manifest.json"}


def test_every_package_has_its_licence_beside_it() -> None:
    for name, package in MANIFEST.items():
        assert package["licence"], name
        assert any(path.endswith("LICENSE") for path in package["files"]), name


def test_no_source_map_is_asked_for() -> None:
    files = [p for p in (ROOT / "static").rglob("*") if p.suffix in {".js", ".css"}]
    assert files
    assert [p.name for p in files if "sourceMappingURL=" in p.read_text()] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
    used = {
        name
        for page in TEMPLATES
        for name in re.findall(r"""{%-?\s*icon\s+["']([a-z0-9-]+)["']""", page.read_text())
    }
    assert used
    assert used - known == set()


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\sstyle=",
        r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))[^>]*>",
        r"\son(?:click|change|submit|load|input)=",
        r"hx-on",
        r"\bjs:",
        r"hx-trigger=\"[^\"]*\[",
        r"href=\"#\"",
    ],
)
def test_no_template_has_what_the_content_security_policy_would_kill(forbidden: str) -> None:
    pages = [str(p.relative_to(ROOT)) for p in TEMPLATES if re.search(forbidden, p.read_text())]
    assert pages == []


def test_no_comment_of_a_template_shows_on_the_page() -> None:
    """A {# comment #} ends with its line; a longer one would be printed."""
    torn = [
        str(page.relative_to(ROOT))
        for page in TEMPLATES
        for line in page.read_text().splitlines()
        if line.count("{#") != line.count("#}")
    ]
    assert torn == []
