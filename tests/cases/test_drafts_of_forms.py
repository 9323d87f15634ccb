"""Long texts beside the note keep themselves too: of a visit, feedback, an advice, a decision."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Decision, Disclosure, Draft, SiteVisit
from tests import factories
from tests.cases.matching.conftest import board, room
from tests.cases.visits.conftest import visit
from tests.conftest import SignIn

__all__ = ["board", "room", "visit"]
pytestmark = pytest.mark.django_db
BEGUN = "Een lang verhaal dat niet weg mag raken"


def keep(client: Client, case: Case, form: str, about: str = "", **values: Any) -> Any:
    sent = {"draft_form": form, "draft_about": about, "version": 1} | values
    return client.post(reverse("draft-save", args=[case.pk]), sent)


def test_the_conclusion_of_a_visit_is_kept_per_visit(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client, key = sign_in(visit.manager), str(visit.visit.pk)
    page = reverse("visit-finish", args=[visit.case.pk, key])
    assert f'name="draft_about" value="{key}"' in client.get(page).text
    version = SiteVisit.objects.get().version
    assert keep(client, visit.case, "visit", key, conclusion=BEGUN, version=version).text
    assert BEGUN in client.get(page).text
    assert "gewijzigd nadat" not in client.get(page).text
    assert BEGUN not in sign_in(visit.colleague).get(page).text
    feedback = reverse("visit-feedback", args=[visit.case.pk, key])
    assert BEGUN not in client.get(feedback).text
    sent = {"version": version, "conclusion": BEGUN}
    assert client.post(page, sent).status_code == 302
    assert not Draft.objects.exists()
    assert SiteVisit.objects.get().conclusion == BEGUN


def test_feedback_is_kept_and_gone_once_sent(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, key = sign_in(visit.manager), str(visit.visit.pk)
    page = reverse("visit-feedback", args=[visit.case.pk, key])
    keep(client, visit.case, "feedback", key, given_by="Mia", remark=BEGUN, people="4")
    shown = client.get(page).text
    assert BEGUN in shown
    assert 'value="Mia"' in shown
    wrong = {"version": 1, "given_by": "Mia", "given_on": "gisteren", "remark": BEGUN}
    assert client.post(page, wrong).status_code == 422
    assert Draft.objects.exists(), "an error loses nothing"
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert client.post(page, wrong | {"given_on": day}).status_code == 302
    assert not Draft.objects.exists()


def test_a_decision_that_was_changed_meanwhile_says_so_and_keeps_ones_own_text(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    client, page = sign_in(room.manager), reverse("decision-write", args=[room.case.pk])
    keep(client, room.case, "decision", motivation=BEGUN, version=0)
    shown = client.get(page).text
    assert BEGUN in shown
    assert "gewijzigd nadat" not in shown
    other = sign_in(room.colleague)
    first = {"version": 0, "outcome": "", "motivation": "Van een collega"}
    assert other.post(page, first).status_code == 302
    shown = client.get(page).text
    assert BEGUN in shown
    assert "gewijzigd nadat" in shown
    assert f'name="version" value="{Decision.objects.get().version}"' in shown
    assert client.post(page, first | {"motivation": BEGUN}).status_code == 409
    assert Draft.objects.exists(), "a conflict loses nothing"
    now = {"version": Decision.objects.get().version, "outcome": "", "motivation": BEGUN}
    assert client.post(page, now).status_code == 302
    assert Decision.objects.get().motivation == BEGUN
    assert not Draft.objects.filter(person=room.manager).exists()


def test_an_advice_is_kept_with_what_is_said_per_site(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    helper = factories.organisation(name="ROM Helper", code="helper")
    factories.join(room.case, helper, Disclosure.IDENTITY, "supporting")
    adviser = factories.person(helper)
    write = reverse("decision-write", args=[room.case.pk])
    sign_in(room.manager).post(write, {"version": 0, "outcome": "", "motivation": "x"})
    client, page = sign_in(adviser), reverse("advice-give", args=[room.case.pk])
    site = f"site-{room.first.pk}"
    keep(client, room.case, "advice", verdict="against", reasons=BEGUN, version=0, **{site: "for"})
    kept = Draft.objects.get(person=adviser).values
    assert kept[site] == "for"
    assert BEGUN in client.get(page).text
    sent = {"version": 0, "verdict": "against", "reasons": BEGUN, site: "for"}
    assert client.post(page, sent).status_code == 302
    assert not Draft.objects.exists()


def test_who_may_not_open_the_form_keeps_nothing_that_anybody_sees(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    """Whoever is not on the case keeps nothing; a reader neither."""
    assert keep(sign_in(room.reader), room.case, "decision", motivation=BEGUN).status_code == 403
    assert keep(sign_in(room.ministry), room.case, "decision", motivation=BEGUN).status_code == 404
    assert keep(sign_in(room.manager), room.case, "decision", motivation=BEGUN).status_code == 200
    assert (
        BEGUN
        not in sign_in(room.colleague).get(reverse("decision-write", args=[room.case.pk])).text
    )
