"""Makes the files of a progress report without the browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from reports import periods
from reports.actions.jobs import sentence_for
from reports.files import put_in_place
from reports.models import ProgressReport
from reports.papers import edition_name, edition_of
from reports.progress.edition import AUDIENCES, LANGUAGES
from reports.progress.figures import gather


class Command(BaseCommand):
    """manage.py make_report 2026-q3 [--to FOLDER] [--language nl] [--audience public] [--form pdf]

    A frozen report is made from its record, so it says the same each time. Without a report on the
    period the figures are computed, and a draft without words is made that is kept nowhere.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which report, which editions, and where they go."""
        parser.add_argument("quarter", help="the quarter at whose end the period ends: 2026-q3")
        parser.add_argument("--span", type=int, choices=ProgressReport.Span.values, default=1)
        parser.add_argument("--number", type=int, help="the version; the newest unless given")
        parser.add_argument("--language", choices=LANGUAGES, default="nl")
        parser.add_argument("--audience", choices=AUDIENCES, action="append")
        parser.add_argument("--form", choices=["pdf", "ods"], action="append")
        parser.add_argument("--to", type=Path, default=Path(), help="the folder; this one")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Writes each file whole or not at all."""
        report = self._find(options)
        language = options["language"]
        with translation.override(language):
            for audience in options["audience"] or AUDIENCES:
                for form in options["form"] or ("pdf", "ods"):
                    self._make(report, (language, audience, form), options["to"])

    def _make(self, report: ProgressReport, edition: tuple[str, str, str], folder: Path) -> None:
        try:
            content = edition_of(report, *edition).render()
            target = folder / edition_name(report, *edition)
            put_in_place(target, content)
        except Exception as error:
            raise CommandError(sentence_for(error)) from error
        self.stdout.write(f"{target}")

    def _find(self, options: dict[str, Any]) -> ProgressReport:
        day = periods.parse(options["quarter"])
        if day is None or day > periods.last_ended():
            raise CommandError("Give a quarter that has ended, such as 2026-q3.")
        if day.month % (3 * options["span"]):
            raise CommandError("Halves end in June or December, years in December.")
        rows = ProgressReport.objects.filter(reference_date=day, span=options["span"])
        if options["number"]:
            rows = rows.filter(number=options["number"])
        found: ProgressReport | None = rows.order_by("-number").first()
        if found is None and options["number"]:
            raise CommandError("There is no such version of a report on this period.")
        report = found or ProgressReport(reference_date=day, span=options["span"])
        if not report.figures:
            report.figures = gather(day, lambda done: self.stdout.write(f"quarter {done}"))
        return report
