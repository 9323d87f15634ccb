"""manage.py match CASE: the ranking of a case with its reasons, as the whole register gives it.

CASE is the reference, such as 2026-0142. Reads past who may see what, as a superuser does: it is
for who runs the application, and its output belongs with whom the case belongs. It shows no
company, and writes nothing.
"""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cases.matching.asked import asked_of_all
from cases.matching.board import whole_board
from cases.matching.report import report_of
from cases.models import BuildingBlock, Case, ScaleUpRequest

SHOWN = 12


class Command(BaseCommand):
    """Prints a match in words or as JSON."""

    help = "Print the match of a case: ranking with reasons, questions, sensitivity and what-if."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which case, which building block, and how it is printed."""
        parser.add_argument("case", help="reference of the case")
        parser.add_argument("--block", default="", help="name of a building block of the request")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of names, reasons and questions",
        )
        parser.add_argument("--json", action="store_true", help="everything, as JSON")
        parser.add_argument("--most", type=int, default=SHOWN, help="sites to print (not in JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Matches anew; a frozen run is on its own page."""
        case = Case._default_manager.filter(reference=options["case"].strip()).first()
        if case is None:
            raise CommandError(f"There is no case {options['case']}.")
        asked = asked_of_all(case)
        if asked is None:
            raise CommandError(f"Nothing is asked in case {case.reference}: no requirements yet.")
        board = whole_board(case, block=block_of(asked[0], options["block"]))
        if board is None:
            raise CommandError(f"Nothing is asked of building block {options['block']}.")
        with translation.override(options["language"]):
            report = report_of(board)
            if options["json"]:
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            else:
                self.in_words(report, options["most"])

    def in_words(self, report: dict[str, Any], most: int) -> None:
        """The same for a reader, with the first sites of each list."""
        say = self.stdout.write
        block = f", {report['block']}" if report["block"] else ""
        say(f"{report['case']}, v{report['request']}{block}, {report['judged_on']}")
        for row in report["requirements"]:
            say(f"  {row['level']:<5}{row['weight']:>4}  {row['name']}: {row['need']}")
        say(f"\n{len(report['ranking'])} may fit (score %, coverage %, TOPSIS)")
        for site in report["ranking"][:most]:
            self.site(site, site["questions"], "?")
        say(f"\n{len(report['knocked_out'])} knocked out")
        for site in report["knocked_out"][:most]:
            self.site(site, site["reasons"], "-")
        say("\nfirst place under other weights")
        for row in report["sensitivity"]:
            change = row["smallest_percent"]
            tells = "firm" if change is None else f"{change:+d}% gives {row['then_first']}"
            say(f"  {row['code']}: {tells}")
        say("\nwhat if a must is loosened")
        for row in report["what_if"]:
            first = f", {row['next_gain']} at {row['next']}" if row["next"] else ""
            say(f"  {row['code']}: {row['returns_without']} return without it{first}")
        say(f"\nsha256 {report['sha256']}")

    def site(self, site: dict[str, Any], remarks: list[str], mark: str) -> None:
        """One site with its reasons or questions."""
        score = "  –" if site["score"] is None else f"{site['score'] / 10_000:3.0f}"
        head = f"{site['position']:>4}. {score} {site['coverage'] / 10_000:4.0f}"
        second = f"{site['topsis'] or '–':>6}"
        self.stdout.write(f"{head}{second}  {site['name']} ({site['province']})")
        for remark in remarks:
            self.stdout.write(f"          {mark} {remark}")


def block_of(request: ScaleUpRequest, name: str) -> BuildingBlock | None:
    """The block of that name in the version that counts; None when no name is given."""
    if not name:
        return None
    found = {row.name: row for row in request.blocks.all()}
    if name not in found:
        known = ", ".join(found) or "none"
        raise CommandError(f"There is no building block {name}; there are: {known}.")
    return found[name]
