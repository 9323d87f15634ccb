"""Loads the demo once; puts it back as it was; prints who signs in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Organisation
from accounts.models.organisation import Role
from reports.demo import load
from reports.demo.people import PASSWORD, PEOPLE, Person
from reports.demo.reset import empty

ROLES = {Role.MANAGER: "manager", Role.CASE_WORKER: "accountmanager", Role.READER: "lezer"}


class Command(BaseCommand):
    """manage.py load_demo [--reset | --sign-ins]"""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """At most one of the two."""
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--reset", action="store_true", help="lose everything and load anew")
        choice.add_argument("--sign-ins", action="store_true", help="print who signs in, and how")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Does nothing when the demo is there, or when others work here already."""
        try:
            if options["sign_ins"]:
                self._sign_ins()
            elif options["reset"]:
                self._reset()
                self._say(options, "The demo is as it was.")
            elif load.is_loaded():
                self._say(options, "The demo is there already.")
            elif load.is_used():
                self._say(options, "There are data already; the demo is not loaded among them.")
            else:
                load.load()
                self._say(options, "The demo is loaded.")
        except Refused as error:
            raise CommandError(str(error)) from error

    @transaction.atomic
    def _reset(self) -> None:
        empty()
        load.load()

    def _say(self, options: dict[str, Any], sentence: str) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence)

    def _sign_ins(self) -> None:
        """A table of everybody, with the shared password; nothing when no demo is there."""
        if not load.is_loaded():
            return
        names = dict(Organisation.objects.values_list("code", "name"))
        rows = [
            (person.email, _role(person), " en ".join(names[code] for code in person.organisations))
            for person in sorted(PEOPLE, key=lambda person: not person.main)
        ]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        self.stdout.write(f"Wachtwoord van iedereen: {PASSWORD}\n")
        for email, role, organisation in rows:
            line = f"  {email:<{widths[0]}}  {role:<{widths[1]}}  {organisation}"
            self.stdout.write(line.rstrip())


def _role(person: Person) -> str:
    return "beheerder" if person.superuser else ROLES[person.role]
