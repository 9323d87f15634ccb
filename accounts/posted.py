"""What a form was sent with."""

from typing import Any

from django.http import HttpRequest


def posted(request: HttpRequest) -> Any:
    """The data of a form: None unless it was sent, even when it was sent empty."""
    return request.POST if request.method == "POST" else None
