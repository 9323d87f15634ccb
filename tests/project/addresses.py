"""Every address of the product, from the URL resolver, filled in with one of everything."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

# Which thing a parameter named `pk` stands for, by the beginning of the URL's name.
PK = (
    ("api-site", "site"),
    ("api-token", "token"),
    ("site-import", "import"),
    ("site", "site"),
    ("company", "company"),
    ("contact", "company"),
    ("report", "job"),
    ("progress", "progress"),
    ("saved-view", "saved_view"),
    ("notification", "notification"),
    ("mfa", 1),
)
# Which thing other parameters stand for; (beginning of the name, parameter) goes first.
NAMED: dict[tuple[str, str], Any] = {
    ("plot", "pk"): "plot",
    ("fact", "pk"): "fact",
    ("bottleneck", "row"): "bottleneck",
    ("requirement", "row"): "requirement",
    ("block", "row"): "block",
    ("participant-withdraw", "participant"): "told_participant",
    ("region", "code"): "CR12",
    ("fact", "code"): "power_mw",
    ("compliance", "kind"): "didam",
    ("followup", "moment"): 1,
    ("dashboard", "code"): "nl-nb",
    ("dashboard", "province"): "nl-nb",
    ("dashboard", "organisation"): "bom",
    ("progress", "section"): "core",
    ("monthly", "month"): "update_month",
    ("", "site_pk"): "site",
    ("", "region"): "candidate_region",
    ("", "person"): "user",
    ("", "key"): "aaaa-bbbb",
    ("", "token"): "nobody-has-this-one",
    ("", "uidb36"): "1",
    ("", "number"): 1,
}
OUTSIDE = {"admin", "static"}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every named pattern, those of the administration apart."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.namespace not in OUTSIDE:
            yield from patterns(entry)


def names() -> list[str]:
    """The names of all addresses, each once."""
    return sorted({str(entry.name) for entry in patterns()})


def is_api(name: str) -> bool:
    """Whether it belongs to the API, which a token opens rather than a session."""
    inside = get_resolver().reverse_dict.getlist(name)
    return any(row[0][0][0].startswith("api/") for row in inside)


def route(name: str) -> str:
    """The pattern of a name, such as dossiers/<uuid:pk>/."""
    return next(str(entry.pattern) for entry in patterns() if entry.name == name)


def address(name: str, things: dict[str, Any]) -> str:
    """The path of a name, filled in. Raises when a parameter is unknown: add it above."""
    parameters = next(reversed(get_resolver().reverse_dict.getlist(name)))[0][0][1]
    return reverse(name, kwargs={key: _value(name, key, things) for key in parameters})


def _value(name: str, key: str, things: dict[str, Any]) -> Any:
    for (beginning, parameter), thing in NAMED.items():
        if parameter == key and name.startswith(beginning):
            return _key(things.get(thing, thing))
    if key == "pk":
        for beginning, thing in PK:
            if name.startswith(beginning):
                return _key(things.get(thing, thing) if isinstance(thing, str) else thing)
        return things["case"].pk
    if key in things:
        return things[key].pk
    raise LookupError(f"tests/project/addresses.py does not know what {key!r} of {name!r} is")


def _key(thing: Any) -> Any:
    return getattr(thing, "pk", thing)
