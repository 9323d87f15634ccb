"""What people type finds what they mean: the list in queries.csv, with the score printed."""

import csv
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Organisation, User
from cases.actions.case import open_case
from cases.models import Case, ContactPerson, Document, Note
from cases.search import find
from tests import factories

HERE = Path(__file__).parent
LEAST = 0.95  # of the queries; the rest is printed


@pytest.fixture
def corpus(db: None) -> SimpleNamespace:
    """The cases and sites of world.toml, all known to `manager`."""
    home = factories.organisation(name="ROM Thuis")
    manager = factories.person(home, name="Anna de Boer")
    written = tomllib.loads((HERE / "world.toml").read_text(encoding="utf-8"))
    cases = [make_case(manager, home, row) for row in written["case"]]
    for name, town in written["sites"].items():
        factories.site(name=name, municipality_id=town, province_id=None)
    return SimpleNamespace(cases=cases, manager=manager)


def make_case(manager: User, home: Organisation, row: dict[str, Any]) -> Case:
    acting = factories.actor(manager)
    town = {"municipality_id": row["municipality"]}
    firm = factories.company(
        home, name=row["company"], kvk_number=row["kvk"], sector=row["sector"], **town
    )
    values = {
        "account_manager": manager,
        "origin_municipality_id": row["municipality"],
        "summary": row["summary"],
        "situation": row["situation"],
    }
    case = open_case(acting, firm, home, values, code_name=row["code"])
    for name in row["contacts"]:
        acting.save(ContactPerson(company=firm, name=name))
    own = {"case": case, "organisation": home}
    for body in row["notes"]:
        acting.save(Note(body=body, occurred_at=timezone.now(), author=manager, **own))
    for title, name in row["documents"]:
        document = Document(title=title, file_name=name, size=3, sha256="0" * 64, **own)
        document.file.save("x", ContentFile(b"abc"), save=False)
        acting.save(document)
    return case


def queries(first: Case) -> list[dict[str, str]]:
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    known = {"reference": first.reference, "number": first.reference.split("-")[1]}
    return [row | {"typed": row["typed"].format(**known)} for row in rows]


def test_what_people_type_finds_first_what_they_mean(corpus: SimpleNamespace) -> None:
    asked = queries(corpus.cases[0])
    wrong = []
    for row in asked:
        hits = find(corpus.manager, row["typed"])
        got = (str(hits[0].kind), hits[0].title) if hits else ("nothing", "")
        if got != (row["kind"], row["first"]):
            wrong.append(f"{row['typed']!r}: {row['kind']} {row['first']}, got {got}")
    right = len(asked) - len(wrong)
    print(f"\nsearch quality: {right} of {len(asked)} first hits ({right / len(asked):.0%})")
    print("\n".join(wrong))
    assert len(asked) >= 60
    assert right / len(asked) >= LEAST, wrong


@pytest.mark.parametrize("typed", ["qqqxyz", "98765", "zzzz onzin", "');--", "<->&|!:*"])
def test_nonsense_finds_nothing(corpus: SimpleNamespace, typed: str) -> None:
    assert find(corpus.manager, typed) == []
