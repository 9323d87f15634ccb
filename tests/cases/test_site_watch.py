"""A parked case is flagged when something new about a site makes it feasible again."""

import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.matching import add_candidates
from cases.actions.stage import close, put_on_hold, resume
from cases.actions.watch import look, parked
from cases.models import Disclosure, SiteWatch, StageTransition, WatchHit
from cases.tasks import mail_feasible_again, watch_sites
from sites.actions.fact import withdraw_fact
from sites.models import Plot, SiteFact
from tests import factories
from tests.cases.matching.conftest import board  # noqa: F401
from tests.cases.matching.helpers import ask, fact
from tests.cases.road import fresh, url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold(board: SimpleNamespace) -> SimpleNamespace:  # noqa: F811
    """The case of `board` on hold: 10 MW is a must, and Tekort Zuid has 4."""
    cache.clear()
    park(board)
    return board


def park(world: Any) -> None:
    case = fresh(world.case)
    ahead = timezone.localdate() + datetime.timedelta(days=30)
    put_on_hold(factories.actor(world.manager), case, case.version, "Wacht op het net", ahead)


def find(world: Any) -> list[WatchHit]:
    return look(Actor.system(), fresh(world.case))


def hits(world: Any) -> dict[str, WatchHit]:
    return {hit.site.name: hit for hit in WatchHit.objects.filter(watch__case=world.case)}


def test_a_watch_starts_with_what_fits_when_the_case_is_parked(hold: SimpleNamespace) -> None:
    watch = SiteWatch.objects.get(case=hold.case)
    sites = hold.sites
    assert set(watch.known) == {str(s.pk) for s in (sites.strong, sites.weak, sites.rival)}
    assert watch.ended_at is None


def test_a_newer_fact_makes_a_site_fit(hold: SimpleNamespace, sign_in: SignIn) -> None:
    assert find(hold) == []
    fact(hold.sites.short, "power_mw", 15, days=1, source="TenneT")
    assert [hit.site for hit in find(hold)] == [hold.sites.short]
    assert find(hold) == [], "one hit per site"
    hit = hits(hold)["Tekort Zuid"]
    assert hit.cause == "fact"
    page = sign_in(hold.manager).get(url("case-detail", hold.case)).content.decode()
    for word in ("Tekort Zuid", "15\u00a0MW", "4\u00a0MW", "TenneT"):
        assert word in page


def test_what_does_not_help_is_no_news(hold: SimpleNamespace) -> None:
    fact(hold.sites.short, "power_mw", 9, days=1)
    fact(hold.sites.short, "plot_area_ha", 12, days=1)
    fact(hold.sites.strong, "power_mw", 30, days=1)
    assert find(hold) == []


def test_a_fact_that_only_became_old_is_no_news(hold: SimpleNamespace) -> None:
    """Unknown never knocks out, so the site may fit again; but nothing was learnt."""
    later = timezone.now() + datetime.timedelta(days=365)
    with patch("django.utils.timezone.now", return_value=later):
        fact(hold.sites.short, "plot_area_ha", 12, days=1)
        assert find(hold) == []
        fact(hold.sites.short, "power_mw", 15, days=1)
        assert [hit.site for hit in find(hold)] == [hold.sites.short]


def test_a_fact_withdrawn_is_news(hold: SimpleNamespace) -> None:
    wrong = SiteFact.objects.get(site=hold.sites.short)
    withdraw_fact(Actor.system(), wrong.pk, "verkeerd overgenomen")
    assert [hit.site for hit in find(hold)] == [hold.sites.short]


def test_a_new_site_is_news(hold: SimpleNamespace) -> None:
    new = factories.site(name="Nieuw Noord", province_id="NL-GR", municipality_id="GM0014")
    fact(new, "power_mw", 20)
    small = factories.site(name="Klein Noord", province_id="NL-GR", municipality_id="GM0014")
    fact(small, "power_mw", 2)
    assert [(hit.site, hit.cause) for hit in find(hold)] == [(new, "site")]


def test_a_plot_gives_the_space_that_a_site_lacks(board: SimpleNamespace) -> None:  # noqa: F811
    ask(board.request, "available_ha", level="must", minimum=5)
    site, save = board.sites.weak, Actor.system().save
    site.available_now_ha = 1
    save(site)
    park(board)
    save(Plot(site=site, name="A1", area_m2=30_000, status="available_now"))
    assert find(board) == [], "three hectares of five"
    save(Plot(site=site, name="A2", area_m2=30_000, status="available_now"))
    assert [(hit.site, hit.cause) for hit in find(board)] == [(site, "plot")]


def test_a_column_of_the_site_counts_too(board: SimpleNamespace) -> None:  # noqa: F811
    ask(board.request, "has_rail", level="must", text="yes")
    site, save = board.sites.weak, Actor.system().save
    site.has_rail = False
    save(site)
    park(board)
    site.has_rail = True
    save(site)
    assert [hit.site for hit in find(board)] == [site]


def test_who_compares_no_regions_sees_nothing(hold: SimpleNamespace, sign_in: SignIn) -> None:
    """Not even a region that knows the company, nor the region of the site itself."""
    factories.join(hold.case, factories.organisation(code="kandidaat"), Disclosure.IDENTITY)
    informed = factories.person(hold.case.participants.latest("joined_at").organisation)
    fact(hold.sites.short, "power_mw", 15, days=1)
    hit = find(hold)[0]
    assert sign_in(hold.reader).get(url("case-watch", hold.case)).status_code == 200
    for user in (informed, hold.rival_user):
        client = sign_in(user)
        assert client.get(url("case-watch", hold.case)).status_code == 404
        assert client.get(url("watch-hit-seen", hold.case, hit.pk)).status_code == 404
        assert "feasible" not in client.get(url("case-detail", hold.case)).context or (
            client.get(url("case-detail", hold.case)).context["feasible"] == []
        )
        listed = client.get("/dossiers/?view=feasible")
        assert listed.context["page"].object_list == []


def test_the_list_and_my_day_say_so(hold: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(hold.manager)
    before = client.get("/dossiers/?view=all")
    assert not any(tab.key == "feasible" for tab in before.context["listing"].tabs())
    fact(hold.sites.short, "power_mw", 15, days=1)
    find(hold)
    rows = client.get("/dossiers/?view=feasible").context["page"].object_list
    assert [(row.case, row.fits_again) for row in rows] == [(hold.case, True)]
    assert [row.case for row in client.get("/").context["day"].feasible.rows] == [hold.case]


def test_seen_because(hold: SimpleNamespace, sign_in: SignIn) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1)
    hit = find(hold)[0]
    page = url("watch-hit-seen", hold.case, hit.pk)
    assert sign_in(hold.reader).get(page).status_code == 403
    client = sign_in(hold.manager)
    assert client.post(page, {"note": " "}).status_code == 422
    assert client.post(page, {"note": "Eigenaar verkoopt niet"}).status_code == 302
    hit.refresh_from_db()
    assert (hit.note, hit.handled_by) == ("Eigenaar verkoopt niet", hold.manager)
    assert client.post(page, {"note": "nog eens"}).status_code == 409
    assert client.get(url("case-detail", hold.case)).context["feasible"] == []
    fact(hold.sites.short, "power_mw", 18, days=0)
    assert find(hold) == [], "who looked at it is not asked again"


def test_the_timeline_tells_who_compares(hold: SimpleNamespace, sign_in: SignIn) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1)
    find(hold)
    page = url("case-timeline", hold.case)
    assert "Tekort Zuid" in sign_in(hold.reader).get(page).content.decode()
    assert "Tekort Zuid" not in sign_in(hold.rival_user).get(page).content.decode()


def test_a_site_that_fits_no_longer_asks_for_nothing(hold: SimpleNamespace) -> None:
    fact(hold.sites.short, "power_mw", 15, days=2)
    find(hold)
    fact(hold.sites.short, "power_mw", 3, days=1)
    find(hold)
    assert hits(hold)["Tekort Zuid"].handled_at is not None
    fact(hold.sites.short, "power_mw", 16, days=0)
    assert len(find(hold)) == 1, "and is news when it fits again"


@pytest.mark.parametrize("ending", ["resume", "close"])
def test_going_on_or_closing_ends_the_watch(hold: SimpleNamespace, ending: str) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1)
    find(hold)
    acting, case = factories.actor(hold.manager), fresh(hold.case)
    if ending == "resume":
        resume(acting, case, case.version)
    else:
        close(acting, case, case.version, "abroad", "naar elders")
    watch = SiteWatch.objects.get(case=hold.case)
    assert watch.ended_at is not None
    assert hits(hold)["Tekort Zuid"].handled_by == hold.manager
    assert find(hold) == []


def test_parked_again_a_site_can_be_news_again(hold: SimpleNamespace) -> None:
    fact(hold.sites.short, "power_mw", 15, days=3)
    find(hold)
    case = fresh(hold.case)
    resume(factories.actor(hold.manager), case, case.version)
    fact(hold.sites.short, "power_mw", 3, days=2)
    park(hold)
    fact(hold.sites.short, "power_mw", 17, days=1)
    assert len(find(hold)) == 1
    assert WatchHit.objects.filter(watch__case=hold.case).count() == 1


def test_without_signed_requirements_nothing_is_watched(world: SimpleNamespace) -> None:
    park(world)
    assert not SiteWatch.objects.filter(case=world.case).exists()


def test_requirements_signed_while_parked_begin_the_watch_anew(hold: SimpleNamespace) -> None:
    save = Actor.system().save
    hold.request.status = "superseded"
    save(hold.request)
    values = {"status": "signed", "signed_by": "M. Jansen", "signed_on": timezone.localdate()}
    easier = save(hold.request.__class__(case=hold.case, number=2, **values))
    ask(easier, "power_mw", level="must", minimum=3)
    assert find(hold) == [], "what fits lower requirements is no news about a site"
    watch = SiteWatch.objects.get(case=hold.case)
    assert str(hold.sites.short.pk) in watch.known


def test_only_what_may_have_changed_is_looked_at(hold: SimpleNamespace) -> None:
    later = timezone.now() + datetime.timedelta(hours=3)
    with patch("django.utils.timezone.now", return_value=later):
        find(hold)
    assert parked(everything=False) == []
    assert parked(everything=True) == [fresh(hold.case)]
    with patch("django.utils.timezone.now", return_value=later):
        fact(hold.sites.short, "power_mw", 15, days=1)
    assert parked(everything=False) == [fresh(hold.case)]


def test_the_account_manager_gets_one_mail_with_a_link(hold: SimpleNamespace) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1)
    with patch.object(mail_feasible_again, "apply_async", side_effect=_now):
        assert watch_sites() == 1
        assert watch_sites() == 0
    assert mail_feasible_again(str(SiteWatch.objects.get().pk)) is False
    (message,) = mail.outbox
    assert message.to == [hold.manager.email]
    assert url("case-watch", hold.case) in message.body
    told = message.subject + message.body + str(message.alternatives)
    for secret in ("Fotonova", "12345678", "Tekort", "TenneT"):
        assert secret not in told


def _now(args: list[str], **_options: Any) -> None:
    mail_feasible_again(*args)


def test_no_mail_to_who_may_not_see_it_any_more(hold: SimpleNamespace) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1)
    find(hold)
    hold.manager.memberships.all().delete()
    assert mail_feasible_again(str(SiteWatch.objects.get().pk)) is False


def test_the_words_are_in_the_language_of_the_reader(
    hold: SimpleNamespace, sign_in: SignIn
) -> None:
    fact(hold.sites.short, "power_mw", 15, days=1, source="TenneT")
    find(hold)
    client = sign_in(hold.manager)
    client.cookies["django_language"] = "en"
    page = client.get(url("case-watch", hold.case)).content.decode().replace("\u00a0", " ")
    assert "now 15 MW, it was 4 MW" in page


def test_a_listed_site_that_fits_again_is_flagged_too(hold: SimpleNamespace) -> None:
    add_candidates(factories.actor(hold.manager), hold.case, {hold.sites.short: "toch kansrijk"})
    fact(hold.sites.short, "power_mw", 15, days=1)
    assert len(find(hold)) == 1


def test_moves_keep_their_clock(hold: SimpleNamespace) -> None:
    """The watch adds nothing to the road of the case."""
    find(hold)
    kinds = StageTransition.objects.filter(case=hold.case).order_by("at")
    assert list(kinds.values_list("kind", flat=True)) == ["opened", "hold"]
