"""A form that does something: refusals of the action are shown as errors of the form."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.errors import Conflict, Refused
from accounts.posted import posted

__all__ = ["back_to", "carried_out", "posted", "removed_key", "status_of", "tell"]


def carried_out(form: forms.BaseForm, action: Callable[[], object]) -> bool:
    """Whether the form was valid and the action done. A conflict goes on to its own page."""
    if not form.is_valid():
        return False
    try:
        action()
    except Conflict:
        raise
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def tell(request: HttpRequest, action: Callable[[], object], done: str) -> bool:
    """Does what a button without a form asks, and says how it went."""
    try:
        action()
    except Conflict:
        raise
    except Refused as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def status_of(form: forms.BaseForm) -> int:
    """422 for a form with errors, so that htmx and a browser both show it."""
    return 422 if form.errors else 200


def removed_key(request: HttpRequest, model: Any, **belongs: Any) -> uuid.UUID | None:
    """The key of a row that was removed a moment ago and can be brought back."""
    try:
        key = uuid.UUID(request.GET.get("verwijderd", ""))
    except ValueError:
        return None
    if model._default_manager.filter(pk=key).exists():
        return None
    known = model.history.filter(id=key, history_type="-", **belongs).exists()
    return key if known else None


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that the person came from, when that is one of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if safe else otherwise
