"""The people of the demo, as plain data: the demo and the tests speak of the same persons.

All of them are made up; their addresses end in `.example`, which nobody can register.
"""

from dataclasses import dataclass

from accounts.models.organisation import Role

# Known to everybody, on purpose: the demo is refused in production.
PASSWORD = "technologiebrandpunt"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """Somebody who signs in. `organisations` are codes; `main` persons stand first in the list."""

    key: str
    name: str
    email: str
    organisations: tuple[str, ...]
    role: Role = Role.CASE_WORKER
    superuser: bool = False
    main: bool = False


def _of(
    code: str, manager: tuple[str, str], chief: tuple[str, str], main: bool = False
) -> tuple[Person, Person]:
    """An account manager and a manager of one organisation."""
    return (
        Person(f"{code}-am", *manager, (code,), main=main),
        Person(f"{code}-manager", *chief, (code,), Role.MANAGER, main=main),
    )


PEOPLE: tuple[Person, ...] = (
    *_of(
        "bom",
        ("Sanne Verhoeven", "sanne.verhoeven@bom.example"),
        ("Joost van den Heuvel", "joost.vandenheuvel@bom.example"),
        main=True,
    ),
    Person(
        "bom-reader", "Fleur Maas", "fleur.maas@bom.example", ("bom",), Role.READER, main=True
    ),
    *_of(
        "oost",
        ("Thijs Wolters", "thijs.wolters@oostnl.example"),
        ("Marleen Kok", "marleen.kok@oostnl.example"),
        main=True,
    ),
    Person(
        "oost-reader", "Ruben Dekker", "ruben.dekker@oostnl.example", ("oost",), Role.READER,
        main=True,
    ),
    *_of(
        "nfia",
        ("Noor Bakker", "noor.bakker@nfia.example"),
        ("Victor Hoekstra", "victor.hoekstra@nfia.example"),
        main=True,
    ),
    *_of(
        "brainport",
        ("Lotte Janssen", "lotte.janssen@brainport.example"),
        ("Pieter Lemmens", "pieter.lemmens@brainport.example"),
        main=True,
    ),
    Person(
        "shareholder", "Hanneke Postma", "hanneke.postma@provincies.example",
        ("prov-ge", "prov-ov"), Role.READER, main=True,
    ),
    Person("ministry", "Bas Veenstra", "bas.veenstra@ez.example", ("ez",), Role.READER, main=True),
    Person(
        "ministry-manager", "Jolanda Smeets", "jolanda.smeets@ez.example", ("ez",), Role.MANAGER
    ),
    Person(
        "programme-manager", "Tom Verhoeven", "tom.verhoeven@programma.example", ("programma",),
        Role.MANAGER,
    ),
    Person(
        "programme", "Imke de Graaf", "imke.degraaf@programma.example", ("programma",), main=True
    ),
    Person(
        "admin", "Robin Beheer", "beheer@brandpunt.example", (), Role.READER,
        superuser=True, main=True,
    ),
    *_of(
        "iq",
        ("Mees van Rijn", "mees.vanrijn@innovationquarter.example"),
        ("Aisha El Amrani", "aisha.elamrani@innovationquarter.example"),
    ),
    *_of(
        "nom",
        ("Jelle Hofstra", "jelle.hofstra@nom.example"),
        ("Wietske Dijkstra", "wietske.dijkstra@nom.example"),
    ),
    *_of(
        "liof",
        ("Daan Peeters", "daan.peeters@liof.example"),
        ("Monique Cremers", "monique.cremers@liof.example"),
    ),
    *_of(
        "inw",
        ("Yara Groen", "yara.groen@rominwest.example"),
        ("Stefan Bos", "stefan.bos@rominwest.example"),
    ),
    *_of(
        "rur",
        ("Koen Versteeg", "koen.versteeg@romutrecht.example"),
        ("Esther Blom", "esther.blom@romutrecht.example"),
    ),
    *_of(
        "hf",
        ("Tess Brouwer", "tess.brouwer@horizonflevoland.example"),
        ("Gijs Kamper", "gijs.kamper@horizonflevoland.example"),
    ),
    *_of(
        "iz",
        ("Jikke de Visser", "jikke.devisser@impulszeeland.example"),
        ("Adriaan Poley", "adriaan.poley@impulszeeland.example"),
    ),
)  # fmt: skip

BY_KEY = {person.key: person for person in PEOPLE}
