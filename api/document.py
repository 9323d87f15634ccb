"""The OpenAPI document, made from the operations themselves."""

from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from accounts.models import ApiScope
from api.caller import Bearer
from api.middleware import VERSION
from api.once import HEADER
from api.problems import MEDIA_TYPE
from api.schemas import ProblemBody
from api.texts import KEYS, SUMMARIES, TAGS
from api.v1 import api

PREFIX = "/api/v1"
ALWAYS = ("400", "401", "403", "405", "429")
BY_METHOD = {
    "get": ("404", "409"),
    "post": ("404", "409", "413", "415"),
    "patch": ("404", "409", "412", "413", "415", "428"),
}
ABOUT = _(
    "Cases, notes, sites and figures of Brandpunt for systems of the organisations in it. A token "
    "sees what its organisation may see, and no more. Keys are in camelCase, moments in UTC. What "
    "may not be known is null."
)
PROBLEM = _("A problem, with a sentence about what is wrong.")
DONE = _("Done.")
HEADERS = {
    "If-Match": _("The ETag of the case as it was read."),
    HEADER: _("A UUID that you make up: the same request sent again makes nothing twice."),
}


def document(address: str) -> dict[str, Any]:
    """The document in the reader's language; `address` is that of the server."""
    made = _made(get_language() or "nl")
    contact = made["info"]["contact"] | {"url": f"{address}{reverse('api-about')}"}
    servers = [{"url": f"{address}{PREFIX}"}]
    return made | {"info": made["info"] | {"contact": contact}, "servers": servers}


@cache
def _made(_language: str) -> dict[str, Any]:
    made: dict[str, Any] = _named_id(api.get_openapi_schema(path_prefix="/"))
    made["info"] = {
        "title": "Brandpunt",
        "version": VERSION,
        "description": gettext(ABOUT),
        "contact": {"name": gettext(_("Programme office of Brandpunt"))},
    }
    made["tags"] = [{"name": name, "description": gettext(text)} for name, text in TAGS.items()]
    schemas = made["components"]["schemas"]
    schemas["Problem"] = _problem()
    for schema in schemas.values():
        schema.pop("description", None)
        for name, about in schema.get("properties", {}).items():
            _explain(name, about)
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return made


def _named_id(made: Any) -> dict[str, Any]:
    """The key of a thing is called id, as in the answers; pk is our own word for it."""
    made["paths"] = {path.replace("{pk}", "{id}"): row for path, row in made["paths"].items()}
    for operations in made["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                name = str(parameter["name"])
                parameter["name"] = "id" if name == "pk" else name
                _explain(name, parameter)
                parameter["schema"].pop("title", None)
    found: dict[str, Any] = made
    return found


def _explain(name: str, about: dict[str, Any]) -> None:
    if name in KEYS:
        about["description"] = gettext(KEYS[name])


def _problem() -> dict[str, Any]:
    made = ProblemBody.model_json_schema(mode="serialization")
    invalid = made.pop("$defs")["InvalidParam"]
    made["properties"]["invalidParams"] = {"type": "array", "items": invalid}
    made["required"] = [name for name in made["required"] if name != "invalidParams"]
    return made


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """What ninja does not know: the scope, the headers, the problems, and words for people."""
    summary = SUMMARIES[f"{method.upper()} {path}"]
    scope = scope_of(operation["operationId"])
    operation["summary"] = gettext(summary)
    operation["description"] = gettext(_("Scope: %s.")) % scope.value
    operation["operationId"] = operation["operationId"].rpartition("_views_")[2]
    operation.pop("security", None)
    operation["security"] = [{"Bearer": []}]
    for status, given in operation["responses"].items():
        given["description"] = gettext(DONE)
        given["headers"] = {"API-Version": {"schema": {"type": "string"}, "required": True}}
        if status == "201":
            operation.setdefault("parameters", []).append(_header(HEADER, required=False))
    if method == "patch":
        operation.setdefault("parameters", []).append(_header("If-Match", required=True))
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in (*ALWAYS, *BY_METHOD[method]):
        operation["responses"][status] = {"description": gettext(PROBLEM), "content": problem}


def _header(name: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": gettext(HEADERS[name]),
        "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    }


def scope_of(operation_id: str) -> ApiScope:
    """The scope that an operation asks of a token."""
    return SCOPES[operation_id]


def _scopes() -> dict[str, ApiScope]:
    found: dict[str, ApiScope] = {}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for asked in operation.auth_callbacks:
                    if isinstance(asked, Bearer):
                        found[api.get_openapi_operation_id(operation)] = asked.scope
    return found


SCOPES = _scopes()
