"""Proves that every live row equals its newest history row."""

from cases.management.commands._proof import Proof
from cases.verification import history_drift


class Command(Proof):
    help = __doc__
    check_for = staticmethod(history_drift)
    fine = "Every live row equals its newest history row."
