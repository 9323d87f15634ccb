"""Fills a database with a made-up nation of cases, to see how fast the pages are at that size.

Set-based SQL, so that 100,000 cases take minutes. It writes past the actions on purpose, and then
does what they would have done: grants that equal the participants, and a history row per row.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from accounts.actions import ensure_groups, sync_groups
from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.actions.participants import permission_keys
from cases.permissions import grants_of
from regions.models import ServiceArea

ADMIN, LARGE, FEW = "scale-admin@example.test", "scale-large@example.test", "scale-few@example.test"
MANAGERS = 60
FEW_CASES = 25
PROVINCE = "NL-NB"
TRUSTED_FROM = 10_000  # cases
Say = Callable[[str], None]

COMPANIES = """
INSERT INTO cases_company (id, organisation_id, name, kvk_number, municipality_id, website,
    description, sector, employees_fte, sensitivity, version, created_at, updated_at)
SELECT gen_random_uuid(), o.orgs[1 + (power(random(), 2) * (array_length(o.orgs, 1) - 1))::int],
    'Schaalbedrijf ' || n || ' B.V.', lpad((10000000 + n)::text, 8, '0'),
    m.codes[1 + (random() * (array_length(m.codes, 1) - 1))::int], '', '',
    (ARRAY['Fotonica','Halfgeleiders','Warmtepompen','Robotchirurgie','Batterijen'])[1 + n %% 5],
    (random() * 400)::int, 'unknown', 1, now(), now()
FROM generate_series(1, %(cases)s) n,
    (SELECT array_agg(id ORDER BY id) orgs FROM accounts_organisation WHERE id = ANY(%(orgs)s)) o,
    (SELECT array_agg(code) codes FROM regions_municipality) m
"""

# A temporary table holds the shape of each case, so that all its parts agree.
SHAPES = """
CREATE TEMP TABLE shape ON COMMIT DROP AS
SELECT gen_random_uuid() AS case_id, c.id AS company_id, c.organisation_id AS origin_id,
    c.municipality_id, c.n,
    now() - random() * 1800 * interval '1 day' AS opened,
    least(4, (random() * 5)::int) AS steps,
    (15 + random() * 60)::int AS days_per_stage,
    random() < 0.3 AS ended_early
FROM (SELECT *, row_number() OVER (ORDER BY kvk_number) AS n FROM cases_company
      WHERE name LIKE 'Schaalbedrijf %%') c
"""

CASES = """
INSERT INTO cases_case (id, reference, code_name, company_id, origin_id, account_manager_id,
    origin_municipality_id, stage, stage_since, on_hold, hold_reason, waiting_on, waiting_since,
    confidentiality, activity, lead_source, summary, situation, jobs_new_fte, jobs_retained_fte,
    capex_eur, area_ha, power_mw, outcome, outcome_reason, closed_at, last_activity_at, version,
    created_at, updated_at)
SELECT s.case_id, extract(year FROM s.opened)::text || '-' || lpad(s.n::text, 6, '0'),
    'Project Schaal ' || s.n, s.company_id, s.origin_id,
    p.people[1 + s.n %% array_length(p.people, 1)],
    s.municipality_id,
    (ARRAY['intake','matching','visits','decision','closed'])[1 + s.steps],
    s.opened + s.steps * s.days_per_stage * interval '1 day', false, '',
    (ARRAY['us','company','region','grid'])[1 + s.n %% 4], current_date,
    'restricted', (ARRAY['production','pilot_line','rnd'])[1 + s.n %% 3], 'rom',
    'Anoniem profiel', '', (random() * 200)::int, (random() * 300)::int,
    (random() * 200)::int * 1000000, round((random() * 20)::numeric, 2),
    round((random() * 40)::numeric, 2),
    CASE WHEN s.steps = 4 THEN (ARRAY['other_region','own_region','abroad','stopped'])[1 + s.n %% 4]
         ELSE '' END, '',
    CASE WHEN s.steps = 4 THEN s.opened + 4 * s.days_per_stage * interval '1 day' END,
    s.opened + (s.steps * s.days_per_stage + random() * 20) * interval '1 day',
    1, s.opened, now()
FROM shape s JOIN people p ON p.organisation_id = s.origin_id
"""

PARTICIPANTS = """
INSERT INTO cases_caseparticipant (id, case_id, organisation_id, role, disclosure, consent_by,
    consent_on, joined_at)
SELECT gen_random_uuid(), case_id, origin_id, 'origin', 'identity', '', NULL, opened FROM shape
UNION ALL
SELECT gen_random_uuid(), s.case_id, o.id, 'candidate',
    CASE WHEN s.n %% 3 = 0 THEN 'identity' ELSE 'profile' END,
    CASE WHEN s.n %% 3 = 0 THEN 'Directie' ELSE '' END,
    CASE WHEN s.n %% 3 = 0 THEN current_date END, s.opened
FROM shape s JOIN LATERAL (
    SELECT a.id FROM accounts_organisation a WHERE a.id = ANY(%(orgs)s) AND a.id <> s.origin_id
    ORDER BY md5(a.id::text || s.n::text) LIMIT 1) o ON s.steps > 0
"""

GRANTS = """
INSERT INTO cases_casegroupobjectpermission (permission_id, group_id, content_object_id)
SELECT i.permission_id, g.group_id, p.case_id
FROM cases_caseparticipant p
JOIN implied i ON i.role = p.role AND i.disclosure = p.disclosure
JOIN accounts_organisationgroup g ON g.organisation_id = p.organisation_id AND g.role = i.group_role
JOIN shape s ON s.case_id = p.case_id
"""

TRANSITIONS = """
INSERT INTO cases_stagetransition (id, case_id, kind, from_stage, to_stage, at, reason,
    seconds_in_stage, seconds_on_hold, organisation_id)
SELECT gen_random_uuid(), s.case_id,
    CASE WHEN k = 0 THEN 'opened' WHEN k = 4 THEN 'close' ELSE 'forward' END,
    CASE WHEN k = 0 THEN '' ELSE (ARRAY['intake','matching','visits','decision','closed'])[k] END,
    (ARRAY['intake','matching','visits','decision','closed'])[1 + k],
    s.opened + k * s.days_per_stage * interval '1 day', '',
    CASE WHEN k = 0 THEN 0 ELSE s.days_per_stage * 86400 END, 0, s.origin_id
FROM shape s, generate_series(0, 4) k WHERE k <= s.steps
"""

TASKS = """
INSERT INTO cases_task (id, case_id, title, due_on, organisation_id, assignee_id, created_at,
    done_at)
SELECT gen_random_uuid(), s.case_id, 'Terugbellen over de aansluiting',
    current_date + (random() * 60 - 20)::int, s.origin_id, c.account_manager_id, now(),
    CASE WHEN k = 2 OR s.steps = 4 THEN now() END
FROM shape s JOIN cases_case c ON c.id = s.case_id, generate_series(1, 2) k
"""

NOTES = """
INSERT INTO cases_note (id, case_id, kind, body, visibility, occurred_at, pinned, author_id,
    organisation_id, created_at)
SELECT gen_random_uuid(), s.case_id, (ARRAY['note','call','meeting'])[1 + k %% 3],
    'Gesproken over planning en netcapaciteit.', (ARRAY['own','informed','all'])[1 + k %% 3],
    at, false, c.account_manager_id, s.origin_id, at
FROM shape s JOIN cases_case c ON c.id = s.case_id, generate_series(1, 3) k,
    LATERAL (SELECT least(s.opened + k * 9 * interval '1 day', now()) AS at) moment
"""

# A third of the notes is news that nobody read yet.
NOTIFICATIONS = """
INSERT INTO cases_notification (id, recipient_id, kind, case_id, about, about_id, organisation_id,
    batch, once, created_at, read_at, mail)
SELECT gen_random_uuid(), c.account_manager_id, 'note_added', n.case_id, 'note', n.id,
    n.organisation_id, gen_random_uuid(), '', n.occurred_at,
    CASE WHEN n.visibility <> 'own' THEN n.occurred_at END, 'none'
FROM shape s JOIN cases_case c ON c.id = s.case_id JOIN cases_note n ON n.case_id = s.case_id
"""

BOTTLENECKS = """
INSERT INTO cases_bottleneck (id, case_id, kind, description, evidence)
SELECT gen_random_uuid(), case_id, (ARRAY['space','grid','nitrogen','permit'])[1 + n %% 4],
    'Geen ruimte', 'Brief gemeente' FROM shape
"""

TECHNOLOGIES = """
INSERT INTO cases_companytechnology (company_id, technology_id, "primary")
SELECT s.company_id, t.codes[1 + s.n %% array_length(t.codes, 1)], true
FROM shape s, (SELECT array_agg(code ORDER BY code) codes FROM regions_keytechnology) t
"""

SITES = """
INSERT INTO sites_site (id, rin_number, name, place, municipality_id, municipality_note, region_id,
    province_id, site_type, site_subtype, plan_phase, reference_year, source, gross_area_ha,
    net_area_ha, indicative_available_ha, env_category, env_plan_rule, contact, latitude, longitude,
    withdrawn, version, created_at, updated_at)
SELECT gen_random_uuid(), 'S' || n, 'Schaalterrein ' || n, '', m.code, '', m.region_id,
    m.province_id, (ARRAY['A','B','B','B','C','X'])[1 + n %% 6], '', '1', 2024, 'Schaalproef',
    gross, round((gross * 0.8)::numeric, 4),
    CASE WHEN n %% 6 = 0 THEN round((gross * 0.2)::numeric, 4) ELSE 0 END,
    (ARRAY['','3.1','3.2','4.1','4.2','5.1'])[1 + n %% 6], '', '',
    m.latitude, m.longitude, false, 1, now(), now()
FROM (SELECT n, round((1 + random() * 60)::numeric, 4) AS gross,
             (SELECT array_agg(code ORDER BY code) FROM regions_municipality) AS codes
      FROM generate_series(1, %(sites)s) n) s
JOIN regions_municipality m ON m.code = s.codes[1 + s.n %% array_length(s.codes, 1)]
"""

CANDIDATES = """
INSERT INTO cases_candidate (id, case_id, site_id, status, reason, against_match, added_at)
SELECT gen_random_uuid(), s.case_id, t.ids[1 + (s.n * 7 + k) %% array_length(t.ids, 1)],
    CASE WHEN k = 1 THEN 'shortlist' ELSE 'longlist' END, 'Past bij de eisen', false, s.opened
FROM shape s, generate_series(1, 3) k,
    (SELECT array_agg(id) ids FROM sites_site WHERE rin_number LIKE 'S%%') t
WHERE s.steps > 0 AND array_length(t.ids, 1) > 3
"""

# Who went to another region: the roads between provinces that the dashboards draw and protect.
DECISIONS = """
INSERT INTO cases_decision (case_id, status, outcome, preferred_id, motivation, decided_on,
    proposed_by_id, proposed_at, second_reader_id, approved_at, record_hash, version)
SELECT c.id, 'approved', c.outcome, k.id, 'Past het best', c.closed_at::date,
    c.account_manager_id, c.closed_at, u.id, c.closed_at, '', 1
FROM shape s JOIN cases_case c ON c.id = s.case_id AND c.outcome = 'other_region'
JOIN cases_candidate k ON k.case_id = c.id AND k.status = 'shortlist'
JOIN accounts_user u ON u.email = %(admin)s
WHERE c.closed_at < now()
"""

STEPS = {
    "companies": COMPANIES,
    "shapes": SHAPES,
    "technologies": TECHNOLOGIES,
    "cases": CASES,
    "participants": PARTICIPANTS,
    "grants": GRANTS,
    "moves": TRANSITIONS,
    "actions": TASKS,
    "notes": NOTES,
    "notifications": NOTIFICATIONS,
    "bottlenecks": BOTTLENECKS,
    "sites": SITES,
    "candidates": CANDIDATES,
    "decisions": DECISIONS,
}
TRACKED = (
    "cases.Company",
    "cases.CompanyTechnology",
    "cases.Case",
    "cases.CaseParticipant",
    "cases.StageTransition",
    "cases.Task",
    "cases.Note",
    "cases.Bottleneck",
    "cases.Candidate",
    "cases.Decision",
    "sites.Site",
)
# When the first history row was written; of the others today. Figures ask what was known when.
WRITTEN = {
    "cases.CompanyTechnology": "now() - interval '6 years'",
    "cases.Decision": "l.approved_at",
}


@transaction.atomic
def fill(cases: int, sites: int, say: Say) -> None:
    """Adds `cases` cases and `sites` sites, with three people to measure as (ADMIN, LARGE, FEW)."""
    organisations = list(Organisation.objects.on_cases().order_by("pk"))
    for organisation in organisations:
        ensure_groups(organisation)
    people(organisations)
    values: dict[str, Any] = {"cases": cases, "sites": sites, "admin": ADMIN}
    values["orgs"] = [organisation.pk for organisation in organisations]
    with connection.cursor() as cursor:
        implied_grants(cursor)
        for name, statement in STEPS.items():
            trust(cursor, cases >= TRUSTED_FROM and name != "sites")  # sites note their changes
            cursor.execute(statement, values)
            say(f"{name}: {cursor.rowcount:,}")
        for label in TRACKED:
            cursor.execute(history_of(apps.get_model(label), WRITTEN.get(label, "now()")))
        trust(cursor, now=False)
        say("history rows written")
    few_cases(say)


def trust(cursor: Any, now: bool) -> None:
    """Leaves out the check of each row's references, where the database lets us.

    Millions of checks take ten minutes at the commit. A smaller number, as in the tests, is
    checked: the statements are the same.
    """
    cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
    if cursor.fetchone()[0]:
        role = "replica" if now else "origin"
        cursor.execute("SELECT set_config('session_replication_role', %s, true)", [role])


def analyse() -> None:
    """Tells the planner what there is now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def people(organisations: list[Organisation]) -> None:
    """Account managers per organisation, and the administrator, kept in a temporary table."""
    User.objects.create_superuser(ADMIN, name="Schaal Beheer")
    for number in range(MANAGERS):
        organisation = organisations[number % len(organisations)]
        address = LARGE if number == 0 else f"scale-{number}@example.test"
        user = User.objects.create_user(address, name=f"Schaal Manager {number}")
        Membership(user=user, organisation=organisation, role=Role.CASE_WORKER).save()
        sync_groups(user)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE people ON COMMIT DROP AS SELECT organisation_id,"
            " array_agg(user_id ORDER BY user_id) people FROM accounts_membership"
            " GROUP BY organisation_id"
        )


def implied_grants(cursor: object) -> None:
    """The grants that each role and disclosure imply, from the one table in cases.permissions."""
    keys = permission_keys()
    participant = apps.get_model("cases", "CaseParticipant")
    rows = [
        (role, disclosure, group_role, keys[permission])
        for role in participant.Role.values
        for disclosure in ("profile", "sector", "identity")
        for group_role, permission in grants_of(role, disclosure)
    ]
    cursor.execute(  # type: ignore[attr-defined]
        "CREATE TEMP TABLE implied (role text, disclosure text, group_role text,"
        " permission_id int) ON COMMIT DROP"
    )
    cursor.executemany("INSERT INTO implied VALUES (%s, %s, %s, %s)", rows)  # type: ignore[attr-defined]


def columns_of(meta: Any) -> set[str]:
    """Names of the columns of a table."""
    return {field.column for field in meta.concrete_fields}


def history_of(model: type[models.Model], written: str) -> sql.Composed:
    """A statement that writes the first history row of every row that has none. `written`: when,
    as SQL about the row `l`."""
    live, past = model._meta, model.history.model._meta  # type: ignore[attr-defined]
    shared = columns_of(live) & columns_of(past)
    columns = sql.SQL(", ").join([sql.Identifier(column) for column in sorted(shared)])
    return sql.SQL(
        "INSERT INTO {past} ({columns}, history_date, history_type)"
        " SELECT {columns}, {written}, '+' FROM {live} l"
        " WHERE NOT EXISTS (SELECT 1 FROM {past} h WHERE h.{key} = l.{key})"
    ).format(
        past=sql.Identifier(past.db_table),
        live=sql.Identifier(live.db_table),
        key=sql.Identifier(str(live.pk.column)),
        columns=columns,
        written=sql.SQL(written),
    )


def few_cases(say: Say) -> None:
    """A reader in a small organisation that was invited to a handful of cases."""
    small = Organisation(
        code="scale-small", name="Schaal Klein", kind=Organisation.Kind.TRIPLE_HELIX
    )
    small.save()
    ServiceArea(organisation=small, province_id=PROVINCE).save()
    groups = ensure_groups(small)
    reader = User.objects.create_user(FEW, name="Schaal Lezer")
    Membership(user=reader, organisation=small, role=Role.READER).save()
    sync_groups(reader)
    participant = apps.get_model("cases", "CaseParticipant")
    case_ids = apps.get_model("cases", "Case").objects.order_by("code_name").values_list("pk")
    grant = apps.get_model("cases", "CaseGroupObjectPermission")
    keys = permission_keys()
    for (pk,) in case_ids[:FEW_CASES]:
        row = participant(case_id=pk, organisation=small, role="supporting", disclosure="profile")
        row.joined_at = reader.date_joined
        row.save()
        for role, permission in grants_of(row.role, row.disclosure):
            grant(
                content_object_id=pk, group_id=groups[role], permission_id=keys[permission]
            ).save()
    say(f"a reader with {FEW_CASES} cases")
