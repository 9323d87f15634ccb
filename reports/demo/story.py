"""The frame of a story: steps in order, spread over the time between opening and last activity."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation
from cases.models import Case, Company, Outcome
from reports.demo.cast import Cast, dice
from reports.demo.clock import office_hour, standing_at
from reports.demo.content import CaseText
from sites.models import Site

HOURS = 24
ENDED = (0.12, 0.6)  # a closed case: the part of its age that it has been closed
AFTERNOON = 0.8  # a visit is over by half past three
BETWEEN_STEPS = datetime.timedelta(minutes=7)


@dataclass(frozen=True)
class Step:
    """Something that happens. `weight` is the part of the time that it takes."""

    weight: float
    play: Callable[[], None]
    label: str = ""


class Story:
    """One case of the demo, from the first telephone call to where it stands today."""

    def __init__(self, cast: Cast, text: CaseText, code_name: str, number: int) -> None:
        self.cast, self.text, self.code_name, self.number = cast, text, code_name, number
        self.chance: Random = dice("case", text.key)
        self.steps: list[Step] = []
        self.moments: dict[str, datetime.datetime] = {}
        self.next_best: dict[str, list[Site]] = {}  # per organisation, after its long list
        self.company: Company
        self.case: Case

    @property
    def manager(self) -> Actor:
        """The account manager of the case."""
        return self.cast.actor(f"{self.text.origin}-am")

    @property
    def chief(self) -> Actor:
        """The manager of the origin: judges the entry condition and reads decisions."""
        return self.cast.actor(f"{self.text.origin}-manager")

    @property
    def origin(self) -> Organisation:
        """The organisation of origin."""
        return self.cast.organisations[self.text.origin]

    @property
    def signatory(self) -> str:
        """The person at the company who signs and consents."""
        return self.text.contacts[0].split("|", maxsplit=1)[0]

    def then(self, weight: float, play: Callable[[], None], label: str = "") -> None:
        """Adds a step; `label` makes its moment known to earlier steps."""
        self.steps.append(Step(weight, play, label))

    def take(self, words: list[Any], count: int) -> list[Any]:
        """Some of the sentences, others for each case, without repeating."""
        start = self.number % len(words)
        return [words[(start + n) % len(words)] for n in range(min(count, len(words)))]

    def tell(self) -> None:
        """Plays every step at its moment."""
        moments = self._moments()
        self.moments = {
            step.label: moment
            for step, moment in zip(self.steps, moments, strict=True)
            if step.label
        }
        for step, moment in zip(self.steps, moments, strict=True):
            with standing_at(moment):
                step.play()

    def _moments(self) -> list[datetime.datetime]:
        """A moment per step: in order, in office hours, the last before today."""
        start = self.cast.days_ago(self.text.age)
        quiet = self.text.silent or self.chance.randint(1, 6)
        if self.text.road in Outcome.values:
            quiet = round(self.text.age * self.chance.uniform(*ENDED))
        span = max(0, self.text.age - quiet) * HOURS
        whole = sum(step.weight for step in self.steps[1:]) or 1.0
        done, moments = 0.0, list[datetime.datetime]()
        for number, step in enumerate(self.steps):
            done += step.weight if number else 0.0
            day, hour = divmod(span * done / whole, HOURS)
            fraction = AFTERNOON if step.label else hour / HOURS
            moment = office_hour(start + datetime.timedelta(days=day), fraction)
            if moments and moment <= moments[-1]:
                moment = moments[-1] + BETWEEN_STEPS
            moments.append(moment)
        return moments


def now() -> datetime.datetime:
    """The moment of the step that is played."""
    return timezone.now()
