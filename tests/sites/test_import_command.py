"""manage.py import_sites."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from sites.models import Site
from tests.sites.files import feature, layer

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "laag.geojson"
    path.write_bytes(layer(feature(), feature(RIN_NUMMER=""), feature(RIN_NUMMER="8", JAAR="")))
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_sites", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_imports_and_says_what_was_not_used(file: Path) -> None:
    words = run(file)
    assert "1 created" in words
    assert "2 rejected" in words
    assert "row 2 rejected" in words
    assert Site.objects.count() == 1


def test_dry_run(file: Path) -> None:
    assert "--dry-run" in run(file, "--dry-run")
    assert not Site.objects.exists()


@pytest.mark.parametrize("date", ["2023", "2023-01-01"])
def test_reference_date_and_json(file: Path, date: str) -> None:
    answer = json.loads(run(file, "--json", "--reference-date", date))
    assert answer["summary"]["created"] == 2
    assert answer["rows"][1]["reasons"][0]["code"] == "no_number"
    assert answer["rows"][1]["reasons"][0]["text"]
    assert Site.objects.get(rin_number="8").reference_year == 2023


def test_what_is_wrong_is_said(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a year"):
        run(file, "--reference-date", "gisteren")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nergens.geojson")
    file.write_text("geen json")
    with pytest.raises(CommandError, match="JSON"):
        run(file)
