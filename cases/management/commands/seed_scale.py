"""manage.py seed_scale --cases 100000 --sites 4000: a database of size, to measure on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from cases.scale import ADMIN, analyse, fill


class Command(BaseCommand):
    """Adds made-up cases and sites to an empty database, in one transaction."""

    help = "Fill a database with many made-up cases and sites, to measure the pages on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many of each."""
        parser.add_argument("--cases", type=int, default=100_000)
        parser.add_argument("--sites", type=int, default=4_000)
        parser.add_argument("--if-empty", action="store_true", help="do nothing when done before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses to run twice."""
        if User.objects.filter(email=ADMIN).exists():
            if options["if_empty"]:
                return
            raise CommandError("This database was filled before; use an empty one.")
        began = time.monotonic()
        fill(options["cases"], options["sites"], self.stdout.write)
        analyse()
        self.stdout.write(f"done in {time.monotonic() - began:.0f} s")
