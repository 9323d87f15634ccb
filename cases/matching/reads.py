"""Reads the register from the database into columns: two statements, whatever its size.

The database packs a column into one value, which NumPy takes as it is; a row per site would take
ten times as long (docs/adr/0004-where-the-match-is-computed.md).
"""

import time
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from psycopg import sql

from sites.answers import STAND_IN
from sites.models import Site

NOTHING = int(np.iinfo(np.int64).min)  # no number

Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Halves = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of words: a position in `words` per entry; position 0 is the empty word."""

    codes: npt.NDArray[np.int32]
    words: list[str]

    def __getitem__(self, place: int) -> str:
        return self.words[self.codes[place]]


@dataclass(frozen=True, eq=False)
class Values:
    """A column of the register: ten-thousandths or NOTHING, and words."""

    number: Integers
    text: Texts


@dataclass(frozen=True, eq=False)
class Facts:
    """The newest fact per site on one criterion. `entry` is its place in the columns that follow,
    a number per site of the register, and -1 where there is none. Days are counted from 2000, as
    the database sends them."""

    entry: npt.NDArray[np.int32]
    number: Integers
    as_of: Days
    until: Days
    text: Texts
    source: Texts
    confidence: Texts


@dataclass(eq=False)
class Register:
    """Every site in the order of its key, withdrawn ones included. Facts are added when asked."""

    database: int
    snapshot: str
    read_at: float
    first: Halves
    second: Halves
    name: list[str]
    place: list[str]
    province: Texts
    province_name: Texts
    region: Texts
    region_name: Texts
    latitude: npt.NDArray[np.float64]
    longitude: npt.NDArray[np.float64]
    withdrawn: npt.NDArray[np.bool_]
    year: Days
    columns: dict[str, Values]
    facts: dict[str, Facts] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.name)

    def key(self, row: int) -> uuid.UUID:
        """The key of a site."""
        return uuid.UUID(int=int(self.first[row]) << 64 | int(self.second[row]))

    def row(self, key: uuid.UUID) -> int | None:
        """The row of a site."""
        rows = self.rows_of([key])
        return rows[0] if rows else None

    def rows_of(self, keys: Iterable[uuid.UUID]) -> list[int]:
        """The rows of these sites; a key that is not there is left out."""
        numbers = [key.int for key in keys]
        first = np.array([number >> 64 for number in numbers], np.uint64)
        second = np.array([number & (1 << 64) - 1 for number in numbers], np.uint64)
        rows, there = self.rows_at(first, second)
        return [int(row) for row in rows[there]]

    def rows_at(self, first: Halves, second: Halves) -> tuple[Rows, npt.NDArray[np.bool_]]:
        """The row of each key, given as two halves, and whether it is there."""
        if not len(self):
            return np.zeros(len(first), np.intp), np.zeros(len(first), np.bool_)
        if self.shared:  # keys made by hand may have the same first half
            found = [
                self.shared.get(key, -1)
                for key in zip(first.tolist(), second.tolist(), strict=True)
            ]
            rows = np.array(found, np.intp)
            return np.maximum(rows, 0), rows >= 0
        rows = np.minimum(np.searchsorted(self.first, first), len(self) - 1)
        return rows, (self.first[rows] == first) & (self.second[rows] == second)

    @cached_property
    def shared(self) -> dict[tuple[int, int], int]:
        """Key to row, when two keys have the same first half; empty when none do."""
        if not np.any(self.first[1:] == self.first[:-1]):
            return {}
        keys = zip(self.first.tolist(), self.second.tolist(), strict=True)
        return {key: row for row, key in enumerate(keys)}

    @cached_property
    def names(self) -> Integers:
        """The place of each site in the order by name and key."""
        folded = [name.casefold() for name in self.name]
        order = sorted(range(len(self)), key=folded.__getitem__)  # rows are in order of the key
        place = np.empty(len(self), np.int64)
        place[order] = np.arange(len(self))
        return place


SITES = """
SELECT string_agg({packed}, ''::bytea), array_agg(name), array_agg(place_name),
    array_agg(province), array_agg(province_name), array_agg(region), array_agg(region_name)
    {words}
FROM (
    SELECT s.*, coalesce(s.province_id, '') AS province, coalesce(p.name, '') AS province_name,
        coalesce(s.region_id, m.region_id, '') AS region,
        coalesce(r.name, mr.name, '') AS region_name,
        coalesce(nullif(s.place, ''), m.name, '') AS place_name
    FROM sites_site s
    LEFT JOIN regions_province p ON p.code = s.province_id
    LEFT JOIN regions_municipality m ON m.code = s.municipality_id
    LEFT JOIN regions_region r ON r.code = s.region_id
    LEFT JOIN regions_region mr ON mr.code = m.region_id
    ORDER BY s.id
) rows
"""
SITE = (
    "uuid_send(id) || float8send(coalesce(latitude, 'NaN')) ||"
    " float8send(coalesce(longitude, 'NaN')) || boolsend(withdrawn) ||"
    " int4send(coalesce(reference_year, 0)::int)"
)
SITE_LAYOUT = [
    *(("first", ">u8"), ("second", ">u8"), ("latitude", ">f8"), ("longitude", ">f8")),
    *(("withdrawn", "?"), ("year", ">i4")),
]
NUMBER = " || int8send(coalesce(({value} * 10000)::int8, {nothing}))"
WORD = ", array_agg(coalesce({value}, ''))"
YES_NO = ", array_agg(CASE WHEN {value} THEN 'yes' WHEN NOT {value} THEN 'no' ELSE '' END)"

# Words are sent once: with each fact goes a hash of its three, and then the different ones.
SAID = "hashtextextended(source, hashtextextended(text, hashtextextended(confidence, {seed})))"
FACTS = """
SELECT criterion_id, string_agg(
        uuid_send(site_id) || int8send(coalesce((number * 10000)::int8, {nothing}))
        || date_send(as_of) || date_send(coalesce(valid_until, 'infinity'))
        || timestamptz_send(created_at) || int8send({said}), ''::bytea),
    NULL::text[], NULL::text[], NULL::text[]
FROM sites_sitefact WHERE criterion_id = ANY({codes}) GROUP BY criterion_id
UNION ALL
SELECT NULL, string_agg(int8send({said}), ''::bytea),
    array_agg(text::text), array_agg(source::text), array_agg(confidence::text)
FROM (
    SELECT DISTINCT text, source, confidence
    FROM sites_sitefact WHERE criterion_id = ANY({codes})
) words
"""
FACT_LAYOUT = [
    *(("first", ">u8"), ("second", ">u8"), ("number", ">i8"), ("as_of", ">i4")),
    *(("until", ">i4"), ("created", ">i8"), ("said", ">i8")),
]


def _fetched(statement: sql.Composed) -> list[tuple[Any, ...]]:
    """Rows of a statement, in the database's own binary form: half of the bytes."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, binary=True).fetchall()


def read_register(database: int, snapshot: str, fields: Collection[str]) -> Register:
    """The sites, with these columns of theirs. `snapshot` was taken before; see `columns`."""
    kinds = {name: kind for name in sorted(fields) if (kind := _kind(name))}
    numbers = [name for name, kind in kinds.items() if kind == NUMBER]
    worded = [name for name, kind in kinds.items() if kind != NUMBER]
    statement = sql.SQL(SITES).format(
        packed=sql.SQL(SITE) + sql.Composed([_read(name, NUMBER) for name in numbers]),
        words=sql.Composed([_read(name, kinds[name]) for name in worded]),
    )
    ((packed, *words),) = _fetched(statement)
    rows = np.frombuffer(packed or b"", [*SITE_LAYOUT, *((name, ">i8") for name in numbers)])
    name, place, province, province_name, region, region_name = (list(w or ()) for w in words[:6])
    silent, mute = np.full(len(rows), NOTHING, np.int64), texts([""] * len(rows))
    # A column that the register does not have says nothing of any site.
    columns = {field: Values(silent, mute) for field in fields}
    columns |= {field: Values(rows[field].astype(np.int64), mute) for field in numbers}
    columns |= {
        field: Values(silent, texts(said or ()))
        for field, said in zip(worded, words[6:], strict=True)
    }
    return Register(
        database,
        snapshot,
        time.monotonic(),
        rows["first"].astype(np.uint64),
        rows["second"].astype(np.uint64),
        name,
        place,
        texts(province),
        texts(province_name),
        texts(region),
        texts(region_name),
        rows["latitude"].astype(np.float64),
        rows["longitude"].astype(np.float64),
        rows["withdrawn"].copy(),
        rows["year"].astype(np.int32),
        columns,
    )


def _read(name: str, kind: str) -> sql.Composed:
    return sql.SQL(kind).format(value=_value(name), nothing=sql.Literal(NOTHING))


def _kind(name: str) -> str:
    """How a column of the register is read; empty when there is none of that name."""
    try:
        column = Site._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if isinstance(column, models.BooleanField):
        return YES_NO
    if isinstance(column, models.DecimalField | models.IntegerField):
        return NUMBER
    return WORD if isinstance(column, models.CharField) else ""


def _value(name: str) -> sql.Composable:
    """The column, or the one that stands in for it."""
    if name not in STAND_IN:
        return sql.Identifier(name)
    return sql.SQL("coalesce({}, {})").format(sql.Identifier(name), sql.Identifier(STAND_IN[name]))


def read_facts(register: Register, codes: Sequence[str]) -> dict[str, Facts]:
    """The newest fact of every site on each criterion."""
    found, words = _read_facts(codes)
    return {code: _facts(register, found.get(code, b""), words) for code in codes}


def _read_facts(codes: Sequence[str]) -> tuple[dict[str, bytes], "Words"]:
    """Packed facts per criterion, and the words that their hashes stand for."""
    seed = 0
    while True:
        statement = sql.SQL(FACTS).format(
            said=sql.SQL(SAID).format(seed=sql.Literal(seed)),
            codes=sql.Literal(list(codes)),
            nothing=sql.Literal(NOTHING),
        )
        rows = {row[0]: row[1:] for row in _fetched(statement)}
        packed, *said = rows.pop(None)
        hashes = np.frombuffer(packed or b"", ">i8").astype(np.int64)
        if len(np.unique(hashes)) == len(hashes):
            columns = [texts(column or ()) for column in said]
            return {code: row[0] for code, row in rows.items()}, Words(hashes, columns)
        seed += 1  # two different triples with one hash, once in the life of many registers


class Words:
    """What the hashes stand for: text, source and confidence."""

    def __init__(self, hashes: Integers, columns: Sequence[Texts]) -> None:
        self.order = np.argsort(hashes)
        self.hashes = hashes[self.order]
        self.columns = columns

    def of(self, said: Integers) -> list[Texts]:
        """Text, source and confidence of facts with these hashes."""
        place = self.order[np.searchsorted(self.hashes, said)]
        return [Texts(column.codes[place], column.words) for column in self.columns]


def _facts(register: Register, packed: bytes, words: Words) -> Facts:
    """Unpacks one criterion. A fact of a site that came later than the register was read is left
    out: that site makes the next reader read everything anew."""
    rows = np.frombuffer(packed, FACT_LAYOUT)
    sites, there = register.rows_at(rows["first"].astype(np.uint64), rows["second"])
    as_of, created = rows["as_of"].astype(np.int32), rows["created"].astype(np.int64)
    order = _newest_last(sites, as_of, created)
    order = order[there[order]]
    entry = np.full(len(register), -1, np.int32)
    entry[sites[order]] = order
    return Facts(
        entry,
        rows["number"].astype(np.int64),
        as_of,
        rows["until"].astype(np.int32),
        *words.of(rows["said"].astype(np.int64)),
    )


def _newest_last(sites: Rows, as_of: Days, created: Integers) -> Rows:
    """An order in which the newest fact of a site comes after its older ones."""
    several = np.bincount(sites, minlength=1)[sites] > 1 if len(sites) else np.zeros(0, np.bool_)
    single, crowd = np.flatnonzero(~several), np.flatnonzero(several)
    return np.concatenate([single, crowd[np.lexsort((created[crowd], as_of[crowd]))]])


def texts(values: Sequence[str]) -> Texts:
    """Words as positions in a list of the different ones."""
    known: dict[str, int] = {"": 0}
    codes = [known.setdefault(value, len(known)) for value in values]
    return Texts(np.array(codes, np.int32), list(known))
