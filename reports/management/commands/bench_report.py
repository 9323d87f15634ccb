"""manage.py bench_report: a progress report of 50 and of 150 pages, with time and peak memory.

Each is made by a child of its own, as the worker does; beside it WeasyPrint sets the bare tables of
the same report, without our styles, charts and words, and tagged as ours are.
"""

import json
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils import translation

from reports import charts
from reports.charts import Bar
from reports.pdf import VARIANT, render_pdf

PAGES = (50, 150)
ROWS = 17  # and a chart: a section fills about a page
AROUND = 4  # cover, contents, and what begins on a page of its own
MOST_RATIO, MOST_MB = 1.3, 600


class Command(BaseCommand):
    """Measures, prints a table and adds the figures to .data/bench.json."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--child` is for the command itself: one document, in its own process."""
        parser.add_argument("--child", choices=["report", "bare"])
        parser.add_argument("--pages", type=int, default=PAGES[0])

    def handle(self, *_args: Any, **options: Any) -> None:
        """The whole measurement, or one document."""
        if options["child"]:
            self.stdout.write(json.dumps(made(options["child"], options["pages"])))
            return
        self.stdout.write(
            f"{'progress report':<22}{'pages':>8}{'seconds':>10}{'MB':>8}{'ratio':>8}"
        )
        rows = [self._measure(pages) for pages in PAGES]
        target = Path(settings.DATA_DIR) / "bench.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        found = json.loads(target.read_text()) if target.exists() else {}
        target.write_text(json.dumps(found | {"reports": rows}, indent=1))
        self.stdout.write(f"written to {target}; aim: ratio {MOST_RATIO}, {MOST_MB} MB")

    def _measure(self, pages: int) -> dict[str, Any]:
        ours, bare = _in_a_child("report", pages), _in_a_child("bare", pages)
        row = ours | {"bare_seconds": bare["seconds"], "bare_mb": bare["mb"]}
        row["ratio"] = round(ours["seconds"] / bare["seconds"], 2)
        self.stdout.write(
            f"{'':<22}{row['pages']:>8}{row['seconds']:>10.1f}{row['mb']:>8}{row['ratio']:>8.2f}"
        )
        return row


def _in_a_child(what: str, pages: int) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "bench_report", f"--child={what}", f"--pages={pages}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(done.stderr or "The child did not finish.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def made(what: str, pages: int) -> dict[str, Any]:
    """One document in this process: seconds of the processor, so that what else runs on the machine
    counts for neither; the most memory in megabytes; pages."""
    # As heavy as in the worker: loaded before the clock runs, for both alike.
    import pypdfium2  # noqa: PLC0415
    import weasyprint  # noqa: PLC0415

    content = content_of_size(pages)
    began = time.process_time()
    with translation.override("nl"):
        if what == "report":
            context = {"content": content, "language": "nl", "sha256": "0" * 64, "template": 1}
            pdf = render_pdf("reports/pdf/progress.html", context)
        else:
            html = render_to_string("reports/pdf/bare.html", {"content": content})
            pdf = weasyprint.HTML(string=html).write_pdf(pdf_variant=VARIANT)
    seconds = time.process_time() - began
    target = Path(settings.DATA_DIR) / f"bench-{what}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf)
    return {
        "seconds": round(seconds, 2),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "pages": len(pypdfium2.PdfDocument(pdf)),
    }


def content_of_size(pages: int) -> dict[str, Any]:
    """The content of a report that fills about so many pages, all of it tables with a chart."""
    words = {"blocks": [{"kind": "text", "lines": ["Wat de cijfers zeggen."]}], "language": "nl"}
    sections = [_section(number) for number in range(pages - AROUND)]
    chapters = [
        {
            "code": code,
            "number": number,
            "title": f"Hoofdstuk {number}",
            "words": words,
            "sections": sections[number - 1 :: 6],
        }
        for number, code in enumerate(
            ("core", "results", "technologies", "regions", "bottlenecks", "cooperation"), 1
        )
    ]
    return {
        "language": "nl",
        "title": "Voortgangsrapportage",
        "period": "derde kwartaal van 2026",
        "day": "30 september 2026",
        "number": 1,
        "marking": "Concept",
        "signatures": [],
        "chapters": chapters,
    }


def _section(number: int) -> dict[str, Any]:
    rows = [(f"Regel {row}", [row, row * 7 % 90, row * 3 % 40, number]) for row in range(ROWS)]
    title = f"Tabel {number}"
    bars = [Bar(label, cells[1]) for label, cells in rows[:8]]
    return {
        "code": f"part-{number}",
        "title": title,
        "definition": "Lopende dossiers aan het eind van de peildatum.",
        "note": "",
        "empty": "",
        "chart": str(charts.bars(title, bars)),
        "head": ["Onderdeel", "Aantal", "Instroom", "Uitstroom", "Gevonden"],
        "lines": [
            {"label": label, "cells": [str(cell) for cell in cells], "total": False}
            for label, cells in rows
        ],
    }
