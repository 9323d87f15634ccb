"""Industrial sites, their plots, what is known about them, and imports of the register."""

from sites.models.criterion import Criterion, EnvCategory
from sites.models.register import SiteImport
from sites.models.site import Plot, Site, SiteFact

__all__ = ["Criterion", "EnvCategory", "Plot", "Site", "SiteFact", "SiteImport"]
