"""Proves that everybody's access is what participants and memberships imply."""

from typing import Any

from django.core.management.base import CommandParser

from accounts.actor import Actor
from cases.actions.sharing import end_lapsed_shares
from cases.management.commands._proof import Proof
from cases.verification import access_drift


class Command(Proof):
    help = __doc__
    check_for = staticmethod(access_drift)
    fine = "Access is exactly what participants and memberships imply."

    def add_arguments(self, parser: CommandParser) -> None:
        """--repair ends what the nightly task would end; other drift is for people to judge."""
        super().add_arguments(parser)
        parser.add_argument(
            "--repair",
            action="store_true",
            help="First end personal shares of people who belong to no organisation any more.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Repairs when asked, then proves."""
        if options["repair"]:
            end_lapsed_shares(Actor.system())
        super().handle(*args, **options)
