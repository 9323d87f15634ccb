"""How long a full match takes, beside the bare time of reading the columns and scoring them.

Full: what a page does. Requirements and lists as the account manager may see them, the register,
every criterion, the ranking, the reasons of the first page, and what-if of every must. Once with
nothing kept, as after a change of the register, and once as it is after that.

Bare: one statement per table that brings the numbers needed, packed as well as the database can,
and the plainest scoring of them with NumPy: no newest fact, no sources, no reasons, no names.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psycopg
from django.db import connection

from accounts.models import User
from cases.matching.board import Board, board_for
from cases.matching.columns import forget
from cases.matching.scale import ASKED
from cases.models import Case
from sites.models import Site, SiteFact

PAGE = 12
BARE_SITES = """
SELECT string_agg(uuid_send(id) || float8send(latitude) || float8send(longitude)
    || float8send(coalesce(largest_available_ha, 'NaN')::float8)
    || float8send(coalesce(price_min_eur_m2, 'NaN')::float8)
    || float8send(coalesce(motorway_minutes, 0)::float8), ''::bytea ORDER BY id)
FROM sites_site WHERE NOT withdrawn
"""
BARE_FACTS = """
SELECT criterion_id, string_agg(uuid_send(site_id)
    || float8send(coalesce(number, hashtext(text))::float8)
    || date_send(as_of) || date_send(coalesce(valid_until, 'infinity')), ''::bytea)
FROM sites_sitefact WHERE criterion_id = ANY(%s) GROUP BY criterion_id
"""
SITE = [("first", ">u8"), ("second", ">u8"), ("columns", ">f8", 5)]
FACT = [("first", ">u8"), ("second", ">u8"), ("value", ">f8"), ("as_of", ">i4"), ("until", ">i4")]


def measure(user: User, case: Case, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds: `next_ms` a match, `first_ms` one after a change of the register,
    and `bare_ms`. The rounds alternate, so that a busy moment strikes all three."""
    full(user, case)  # what every first run does once: modules, plans, the page cache
    bare()
    times: dict[str, list[float]] = {"first_ms": [], "next_ms": [], "bare_ms": []}
    for _ in range(rounds):
        forget()
        times["first_ms"].append(_took(lambda: full(user, case)))
        times["next_ms"].append(_took(lambda: full(user, case)))
        times["bare_ms"].append(_took(bare))
    found: dict[str, Any] = {name: round(statistics.median(t), 1) for name, t in times.items()}
    found["sites"], found["facts"] = Site.objects.count(), SiteFact.objects.count()
    found["criteria"] = len(ASKED)
    return found


def full(user: User, case: Case) -> Board:
    """A whole match, as the matching page needs it."""
    board = board_for(user, case)
    if board is None:
        raise ValueError("nothing is asked in this case")
    for position, match in enumerate(board.ranking.passing[:PAGE], start=1):
        board.entry(match, position)
    board.loosenings()
    return board


def bare() -> Any:
    """Reads the numbers and scores them; the order of the sites."""
    codes = [code for code, *_rest in ASKED]
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(BARE_SITES, binary=True)
        ((packed,),) = cursor.fetchall()
        cursor.execute(BARE_FACTS, [codes], binary=True)
        facts = dict(cursor.fetchall())
    sites = np.frombuffer(packed, SITE)
    keys = sites["first"].astype(np.uint64)
    earned, weight, fails = (np.zeros(len(sites)) for _ in range(3))
    for position, (code, level, points, _asked) in enumerate(ASKED):
        value, known = sites["columns"][:, position % 5].astype(float), np.ones(len(sites), bool)
        if code in facts:
            rows = np.frombuffer(facts[code], FACT)
            place = np.minimum(
                np.searchsorted(keys, rows["first"].astype(np.uint64)), len(keys) - 1
            )
            value[place] = rows["value"]
            known[place] = (rows["as_of"] > 0) & (rows["until"] > 0)
        degree = np.clip((value - 5) / 25, 0, 1)
        earned += np.where(known, degree * points, 0)
        weight += known * points
        if level == "must":
            fails += known & (value < 5)
    return np.lexsort((-earned / np.maximum(weight, 1), fails))


def _took(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
