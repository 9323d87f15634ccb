"""What there is to look at on a site visit: what the company asks, the unknown first, and what
hard data do not tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cases.matching.asked import asked
from cases.matching.words import need_words
from cases.models import Case, Requirement, VisitFinding, VisitStop
from sites.answers import Answer, answers_for
from sites.models import Criterion

Finding = VisitFinding | None


@dataclass(frozen=True)
class Topic:
    """One criterion or soft aspect of a stop, with what this person noted of it before."""

    key: str
    label: str
    criterion: Criterion | None = None
    aspect: str = ""
    must: bool = False
    needs: Sequence[str] = field(default_factory=tuple)
    known: Answer | None = None
    finding: Finding = None

    @property
    def unknown(self) -> bool:
        """Whether nothing that counts is known of it yet."""
        return self.known is not None and (not self.known.known or self.known.stale)

    @property
    def fixed(self) -> bool:
        """Whether what was noted is a fact already, and stays as it is."""
        status = VisitFinding.Status.ACCEPTED
        return self.finding is not None and self.finding.status == status


def topics_of(user: Any, case: Case, stop: VisitStop) -> list[Topic]:
    """What to look at, for this person. `case` comes from `with_knowledge`."""
    rows = VisitFinding.objects.visible_to(user).filter(stop=stop, author=user)
    own = {(row.criterion_id, row.aspect): row for row in rows}
    return [*_asked(user, case, stop, own), *_soft(own)]


def _asked(
    user: Any, case: Case, stop: VisitStop, own: dict[tuple[str | None, str], VisitFinding]
) -> list[Topic]:
    """What the requirements ask, unknown first, then the musts; a distance is measured."""
    found = asked(user, case)
    needed: dict[str, list[Requirement]] = {}
    for row in found[1] if found else []:
        if row.criterion.kind != Criterion.Kind.DISTANCE:
            needed.setdefault(row.criterion_id, []).append(row)
    criteria = [rows[0].criterion for rows in needed.values()]
    site = stop.candidate.site
    topics = [
        Topic(
            key=f"c-{answer.criterion.pk}",
            label=str(answer.criterion),
            criterion=answer.criterion,
            must=any(
                row.level == Requirement.Weightiness.MUST for row in needed[answer.criterion.pk]
            ),
            needs=list(dict.fromkeys(need_words(row) for row in needed[answer.criterion.pk])),
            known=answer,
            finding=own.get((answer.criterion.pk, "")),
        )
        for answer in answers_for([site], criteria)[site.pk]
    ]
    return sorted(topics, key=lambda topic: (not topic.unknown, not topic.must))


def _soft(own: dict[tuple[str | None, str], VisitFinding]) -> list[Topic]:
    return [
        Topic(f"a-{value}", str(label), aspect=value, finding=own.get((None, value)))
        for value, label in VisitFinding.Aspect.choices
    ]
