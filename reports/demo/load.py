"""Loads the demo once, and puts everything back as it was."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts.errors import Refused
from accounts.models import Organisation, User
from cases.actions.links import link_cases
from cases.code_names import BIRDS
from cases.models import Case
from reports.actions.figures import make_missing
from reports.demo import content
from reports.demo.aftermath import measure
from reports.demo.cast import Cast, dice, make_people
from reports.demo.clock import office_hour, standing_at
from reports.demo.monthly import tell_months
from reports.demo.notices import tell
from reports.demo.people import PEOPLE
from reports.demo.places import describe_sites, import_register, write_profiles
from reports.demo.progress import report
from reports.demo.road import lay_out
from reports.demo.story import Story
from reports.demo.systems import connect
from reports.demo.watch import learn
from sites.models import Site

FIRST_FEW = 8  # cases
LINKED = 3  # days ago
PEOPLE_DAY = 900  # days ago, before everything else


def require_play() -> None:
    """Raises Refused in production: everybody knows the password of the demo."""
    if settings.PRODUCTION:
        raise Refused("The demo is not loaded in production: everybody knows its password.")


def is_loaded() -> bool:
    """Whether the people of the demo are there."""
    return User.objects.filter(email__in=[person.email for person in PEOPLE]).exists()


def is_used() -> bool:
    """Whether somebody works here already, with data that is not the demo's."""
    return User.objects.exists() or Case.objects.exists() or Site.objects.exists()


@transaction.atomic
def load() -> None:
    """Everything or nothing, in Dutch, as seen from today."""
    require_play()
    with translation.override("nl"), _without_savepoints():
        cast = _cast(timezone.localdate())
        import_register(cast)
        describe_sites(cast)
        write_profiles(cast)
        _tune()
        names = [f"Project {bird}" for bird in BIRDS]
        dice("code names").shuffle(names)
        stories: dict[str, Story] = {}
        for number, text in enumerate(content.cases()):
            story = stories[text.key] = Story(cast, text, names[number], number)
            lay_out(story)
            story.tell()
            if number == FIRST_FEW:
                _tune()
        _link(stories)
        measure(cast, [story.case for story in stories.values()])
        _tune()
        tell_months(stories.values())
        learn(cast)
        tell(cast)
        connect(cast)
        make_missing()  # as each night: the first who opens a dashboard need not wait
        report(cast, stories.values())


def _link(stories: dict[str, Story]) -> None:
    """Who supplies whom, found out when both cases ran."""
    for story in stories.values():
        if story.text.supplies:
            customer, reason = story.text.supplies
            with standing_at(office_hour(story.cast.days_ago(LINKED), 0.5)):
                link_cases(story.manager, stories[customer].case, story.case, reason)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """All of it is undone together, so no action needs a savepoint of its own: a quarter fewer
    questions to the database."""
    features, before = connection.features, connection.features.uses_savepoints
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = before


def _tune() -> None:
    """Tells the planner what there is: nothing else does before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("ANALYZE")


def _cast(today: datetime.date) -> Cast:
    with standing_at(office_hour(today - datetime.timedelta(days=PEOPLE_DAY), 0.1)):
        users = make_people()
    organisations = {row.code: row for row in Organisation.objects.all()}
    return Cast(today, users, organisations)
