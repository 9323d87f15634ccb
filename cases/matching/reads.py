"""Reads the register from the database into columns: two statements, whatever its size.

The database packs a column into one value, which NumPy takes as it is; a row per site would take
ten times as long (docs/adr/0004-where-the-match-is-computed.md).
"""

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from psycopg import sql

from sites.answers import STAND_IN
from sites.models import Site

NOTHING = int(np.iinfo(np.int64).min)  # no number
NEVER = int(np.iinfo(np.int32).max)  # no last day

Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]


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
    a number per site of the register, and -1 where there is none. Days are counted from 1970."""

    entry: npt.NDArray[np.int32]
    number: Integers
    as_of: Days
    until: Days
    key: bytes
    text: Texts
    source: Texts
    confidence: Texts


@dataclass(eq=False)
class Register:
    """Every site in the order of its key, withdrawn ones included. Facts are added when asked."""

    database: int
    snapshot: str
    read_at: float
    keys: bytes
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
        return uuid.UUID(bytes=self.keys[16 * row : 16 * row + 16])

    @cached_property
    def row_of(self) -> dict[bytes, int]:
        """Key, as 16 bytes, to row."""
        return {self.keys[n : n + 16]: n // 16 for n in range(0, len(self.keys), 16)}

    def rows_of(self, keys: Iterable[uuid.UUID]) -> list[int]:
        """The rows of these sites; a key that is not there is left out."""
        found = (self.row_of.get(key.bytes) for key in keys)
        return [row for row in found if row is not None]

    @cached_property
    def names(self) -> Integers:
        """The place of each site in the order by name and key."""
        folded = [name.casefold() for name in self.name]
        order = sorted(range(len(self)), key=folded.__getitem__)  # rows are in order of the key
        place = np.empty(len(self), np.int64)
        place[order] = np.arange(len(self))
        return place

    @cached_property
    def halves(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """The keys as two numbers each; in order of the first, then of the second."""
        return _halves(self.keys)


SITES = """
SELECT string_agg(uuid_send(id), ''::bytea), array_agg(name), array_agg(place_name),
    array_agg(province), array_agg(province_name), array_agg(region), array_agg(region_name),
    string_agg(float8send(coalesce(latitude, 'NaN')), ''::bytea),
    string_agg(float8send(coalesce(longitude, 'NaN')), ''::bytea),
    string_agg(boolsend(withdrawn), ''::bytea),
    string_agg(int4send(coalesce(reference_year, 0)::int), ''::bytea)
    {columns}
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
NUMBER = "string_agg(int8send(coalesce(({value} * 10000)::int8, {nothing})), ''::bytea)"
WORD = "array_agg(coalesce({value}, ''))"
YES_NO = "array_agg(CASE WHEN {value} THEN 'yes' WHEN NOT {value} THEN 'no' ELSE '' END)"

FACTS = """
SELECT criterion_id, string_agg(uuid_send(site_id), ''::bytea),
    string_agg(int8send(coalesce((number * 10000)::int8, %(nothing)s)), ''::bytea),
    string_agg(int4send(as_of - DATE '1970-01-01'), ''::bytea),
    string_agg(int4send(coalesce(valid_until - DATE '1970-01-01', %(never)s)), ''::bytea),
    string_agg(uuid_send(id), ''::bytea),
    array_agg(text), array_agg(source), array_agg(confidence)
FROM (
    SELECT DISTINCT ON (site_id, criterion_id) * FROM sites_sitefact
    WHERE criterion_id = ANY(%(codes)s)
    ORDER BY site_id, criterion_id, as_of DESC, created_at DESC
) newest
GROUP BY criterion_id
"""


def read_register(database: int, snapshot: str, fields: Iterable[str]) -> Register:
    """The sites, with these columns of theirs. `snapshot` was taken before; see `columns`."""
    read = {name: kind for name in sorted(fields) if (kind := _kind(name))}
    columns = [
        sql.SQL(", ") + sql.SQL(kind).format(value=_value(name), nothing=sql.Literal(NOTHING))
        for name, kind in read.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(SITES).format(columns=sql.Composed(columns)))
        row = [value or () for value in cursor.fetchone()]
    keys, name, place, province, province_name, region, region_name, *packed = row
    return Register(
        database,
        snapshot,
        time.monotonic(),
        bytes(keys),
        list(name),
        list(place),
        texts(province),
        texts(province_name),
        texts(region),
        texts(region_name),
        unpack(packed[0], ">f8", np.float64),
        unpack(packed[1], ">f8", np.float64),
        unpack(packed[2], "?", np.bool_),
        unpack(packed[3], ">i4", np.int32),
        {
            name: _values(kind, value, len(row[1]))
            for (name, kind), value in zip(read.items(), packed[4:], strict=True)
        }
        # A column that the register does not have says nothing of any site.
        | {name: _values(WORD, [""] * len(row[1]), len(row[1])) for name in {*fields} - {*read}},
    )


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


def _values(kind: str, value: Any, sites: int) -> Values:
    if kind == NUMBER:
        return Values(unpack(value, ">i8", np.int64), texts([""] * sites))
    return Values(np.full(sites, NOTHING, np.int64), texts(value))


def read_facts(register: Register, codes: Sequence[str]) -> dict[str, Facts]:
    """The newest fact of every site on each criterion."""
    values: dict[str, Any] = {"codes": list(codes), "nothing": NOTHING, "never": NEVER}
    found = {code: _facts(register, [b""] * 5 + [()] * 3) for code in codes}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        for code, *packed in cursor.fetchall():
            found[code] = _facts(register, packed)
    return found


def _facts(register: Register, packed: Sequence[Any]) -> Facts:
    """Unpacks one criterion. A fact of a site that came later than the register was read is left
    out: that site makes the next reader read everything anew."""
    sites, number, as_of, until, key, text, source, confidence = packed
    rows, there = _rows(register, bytes(sites))
    entry = np.full(len(register), -1, np.int32)
    entry[rows[there]] = np.flatnonzero(there)
    return Facts(
        entry,
        unpack(number, ">i8", np.int64),
        unpack(as_of, ">i4", np.int32),
        unpack(until, ">i4", np.int32),
        bytes(key),
        texts(text),
        texts(source),
        texts(confidence),
    )


def _rows(register: Register, keys: bytes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The row of each key, and whether it is there."""
    first, second = _halves(keys)
    if not len(register):
        return np.zeros(len(first), np.intp), np.zeros(len(first), np.bool_)
    starts, rests = register.halves
    if np.any(starts[1:] == starts[:-1]):  # keys made by hand may share their first half
        found = [register.row_of.get(keys[n : n + 16], -1) for n in range(0, len(keys), 16)]
        rows = np.array(found, np.intp)
        return rows, rows >= 0
    rows = np.minimum(np.searchsorted(starts, first), len(starts) - 1)
    return rows, (starts[rows] == first) & (rests[rows] == second)


def _halves(keys: bytes) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    pairs = np.frombuffer(keys, ">u8").reshape(-1, 2).astype(np.uint64)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def unpack(packed: Any, layout: str, kind: Any) -> Any:
    """A packed column as an array in the machine's own byte order."""
    return np.frombuffer(bytes(packed), layout).astype(kind)


def texts(values: Sequence[str]) -> Texts:
    """Words as positions in a list of the different ones."""
    known: dict[str, int] = {"": 0}
    codes = [known.setdefault(value, len(known)) for value in values]
    return Texts(np.array(codes, np.int32), list(known))
