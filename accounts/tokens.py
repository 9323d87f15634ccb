"""Making, using and withdrawing the tokens of the API."""

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import log_access, save_membership, sync_groups
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, ApiScope, ApiToken, Membership, Organisation, User
from accounts.models.organisation import Role

KIND = "api-token"
BEGINS = "bp_"  # so that a token that lies about somewhere can be recognised as one of ours
BYTES = 32  # of chance in a token
PREFIX = 8  # characters of it that are kept, to tell tokens apart
NOTED_PER = 60  # seconds; the moment of the last use is kept no finer
# Nobody can receive mail here (RFC 2606), so that no password can be asked for.
NOWHERE = "token.invalid"
# With these the answers show what was written.
NEEDS = {
    ApiScope.CASES_WRITE: ApiScope.CASES_READ,
    ApiScope.NOTES_WRITE: ApiScope.CASES_READ,
    ApiScope.SITES_WRITE: ApiScope.SITES_READ,
}


@dataclass(frozen=True)
class NewToken:
    """What the form says of a token to be made; it works until the end of `last_day`."""

    name: str
    scopes: Collection[str]
    last_day: datetime.date


def digest_of(secret: str) -> str:
    """What is kept of a token; it is long and made by chance, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def manages_tokens(user: User, organisation_id: int | None) -> bool:
    """Whether the person may make and withdraw tokens of the organisation: its managers."""
    return user.has_role(organisation_id, Role.MANAGER)


def withdraws_tokens(user: User, organisation_id: int | None) -> bool:
    """Whether the person may withdraw them: its managers, and administrators when a token leaks."""
    return user.is_superuser or manages_tokens(user, organisation_id)


@transaction.atomic
def make_token(actor: Actor, asked: NewToken) -> tuple[ApiToken, str]:
    """A token of the organisation that the actor manages, and its secret, which is kept nowhere.

    Raises PermissionDenied for others, Refused when a live token has this name already.
    """
    organisation = _managed(actor)
    if ApiToken.objects.filter(
        organisation=organisation, name__iexact=asked.name, withdrawn_at__isnull=True
    ).exists():
        raise Refused(_("There is already a token with this name. Withdraw it, or choose another."))
    scopes = _with_needed(asked.scopes)
    secret = BEGINS + secrets.token_urlsafe(BYTES)
    end = datetime.datetime.combine(asked.last_day + datetime.timedelta(1), datetime.time())
    row = ApiToken(
        organisation=organisation,
        user=_technical_user(actor, organisation, asked.name, scopes),
        name=asked.name,
        scopes=scopes,
        prefix=secret[: len(BEGINS) + PREFIX],
        digest=digest_of(secret),
        expires_at=timezone.make_aware(end),
        made_at=timezone.now(),
        made_by=actor.user,
    )
    row.validate_constraints()
    actor.save(row, _("API token made"))
    _log(actor, row, ", ".join(scopes))
    return row, secret


@transaction.atomic
def withdraw_token(actor: Actor, pk: uuid.UUID) -> ApiToken:
    """From now on the token opens nothing. What was done with it stays as it was signed.

    Raises PermissionDenied for who may not (see `withdraws_tokens`), Refused the second time.
    """
    row: ApiToken = ApiToken.objects.select_for_update(of=("self",)).get(pk=pk)
    if actor.user is not None and not withdraws_tokens(actor.user, row.organisation_id):
        raise PermissionDenied
    if row.withdrawn_at is not None:
        raise Refused(_("This token was withdrawn already."))
    row.withdrawn_at, row.withdrawn_by = timezone.now(), actor.user
    row.user.is_active = False
    actor.save(row.user, _("API token withdrawn"))
    sync_groups(row.user)
    actor.save(row, _("API token withdrawn"))
    _log(actor, row, "withdrawn")
    return row


def token_of(secret: str) -> ApiToken | None:
    """The token with this secret, live or not; nothing that does not look like one is looked up."""
    if not secret.startswith(BEGINS) or len(secret) > 100 or not secret.isascii():
        return None
    rows = ApiToken.objects.filter(digest=digest_of(secret))
    found: ApiToken | None = rows.select_related("user", "organisation").first()
    return found


def note_use(token: ApiToken) -> None:
    """When it was used last, to the minute: a busy system does not write at every call."""
    if cache.add(f"api-token-used:{token.pk}", True, NOTED_PER):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_apitoken SET last_used_at = %s WHERE id = %s",
                [timezone.now(), token.pk],
            )


def _managed(actor: Actor) -> Organisation:
    organisation = actor.organisation
    if organisation is None or actor.user is None:
        raise PermissionDenied
    if not manages_tokens(actor.user, organisation.pk):
        raise PermissionDenied
    # Two managers at once follow each other, so that the second hears of the name of the first.
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _with_needed(scopes: Collection[str]) -> list[str]:
    needed = {str(NEEDS[ApiScope(scope)]) for scope in scopes if ApiScope(scope) in NEEDS}
    return [str(scope) for scope in ApiScope if scope in {*scopes, *needed}]


def _technical_user(
    actor: Actor, organisation: Organisation, name: str, scopes: Collection[str]
) -> User:
    user = User(email=f"{uuid.uuid4()}@{NOWHERE}", name=f"API-token {name}")
    user.set_unusable_password()
    actor.save(user, _("API token made"))
    writes = any(ApiScope(scope).writes for scope in scopes)
    role = Role.CASE_WORKER if writes else Role.READER
    save_membership(actor, Membership(user=user, organisation=organisation, role=role))
    return user


def _log(actor: Actor, row: ApiToken, detail: str) -> None:
    """By its first characters: a name is free text."""
    action = AccessLog.Action.DISCLOSED
    log_access(actor, action, KIND, f"API-token {row.prefix}", object_id=row.pk, detail=detail)
