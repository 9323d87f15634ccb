"""Small steps on a visit that several tests take."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cases.actions.observation import NOTHING, Found, Sheet, note_sheet
from cases.models import VisitFinding
from tests import factories

EMPTY = {"observation": "", "score": "", "follow_up": "", "caption": "", "visibility": "own"}


def url(world: Any, name: str, *keys: Any) -> str:
    return reverse(name, args=[world.case.pk, world.visit.pk, *keys])


def observe(world: Any, stop: Any = None) -> str:
    return url(world, "visit-observe", (stop or world.stop).pk)


def filled(client: Client, path: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends: the stamp of the page as it is now, and what was typed."""
    form = client.get(path).context["form"]
    first = {name: form[name].value() for name in form.fields if name != "photos"}
    sent = {k.replace("__", "-"): v for k, v in typed.items()}
    return {k: ("" if v is None else v) for k, v in first.items()} | sent


def noted(world: Any, user: Any, *found: Found, stop: Any = None) -> list[VisitFinding]:
    """Findings of a person, by their own action."""
    stop = stop or world.stop
    note_sheet(factories.actor(user), stop, None, Sheet(dict(NOTHING), found))
    return list(VisitFinding.objects.filter(stop=stop, author=user).order_by("pk"))


def picture(
    size: tuple[int, int] = (900, 600), kind: str = "JPEG", name: str = "IMG.jpg", **options: Any
) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", size, "#7a9a5b").save(target, kind, **options)
    return SimpleUploadedFile(name, target.getvalue(), f"image/{kind.lower()}")
