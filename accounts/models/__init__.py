"""People, organisations, who belongs where, and who looked at what."""

from accounts.models.access_log import AccessLog
from accounts.models.organisation import Organisation, OrganisationGroup, Shareholding
from accounts.models.token import ApiScope, ApiToken
from accounts.models.user import Membership, User

__all__ = [
    "AccessLog",
    "ApiScope",
    "ApiToken",
    "Membership",
    "Organisation",
    "OrganisationGroup",
    "Shareholding",
    "User",
]
