"""The register in columns: what is known of every site, read at once and kept per process.

Kept as long as it is provably what the database holds. Statement triggers note the transaction of
every write to the tables that are read here (`sites_change`); a reader asks whether there is one
that was not yet visible in the snapshot before which the columns were read. Why here and not in
SQL: docs/adr/0004-where-the-match-is-computed.md. Nothing that is kept depends on a person or on
the day: whoever may not see a site gets it taken out after this, per request.
"""

import threading
import time
from collections.abc import Sequence

from django.db import connection

from cases.matching.reads import Register, read_facts, read_register
from sites.models import Criterion

MOST_AGE = 3600  # seconds; the notes of changes are kept for days (cases.tasks)

STATE = """
SELECT d.oid::bigint, pg_current_snapshot()::text,
    EXISTS (SELECT 1 FROM sites_change WHERE xid = pg_current_xact_id_if_assigned()),
    EXISTS (SELECT 1 FROM sites_change WHERE NOT pg_visible_in_snapshot(xid, %s::pg_snapshot))
FROM pg_database d WHERE d.datname = current_database()
"""
SAW_NOTHING = "1:1:"

_lock = threading.Lock()
_kept: list[Register] = []


def forget() -> None:
    """Lets go of what this process keeps."""
    _kept.clear()


def register_for(criteria: Sequence[Criterion]) -> Register:
    """The register with these criteria in it, as the database holds it now.

    What the own transaction wrote and did not commit is read too, but not kept.
    """
    # A distance comes from the coordinates, which are always there.
    wanted = [c for c in criteria if c.kind != Criterion.Kind.DISTANCE]
    fields = {c.site_field for c in wanted if c.site_field}
    with _lock:
        register, own = _current(fields)
        missing = sorted({c.code for c in wanted} - register.facts.keys())
        if missing:
            register.facts.update(read_facts(register, missing))
        if not own:
            _kept[:] = [register]
    return register


def _current(fields: set[str]) -> tuple[Register, bool]:
    """What is kept when it still holds, else the sites anew; and whether the own transaction
    wrote to them."""
    kept = _kept[0] if _kept else None
    with connection.cursor() as cursor:
        cursor.execute(STATE, [kept.snapshot if kept else SAW_NOTHING])
        database, snapshot, own, changed = cursor.fetchone()
    if (
        kept is not None
        and kept.database == database
        and not (own or changed)
        and fields <= kept.columns.keys()
        and time.monotonic() - kept.read_at < MOST_AGE
    ):
        return kept, own
    if kept is not None:
        fields = fields | kept.columns.keys()
    register = read_register(database, snapshot, fields)
    return register, own
