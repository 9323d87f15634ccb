"""The catalogue of criteria, to read for everybody who is signed in."""

from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from sites.labels import option_label
from sites.models import Criterion
from tests.conftest import SignIn


def test_catalogue_is_read_by_group(world: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(world.visitor).get(reverse("criterion-list"))
    groups = page.context["groups"]
    shown = [row["criterion"].code for rows in groups.values() for row in rows]
    active = set(Criterion.objects.filter(active=True).values_list("code", flat=True))
    assert set(shown) == active
    assert len(groups) == len(Criterion.objects.values("group").distinct().order_by())
    tenure = next(r for rows in groups.values() for r in rows if r["criterion"].code == "tenure")
    assert option_label("turnkey") in tenure["options"]
    assert Client().get(reverse("criterion-list")).status_code == 302


def test_criterion_out_of_use_is_not_shown(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = Criterion.objects.get(pk="has_rail")
    path = reverse("criterion-list")
    assert str(row) in sign_in(world.visitor).get(path).text
    row.active = False
    row.save()
    assert str(row) not in sign_in(world.visitor).get(path).text
