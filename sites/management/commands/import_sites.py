"""Imports the national register of industrial sites from a GeoJSON file."""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import Actor
from sites.actions.register import import_content
from sites.register.messages import sentence
from sites.register.plan import Plan
from sites.register.reading import Unreadable


class Command(BaseCommand):
    """manage.py import_sites FILE [--dry-run] [--reference-date YEAR] [--json]"""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how."""
        parser.add_argument("file", type=Path, help="GeoJSON of IBISbedrijventerreinen, in RD")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--reference-date",
            type=reference_year,
            help="year or date for rows without a reference year",
        )
        parser.add_argument("--json", action="store_true", help="print every row as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Imports everything that can be used, in one transaction."""
        try:
            content = read(options["file"])
            plan = import_content(
                Actor.system(), content, options["reference_date"], options["dry_run"]
            )
        except Unreadable as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            answer = {
                "summary": plan.summary(),
                "rows": [row | _words(row) for row in plan.stored()],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report(plan, options["dry_run"])))


def read(path: Path) -> bytes:
    """The content of a file. Raises CommandError with a sentence."""
    try:
        if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
            raise CommandError(f"{path} is larger than {limit} MB (MAX_UPLOAD_MB).")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def reference_year(value: str) -> int:
    """The year of "2024" or "2024-01-01"."""
    match = re.fullmatch(r"((?:19|20)\d\d)(?:-\d\d-\d\d)?", value)
    if match is None:
        raise argparse.ArgumentTypeError(f"{value!r} is not a year or a date like 2024-01-01")
    return int(match[1])


def _words(row: dict[str, Any]) -> dict[str, Any]:
    return {"reasons": [reason | {"text": sentence(reason)} for reason in row["reasons"]]}


def report(plan: Plan, dry_run: bool) -> list[str]:
    """Lines for a person: counts, reasons of what was not used, and the most frequent remarks."""
    summary = plan.summary()
    lines = ["Nothing was written (--dry-run)." if dry_run else "The import is done."]
    lines += [
        f"{summary[kind]:>6} {kind}" for kind in ("created", "changed", "unchanged", "rejected")
    ]
    lines += [sentence(note) for note in summary["notes"]]
    remarks: Counter[str] = Counter()
    for outcome in plan.outcomes:
        for reason in outcome.reasons:
            if outcome.kind == "rejected":
                row = outcome.row
                lines.append(
                    f"row {row.number} rejected ({row.rin or '-'} {row.name}): {sentence(reason)}"
                )
            else:
                remarks[reason["code"]] += 1
    lines += [f"{count:>6} x remark {code}" for code, count in remarks.most_common()]
    return lines
