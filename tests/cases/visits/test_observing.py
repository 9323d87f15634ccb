"""Noting on a visit: findings of one's own, one impression for all, and nothing that gets lost."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import User
from cases.actions.observation import Found
from cases.actions.visit import cancel_visit, change_visit
from cases.models import Task, VisitFinding
from cases.verification import model_drift
from tests import factories
from tests.cases.matching.test_visits import values
from tests.cases.test_timeline import everything
from tests.cases.visits.helpers import filled, noted, observe
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
POWER, AREA = "c-power_mw", "c-plot_area_ha"


def findings(user: User) -> dict[str, VisitFinding]:
    rows = VisitFinding.objects.filter(author=user)
    return {row.criterion_id or row.aspect: row for row in rows}


def test_the_form_asks_what_the_company_asks_unknown_first(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(visit.manager).get(observe(visit))
    rows = answer.context["form"].hard_rows
    assert [row.topic.key for row in rows] == [POWER, AREA]
    Actor.system().delete(visit.sites.strong.facts.get(criterion="power_mw"))
    rows = sign_in(visit.manager).get(observe(visit)).context["form"].hard_rows
    assert [(row.topic.key, row.topic.unknown) for row in rows] == [(POWER, True), (AREA, False)]
    soft = answer.context["form"].soft_rows
    assert [row.topic.aspect for row in soft] == VisitFinding.Aspect.values


def test_findings_per_criterion_and_aspect_are_kept(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client, path = sign_in(visit.manager), observe(visit)
    typed = {f"{POWER}-value": "17,5", f"{POWER}-score": "4", f"{POWER}-remark": "meter gezien"}
    typed |= {"a-team-score": "2", "a-team-remark": "stroef", "observation": "Bouwrijp"}
    for wrong in ({f"{POWER}-value": "veel"}, {f"{POWER}-score": "6"}, {"stamp": "9" * 30}):
        refused = client.post(path, filled(client, path) | typed | wrong)
        assert refused.status_code == 422
        assert "meter gezien" in refused.content.decode(), "what was typed is still there"
    assert client.post(path, filled(client, path) | typed).status_code == 302
    rows = findings(visit.manager)
    assert set(rows) == {"power_mw", "team"}
    power = rows["power_mw"]
    assert (power.number, power.score, power.remark) == (Decimal("17.5"), 4, "meter gezien")
    assert (power.organisation, power.status) == (visit.home, "noted")
    page = client.get(path).content.decode()
    assert "17,5" in page
    assert not list(model_drift(VisitFinding))


def test_an_emptied_finding_is_taken_back_and_the_rest_stays(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    noted(visit, visit.manager, Found("power_mw", score=3), Found(aspect="team", score=5))
    client, path = sign_in(visit.manager), observe(visit)
    assert client.post(path, filled(client, path, **{f"{POWER}-score": ""})).status_code == 302
    assert set(findings(visit.manager)) == {"team"}
    assert VisitFinding.history.filter(history_type="-", criterion_id="power_mw").count() == 1


def test_two_people_note_beside_each_other(visit: SimpleNamespace, sign_in: SignIn) -> None:
    manager, host, path = sign_in(visit.manager), sign_in(visit.visitor), observe(visit)
    first = filled(manager, path) | {f"{POWER}-score": "4"}
    second = filled(host, path) | {f"{POWER}-score": "5", "a-team-score": "5"}
    assert manager.post(path, first).status_code == 302
    assert host.post(path, second).status_code == 302
    assert findings(visit.manager)["power_mw"].score == 4
    assert findings(visit.visitor)["power_mw"].score == 5


def test_sending_the_same_twice_changes_nothing(visit: SimpleNamespace, sign_in: SignIn) -> None:
    """As a phone does that lost the connection before the answer came."""
    client, path = sign_in(visit.manager), observe(visit)
    sent = filled(client, path) | {f"{POWER}-score": "4", "observation": "Bouwrijp", "score": "4"}
    sent["follow_up"] = "Tweede voeding?"
    assert client.post(path, sent).status_code == 302
    assert client.post(path, sent).status_code == 302
    assert VisitFinding.history.count() == 1
    assert Task.objects.filter(case=visit.case).count() == 1
    other = client.post(path, sent | {"observation": "Toch anders"})
    assert other.status_code == 409, "the same old page, but with something else on it"


def test_the_impression_meets_a_newer_one_and_nothing_is_lost(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    manager, host, path = sign_in(visit.manager), sign_in(visit.visitor), observe(visit)
    mine = filled(manager, path) | {"observation": "Veel ruimte", f"{POWER}-remark": "gezien"}
    theirs = filled(host, path) | {"observation": "Warm ontvangst"}
    untouched = filled(manager, path) | {f"{AREA}-remark": "ruim"}
    assert host.post(path, theirs).status_code == 302
    # Who left the impression alone does not meet anything, and takes nothing away.
    assert manager.post(path, untouched).status_code == 302
    visit.stop.refresh_from_db()
    assert visit.stop.observation == "Warm ontvangst"
    met = manager.post(path, mine)
    assert met.status_code == 409
    text = met.content.decode()
    assert "Warm ontvangst" in text
    assert "Veel ruimte" in text
    assert "gezien" in text
    again = mine | {"stamp": met.context["form"]["stamp"].value()}
    assert manager.post(path, again).status_code == 302
    visit.stop.refresh_from_db()
    assert visit.stop.observation == "Veel ruimte"


def test_an_own_finding_of_another_device_is_not_overwritten(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client, path = sign_in(visit.manager), observe(visit)
    old = filled(client, path) | {f"{POWER}-score": "1"}
    assert client.post(path, filled(client, path) | {f"{POWER}-score": "5"}).status_code == 302
    assert client.post(path, old).status_code == 409
    assert findings(visit.manager)["power_mw"].score == 5


def test_the_name_of_the_company_is_refused_for_who_knows_it(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    """Who does not know it is told nothing by a refusal."""
    manager, host, path = sign_in(visit.manager), sign_in(visit.visitor), observe(visit)
    named = {f"{POWER}-remark": "genoeg voor Fotonova"}
    refused = manager.post(path, filled(manager, path) | named)
    assert refused.status_code == 422
    assert refused.context["form"].errors[f"{POWER}-remark"]
    assert host.post(path, filled(host, path) | named).status_code == 302


def test_nothing_is_noted_on_a_cancelled_visit(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(visit.manager), observe(visit)
    sent = filled(client, path) | {f"{POWER}-score": "4"}
    cancel_visit(factories.actor(visit.manager), visit.visit, None, "wethouder ziek")
    assert client.post(path, sent).status_code == 422
    assert not findings(visit.manager)


def test_a_stop_with_findings_stays_on_the_visit(visit: SimpleNamespace) -> None:
    actor = factories.actor(visit.manager)
    noted(visit, visit.manager, Found("power_mw", score=3))
    with pytest.raises(Refused):
        change_visit(actor, visit.visit, None, values(visit), [visit.other])
    assert VisitFinding.objects.count() == 1


def test_who_may_not_note_does_not(visit: SimpleNamespace, sign_in: SignIn) -> None:
    path = observe(visit)
    sent = filled(sign_in(visit.manager), path) | {f"{POWER}-score": "4"}
    assert sign_in(visit.reader).post(path, sent).status_code == 403
    assert sign_in(visit.rival_user).post(path, sent).status_code == 404
    assert sign_in(visit.visitor).post(observe(visit, visit.rival_stop), sent).status_code == 404
    assert not VisitFinding.objects.exists()
    assert sign_in(visit.manager).post(path, sent).status_code == 302


def test_the_host_reads_findings_but_no_opinion_of_its_people(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    noted(
        visit,
        visit.manager,
        Found("power_mw", number=Decimal(18), remark="kast gezien"),
        Found(aspect="team", score=1, remark="geen gevoel van urgentie"),
    )
    noted(
        visit,
        visit.manager,
        Found("power_mw", score=2, remark="bij de rivaal"),
        stop=visit.rival_stop,
    )
    path = observe(visit).replace(f"locaties/{visit.stop.pk}/", "")
    full = sign_in(visit.manager).get(path).content.decode()
    host = sign_in(visit.visitor).get(path).content.decode()
    for text in ("kast gezien", "geen gevoel van urgentie", "bij de rivaal"):
        assert text in full
    assert "kast gezien" in host
    for secret in ("geen gevoel van urgentie", "bij de rivaal", "Rivaal Zuid", "Fotonova"):
        assert secret not in host


def test_the_timeline_tells_the_host_of_no_opinion(visit: SimpleNamespace) -> None:
    noted(visit, visit.manager, Found("power_mw", score=3, remark="kast gezien"))
    noted(visit, visit.manager, Found(aspect="team", score=1, remark="geen vaart"))
    rows = VisitFinding.history.filter(criterion=None)
    assert rows.count() == 1
    title = "Bevinding van een bezoek genoteerd"
    full, host = (everything(user, visit.case) for user in (visit.manager, visit.visitor))
    assert full.count(title) == 2
    assert host.count(title) == 1
    for secret in ("geen vaart", "Fotonova", visit.rival_stop.candidate.site.name):
        assert secret not in host
