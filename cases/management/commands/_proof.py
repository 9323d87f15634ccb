"""What the two proofs share: print what was found, fail when there is something."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.verification import Drift


class Proof(BaseCommand):
    """Runs a check; exit status 1 and the differences when something drifted."""

    check_for: Callable[[], list[Drift]]
    fine = ""

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true", help="Print the differences as JSON.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prints, and leaves with 1 when there are differences."""
        found = type(self).check_for()
        if options["json"]:
            self.stdout.write(json.dumps([dataclasses.asdict(d) for d in found], indent=2))
        elif found:
            self.stdout.write("\n".join(str(drift) for drift in found))
        else:
            self.stdout.write(self.fine)
        if found:
            raise SystemExit(1)
