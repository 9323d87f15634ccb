"""Reads what was written for the demo (data/*.toml) into plain values."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Partner:
    """Another organisation on a case: its code, role, and how much it may know."""

    code: str
    role: str
    disclosure: str


@dataclass(frozen=True)
class CaseText:
    """One case as it was written; what the fields mean stands in data/README.md."""

    key: str
    company: str
    sector: str
    origin: str
    municipality: str
    kind: str
    technologies: list[str]
    employees: int
    jobs: list[int]
    capex: int
    area: float
    power: float
    activity: str
    age: int
    road: str
    bottlenecks: list[str]
    partners: list[str]
    contacts: list[str]
    description: str
    summary: str
    situation: str
    note: str
    waiting: str = "us"
    confidentiality: str = "restricted"
    sensitivity: str = "none"
    silent: int = 0
    idle: bool = False  # everything was done and nothing new planned
    hold: str = ""
    back: str = ""
    ended: str = ""
    version2: str = ""
    blocks: dict[str, list[str]] = field(default_factory=dict)
    supplies: list[str] = field(default_factory=list)
    shared_with: list[str] = field(default_factory=list)

    @property
    def others(self) -> list[Partner]:
        """The other organisations."""
        return [Partner(*words.split(":")) for words in self.partners]


def read(name: str) -> dict[str, Any]:
    """One of the files, without its ending."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def cases() -> tuple[CaseText, ...]:
    """Every case, the oldest first: in the order in which they were opened."""
    found = [
        CaseText(**row)
        for path in sorted(DATA.glob("cases_*.toml"))
        for row in read(path.stem)["case"]
    ]
    return tuple(sorted(found, key=lambda text: (-text.age, text.key)))


@cache
def texts() -> dict[str, Any]:
    """Sentences that come back in more cases."""
    return read("texts")
