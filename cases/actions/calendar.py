"""Making and withdrawing the secret address of a calendar."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import User
from cases.models import CalendarAddress

BYTES = 32  # of chance in an address


def digest_of(secret: str) -> str:
    """What is kept of a secret; it is long and made by chance, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_address(actor: Actor) -> str:
    """A new secret for the person's calendar; the one before it stops working. Returned once."""
    user = _locked(actor)
    _withdraw(actor, user, _("A new calendar address took its place"))
    secret = secrets.token_urlsafe(BYTES)
    row = CalendarAddress(owner=user, digest=digest_of(secret), made_at=timezone.now())
    actor.save(row, _("Calendar address made"))
    return secret


@transaction.atomic
def withdraw_address(actor: Actor) -> None:
    """From now on the person's calendar cannot be read. Raises Refused when there is no address."""
    user = _locked(actor)
    if not _withdraw(actor, user, _("Calendar address withdrawn")):
        raise Refused(_("There is no calendar address any more."))


def _locked(actor: Actor) -> User:
    """The person, locked: two new addresses at once follow each other."""
    if actor.user is None:
        raise Refused(_("Only people have a calendar."))
    return User.objects.select_for_update().get(pk=actor.user.pk)


def _withdraw(actor: Actor, user: User, reason: str) -> bool:
    row = CalendarAddress.objects.visible_to(user).live().first()
    if row is None:
        return False
    row.withdrawn_at = timezone.now()
    actor.save(row, reason)
    return True
