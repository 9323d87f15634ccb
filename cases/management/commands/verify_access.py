"""Proves that everybody's access is what participants and memberships imply."""

from cases.management.commands._proof import Proof
from cases.verification import access_drift


class Command(Proof):
    help = __doc__
    check_for = staticmethod(access_drift)
    fine = "Access is exactly what participants and memberships imply."
