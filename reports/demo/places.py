"""The register of sites with made-up facts, and the profiles of regions."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from accounts.actor import Actor
from accounts.models import Organisation
from regions.actions import save_profile
from regions.models import KeyTechnology, Region, ServiceArea
from reports.demo import content
from reports.demo.cast import Cast, dice
from reports.demo.clock import office_hour, standing_at
from sites.actions.register import import_content
from sites.actions.site import add_plot
from sites.models import Plot, Site, SiteFact

REGISTER = Path(settings.BASE_DIR) / "sites" / "data" / "ibis_sites.geojson"
PER_PROVINCE = 11
SMALLEST = 4  # hectares net: below this a site is nothing for a growing company
NOT_INDUSTRY = "boulevard|kantoor|kantoren|sport|veiling|stadion"
SEAPORT = "A"
REGISTER_DAY, PROFILE_DAY = 880, 860  # days ago

UNIVERSITIES = (
    (52.00, 4.37), (52.16, 4.49), (51.45, 5.49), (52.24, 6.85), (53.24, 6.54), (51.82, 5.87),
    (51.99, 5.67), (52.09, 5.18), (52.36, 4.95), (50.85, 5.69), (51.56, 5.04), (51.92, 4.53),
)  # fmt: skip
AIRPORTS = ((52.31, 4.76), (51.45, 5.37), (51.96, 4.44), (50.91, 5.77), (53.12, 6.58))
COLLEGES = (
    *UNIVERSITIES, (51.50, 3.61), (53.20, 5.79), (52.51, 6.09), (52.79, 6.90), (51.59, 4.78),
    (51.37, 6.17), (52.21, 5.97), (52.37, 5.22), (52.95, 4.76), (50.89, 5.98), (52.52, 5.72),
)  # fmt: skip
GRID = ("congested", "congested", "under_study", "limited", "limited", "available")
POWER = (0.5, 1, 2, 2, 4, 6, 8, 12, 18, 30)
VIBRATION = ("VC-A", "VC-B", "VC-B", "VC-C", "VC-C", "VC-D")
CATEGORIES = ("3.1", "3.2", "3.2", "4.1", "4.2")
Value = float | str


def import_register(cast: Cast) -> None:
    """The whole register, as `import_sites` does it."""
    with standing_at(office_hour(cast.days_ago(REGISTER_DAY), 0.2)):
        import_content(Actor.system(), REGISTER.read_bytes(), None)


def describe_sites(cast: Cast) -> None:
    """Facts and plots for the sites where something can be issued, in every province."""
    serving = _serving()
    by_day: dict[datetime.date, list[SiteFact]] = defaultdict(list)
    for site in _chosen():
        chance = dice("site", site.rin_number)
        for fact in _facts(cast, site, chance, serving.get(site.province_id or "")):
            by_day[fact.as_of].append(fact)
        _add_plots(cast, site, chance)
    for day, facts in sorted(by_day.items()):
        with standing_at(office_hour(day, 0.6)):
            Actor.system().bulk_create(facts, "Demo")


def write_profiles(cast: Cast) -> None:
    """The regions that the demo tells something about."""
    technologies = {row.code: row for row in KeyTechnology.objects.all()}
    regions = Region.objects.in_bulk()
    with standing_at(office_hour(cast.days_ago(PROFILE_DAY), 0.5)):
        for code, row in content.read("regions").items():
            values = {
                name: row[name]
                for name in ("summary", "strengths", "campuses", "labour_market", "living")
            }
            writer = cast.users[f"{row['organisation']}-am"]
            values |= {"contact_name": writer.name, "contact_email": writer.email}
            chosen = [technologies[key] for key in row["key_technologies"]]
            save_profile(Actor.person(writer), regions[code], 0, values, chosen)


def _serving() -> dict[str, Organisation]:
    """The organisation that serves a whole province."""
    areas = ServiceArea.objects.filter(region__isnull=True).select_related("organisation")
    return {area.province_id: area.organisation for area in areas}


def _chosen() -> Iterator[Site]:
    """Per province the sites with the most land, those with something to issue first."""
    by_province: dict[str, list[Site]] = defaultdict(list)
    sites = Site.objects.filter(
        province__isnull=False,
        latitude__isnull=False,
        site_type__in=(Site.SiteType.SEAPORT, Site.SiteType.BUSINESS_PARK),
        net_area_ha__gte=SMALLEST,
    )
    for site in sites.exclude(name__iregex=NOT_INDUSTRY).order_by("rin_number"):
        by_province[site.province_id or ""].append(site)
    for sites_of in by_province.values():
        sites_of.sort(key=lambda s: (-(s.indicative_available_ha or 0), -(s.net_area_ha or 0)))
        yield from sites_of[:PER_PROVINCE]


def _facts(
    cast: Cast, site: Site, chance: Random, organisation: Organisation | None
) -> Iterator[SiteFact]:
    """What is known of one site: most is recent, some is stale, and some nobody asked yet."""
    for code, value, source, known in _answers(site, chance, cast.today.year):
        age = chance.choice((20, 45, 70, 110, 150, 200, 400, 620))
        if chance.random() > known:
            continue
        yield SiteFact(
            site=site,
            criterion_id=code,
            number=None if isinstance(value, str) else Decimal(str(value)),
            text=value if isinstance(value, str) else "",
            source=f"Demo: {source}",
            as_of=cast.days_ago(age),
            confidence=chance.choice(SiteFact.Confidence.values),
            organisation=organisation,
            is_demo=True,
        )


def _answers(site: Site, chance: Random, year: int) -> Iterable[tuple[str, Value, str, float]]:
    """Criterion, value, source, and how likely it is that somebody asked."""
    port = site.site_type == SEAPORT
    grid, power = chance.choice(GRID), chance.choice(POWER) * (2 if port else 1)
    if grid == "available":
        power *= 2
    land = max(float(site.indicative_available_ha or 0), chance.choice((0.4, 0.9, 1.6, 2.8, 5, 9)))
    category = chance.choice(("5.1", "5.3")) if port else chance.choice(CATEGORIES)
    distance = 900.0 if port else chance.choice((60, 120, 250, 400))
    return (
        ("plot_area_ha", round(min(land, 24), 1), "opgave gemeente", 0.95),
        ("power_mw", power, "navraag netbeheerder", 0.75),
        ("grid_offtake", grid, "capaciteitskaart", 0.9),
        ("grid_year", year + chance.choice((0, 1, 2, 3, 5, 7)), "capaciteitskaart", 0.7),
        ("env_category", category, "omgevingsplan", 0.85),
        (
            "max_height_m",
            chance.choice((10, 12, 15, 20)) * (2 if port else 1),
            "omgevingsplan",
            0.6,
        ),
        ("vibration_class", chance.choice(VIBRATION), "trillingsmeting", 0.45),
        ("land_price_eur_m2", chance.choice((75, 95, 120, 150, 190, 240)), "grondbrief", 0.8),
        ("build_start_months", chance.choice((4, 8, 12, 18, 26, 36)), "opgave gemeente", 0.7),
        ("permit_months", chance.choice((6, 9, 12, 18)), "opgave omgevingsdienst", 0.5),
        ("tenure", chance.choice(("buy", "buy|ground_lease", "turnkey")), "grondbrief", 0.5),
        ("motorway_minutes", chance.choice((2, 4, 6, 9, 14, 22)), "routeplanner", 0.8),
        ("housing_distance_m", distance, "kaart", 0.6),
        ("nitrogen_room", chance.choice((0, 0, 0.02, 0.06)), "verkenning provincie", 0.3),
        ("nature_permit", chance.choice(("yes", "no", "no")), "opgave gemeente", 0.35),
        ("process_water_m3h", chance.choice((0, 10, 20, 45)) + 20 * port, "waterbedrijf", 0.45),
        ("discharge_m3h", chance.choice((5, 10, 20, 40)), "waterschap", 0.4),
        ("drinking_water_m3h", chance.choice((4, 8, 16)), "waterbedrijf", 0.4),
        ("bsl_level", chance.choice(("ML-I", "ML-II", "ML-II", "ML-III")), "gemeente", 0.3),
        ("has_quay", "yes" if port else "no", "kaart", 0.9),
        ("university_minutes", _minutes(site, UNIVERSITIES), "routeplanner", 0.85),
        ("vocational_minutes", _minutes(site, COLLEGES), "routeplanner", 0.85),
        ("campus_minutes", _minutes(site, UNIVERSITIES) + 5, "routeplanner", 0.5),
        ("airport_minutes", _minutes(site, AIRPORTS), "routeplanner", 0.7),
        ("international_school_minutes", _minutes(site, COLLEGES) + 5, "routeplanner", 0.5),
    )


def _minutes(site: Site, places: Iterable[tuple[float, float]]) -> int:
    """A rough travel time by car to the nearest of the places, in steps of five minutes."""
    latitude, longitude = site.latitude or 0.0, site.longitude or 0.0
    km = min(math.hypot((lat - latitude) * 111.2, (lon - longitude) * 68.5) for lat, lon in places)
    return 5 * round((7 + km * 1.05) / 5)


def _add_plots(cast: Cast, site: Site, chance: Random) -> None:
    """Some plots where the register says that there is land to issue."""
    land = float(site.indicative_available_ha or 0)
    if land < 2 or chance.random() > 0.6:
        return
    with standing_at(office_hour(cast.days_ago(chance.randint(60, 300)), 0.4)):
        for name, share, status in (
            ("Kavel A", 0.3, Plot.Status.AVAILABLE_NOW),
            ("Kavel B", 0.2, chance.choice((Plot.Status.OPTION, Plot.Status.AVAILABLE_NOW))),
            ("Kavel C", 0.4, Plot.Status.AVAILABLE_LATER),
        ):
            plot: dict[str, Any] = {
                "area_m2": round(min(land * share, 12) * 10) * 1000 or 1000,
                "status": status,
                "owner": chance.choice(Plot.Owner.values[:2]),
                "price_eur_m2": chance.choice((80, 110, 145, 180)),
            }
            add_plot(Actor.system(), Plot(site=site, name=name, **plot))
