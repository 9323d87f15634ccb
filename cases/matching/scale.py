"""A register of size with one case on it, to measure the match on.

Set-based SQL that writes past the actions on purpose, for a database of its own: it leaves no
history behind. Of every criterion below nine sites in ten have a fact; one fact in ten is out of
date, and one in ten took the place of an older one.
"""

from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import save_membership, save_organisation
from accounts.actor import Actor
from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.actions.case import open_case
from cases.models import Case, Company, Requirement, ScaleUpRequest
from sites.models import Criterion

MANAGER = "match-manager@example.test"
EVERY = 10

SITES = """
INSERT INTO sites_site (id, rin_number, name, place, municipality_id, municipality_note, region_id,
    province_id, site_type, site_subtype, plan_phase, reference_year, source, net_area_ha,
    largest_available_ha, price_min_eur_m2, has_quay, motorway_minutes, env_category,
    env_plan_rule, contact, latitude, longitude, withdrawn, version, created_at, updated_at)
SELECT gen_random_uuid(), 'M' || n, 'Matchterrein ' || md5(n::text), '', m.code, '', m.region_id,
    m.province_id, 'B', '', '1', 2025, 'Schaalproef', (n %% 60) + 1, (n %% 97) / 4.0,
    60 + n %% 200, n %% 7 = 0, 2 + n %% 40, '', '', '',
    greatest(50.6, least(53.7, m.latitude + (n %% 101 - 50) / 1000.0)), m.longitude,
    n %% 50 = 0, 1, now(), now()
FROM generate_series(1, %(sites)s) n,
    (SELECT array_agg(code ORDER BY code) codes FROM regions_municipality) all_codes,
    regions_municipality m
WHERE m.code = codes[1 + n %% array_length(codes, 1)]
"""

FACTS = """
INSERT INTO sites_sitefact (id, site_id, criterion_id, number, text, source, as_of, confidence,
    is_demo, created_at)
SELECT gen_random_uuid(), s.id, c.code,
    CASE WHEN c.options = '[]' THEN (s.n * (7 + c.position) + c.position) %% c.most / 4.0 END,
    CASE WHEN c.options = '[]' THEN ''
         ELSE c.options ->> ((s.n + c.position) %% jsonb_array_length(c.options))::int END,
    'Bron ' || s.n %% 300,
    current_date - CASE WHEN (s.n + c.position) %% %(every)s = 1 THEN 4000 ELSE s.n %% 80 END - age,
    'indicative', true, now() - make_interval(days => age)
FROM (SELECT id, (row_number() OVER (ORDER BY rin_number))::int AS n FROM sites_site) s,
    (SELECT code, options, position, CASE WHEN kind = 'boolean' THEN 5 ELSE 160 END AS most
     FROM sites_criterion WHERE code = ANY(%(codes)s)) c,
    (VALUES (0), (100)) ages(age)
WHERE (s.n + c.position) %% %(every)s <> 0
    AND (age = 0 OR (s.n + c.position) %% %(every)s = 2)
"""

MUST, WISH = Requirement.Weightiness.MUST, Requirement.Weightiness.WISH
POINT = {"near_label": "Eindhoven", "near_latitude": 51.44, "near_longitude": 5.47}
# Criterion, must or wish, weight, and what is asked: every kind of criterion.
ASKED: tuple[tuple[str, str, int, dict[str, object]], ...] = (
    ("plot_area_ha", MUST, 12, {"minimum": 4, "target": 12}),
    ("power_mw", MUST, 20, {"minimum": 5, "target": 30}),
    ("connection_mva", WISH, 5, {"minimum": 4, "target": 20}),
    ("grid_offtake", MUST, 10, {"text": "under_study"}),
    ("process_water_m3h", WISH, 5, {"minimum": 2, "target": 30}),
    ("cooling_water_c", WISH, 5, {"minimum": 5, "target": 15, "maximum": 30}),
    ("vibration_class", WISH, 10, {"text": "VC-C"}),
    ("redundant_supply", WISH, 5, {"text": "yes"}),
    ("has_quay", WISH, 3, {"text": "yes"}),
    ("tenure", WISH, 5, {"text": "buy|ground_lease"}),
    ("university_minutes", WISH, 5, {"maximum": 39, "target": 10}),
    ("motorway_minutes", MUST, 5, {"maximum": 35, "target": 5}),
    ("land_price_eur_m2", WISH, 5, {"maximum": 240, "target": 90}),
    ("place_km", WISH, 5, {"maximum": 200, "target": 40, **POINT}),
)


def fill_register(sites: int) -> None:
    """Adds the sites with their facts, and a case with signed requirements."""
    codes = [code for code, *_rest in ASKED if code not in ("place_km", "motorway_minutes")]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SITES, {"sites": sites})
        cursor.execute(FACTS, {"codes": codes, "every": EVERY})
        _case()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def the_case() -> tuple[User, Case]:
    """The account manager of that case, and the case as they know it."""
    user = User.objects.get(email=MANAGER)
    return user, Case.objects.visible_to(user).with_knowledge(user).get()


def _case() -> None:
    system = Actor.system()
    rom = save_organisation(
        system, Organisation(code="match", name="ROM Match", kind=Organisation.Kind.ROM)
    )
    user = User.objects.create_user(MANAGER, name="Match Manager")
    save_membership(system, Membership(user=user, organisation=rom, role=Role.CASE_WORKER))
    firm = system.save(Company(organisation=rom, name="Matchbedrijf B.V."))
    case = open_case(Actor.person(user), firm, rom, {"account_manager": user})
    request = system.save(
        ScaleUpRequest(
            case=case, number=1, status="signed", signed_by="-", signed_on=timezone.localdate()
        )
    )
    for code, level, weight, values in ASKED:
        numbers = {
            name: Decimal(str(value)) if isinstance(value, int) else value
            for name, value in values.items()
        }
        criterion = Criterion.objects.get(code=code)
        system.save(
            Requirement(request=request, criterion=criterion, level=level, weight=weight, **numbers)
        )
