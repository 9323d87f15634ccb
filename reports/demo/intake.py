"""From the first signal to a case that is ready for matching."""

import datetime

from django.utils import formats, timezone

from cases.actions.blocks import save_block
from cases.actions.case import open_case, update_case
from cases.actions.company import create_company, save_contact
from cases.actions.intake import judge, save_bottleneck, save_facts
from cases.actions.request import save_requirement, sign, start_version
from cases.actions.stage import move_forward
from cases.models import Bottleneck, Case, EligibilityReview, Outcome, Requirement
from regions.models import Municipality
from reports.demo import content, daily
from reports.demo.requirements import rows_for
from reports.demo.story import Story

Verdict = EligibilityReview.Verdict
MILLION = 1_000_000
SOURCES = ("rom", "board", "company", "company", "other")
OPERATORS = {
    "bom": "Enexis", "brainport": "Enexis", "liof": "Enexis", "nom": "Enexis", "iq": "Stedin",
    "rur": "Stedin", "iz": "Stedin", "oost": "Liander", "hf": "Liander", "inw": "Liander",
    "nfia": "Enexis",
}  # fmt: skip


def tell_intake(story: Story, upto: str) -> None:
    """Adds the steps of the intake, as far as `upto`: new, review, rejected, ready, or on."""
    story.then(0, lambda: _open(story))
    if story.text.contacts:
        story.then(0.5, lambda: _contacts(story))
    story.then(1, lambda: daily.own_note(story))
    if upto == "new":
        if story.text.bottlenecks:
            story.then(1, lambda: _bottlenecks(story, story.text.bottlenecks, proven=False))
        return
    story.then(1, lambda: _describe(story))
    story.then(2, lambda: _bottlenecks(story, story.text.bottlenecks, proven=True))
    story.then(1, lambda: daily.evidence(story))
    story.then(1, lambda: _facts(story))
    story.then(2, lambda: _requirements(story))
    if upto == "review":
        return
    verdict = Verdict.REJECTED if upto == "rejected" else Verdict.ACCEPTED
    story.then(2, lambda: _judge(story, verdict))
    if upto == "on":
        story.then(1, lambda: forward(story))


def forward(story: Story) -> None:
    """To the next stage, when its gate is open."""
    reason = story.take(content.texts()["moves"]["forward"], 1)[0]
    story.case = move_forward(story.manager, story.case, None, reason)


def _open(story: Story) -> None:
    text = story.text
    place = Municipality.objects.get(name=text.municipality)
    chance = story.chance
    values = {
        "name": text.company,
        "kvk_number": f"{99_300_000 + chance.randint(0, 9999) * 60 + story.number}",
        "municipality": place,
        "website": f"https://www.{text.company.split()[0].lower()}.example/",
        "description": text.description,
        "sector": text.sector,
        "employees_fte": text.employees,
        "sensitivity": text.sensitivity,
        "export_controlled": text.sensitivity == "very_sensitive",
        "listed": text.confidentiality == "strict",
        "financed_by_rom": chance.random() < 0.2,
    }
    codes = text.technologies
    story.company = create_company(story.manager, story.origin, values, codes, codes[0])
    network = text.confidentiality == "restricted" and chance.random() < 0.3
    facts = {
        "account_manager": story.manager.user,
        "origin_municipality": place,
        "confidentiality": Case.Confidentiality.NETWORK if network else text.confidentiality,
        "lead_source": "nfia" if text.origin == "nfia" else chance.choice(SOURCES),
        "situation": text.situation,
    }
    story.case = open_case(
        story.manager, story.company, story.origin, facts, code_name=story.code_name
    )


def _contacts(story: Story) -> None:
    host = f"{story.text.company.split()[0].lower()}.example"
    for number, words in enumerate(story.text.contacts):
        name, job = words.split("|")
        address = ".".join(part for part in name.lower().split() if part not in ("dr.", "ter"))
        values = {
            "name": name,
            "job_title": job,
            "email": f"{address}@{host}",
            "phone": f"06 0000 {story.number:02d}{number:02d}",
            "primary": number == 0,
        }
        save_contact(story.manager, story.company, None, values, None)


def _describe(story: Story) -> None:
    """The key facts, once the growth plan is there."""
    text = story.text
    new, retained = text.jobs
    start = timezone.localdate() if text.road in Outcome.values else story.cast.today
    decided = start + datetime.timedelta(days=60 + 15 * (story.number % 8))
    values = {
        "activity": text.activity,
        "summary": text.summary,
        "jobs_new_fte": new,
        "jobs_retained_fte": retained,
        "capex_eur": text.capex * MILLION,
        "area_ha": str(text.area),
        "power_mw": str(text.power),
        "decision_expected_on": decided,
        "operational_on": decided + datetime.timedelta(days=540),
    }
    story.case = update_case(story.manager, story.case, values, None)


def _bottlenecks(story: Story, kinds: list[str], proven: bool) -> None:
    said = content.read("bottlenecks")
    for kind in kinds:
        words = said[kind][story.number % len(said[kind])]
        values = {
            "kind": Bottleneck.Kind(kind),
            "description": _fill(story, words["description"]),
            "evidence": _fill(story, words["evidence"]) if proven else "",
            "solvable_by": _solvable(story, kind),
        }
        save_bottleneck(story.manager, story.case, None, values)


def _solvable(story: Story, kind: str) -> datetime.date | None:
    """A year for the grid and nitrogen; for the rest nobody can say."""
    if kind not in ("grid", "nitrogen"):
        return None
    return datetime.date(story.cast.today.year + 4 + story.number % 4, 1, 1)


def _fill(story: Story, words: str) -> str:
    day = timezone.localdate() - datetime.timedelta(days=12)
    return words.format(
        gemeente=story.text.municipality,
        netbeheerder=OPERATORS[story.text.origin],
        mw=formats.localize(story.text.power),
        ha=formats.localize(story.text.area),
        datum=formats.date_format(day, "j F Y"),
    )


def _facts(story: Story) -> None:
    said = content.read("bottlenecks")
    values = {
        "is_deeptech": story.text.road != "not_eligible",
        "deeptech_reason": said["deeptech"][story.text.kind],
        "own_region_options": _fill(story, story.take(said["own_region"]["options"], 1)[0]),
        "municipality_statement": _fill(story, story.take(said["own_region"]["statement"], 1)[0]),
    }
    save_facts(story.manager, story.case, values, None)


def _judge(story: Story, verdict: str) -> None:
    judge(story.chief, story.case, verdict, content.texts()["verdicts"][verdict], None)


def _requirements(story: Story) -> None:
    draft = start_version(story.manager, story.case)
    smaller = bool(story.text.version2 or story.text.back)
    wanted = rows_for(story.text, story.cast.today.year, smaller)
    # At once: one by one they would take a third of the time that the demo may take to load.
    rows = [Requirement(request=draft, **values) for values in wanted]
    for name, criteria in story.text.blocks.items():
        block = save_block(story.manager, story.case, None, {"name": name, "activity": ""})
        for row in rows:
            row.block = block if row.criterion_id in criteria else row.block
    story.manager.bulk_create(rows, "Eis toegevoegd")
    sign(story.manager, story.case, story.signatory, timezone.localdate())


def second_version(story: Story, reason: str) -> None:
    """The company asks for more: a new version, signed off again."""
    draft = start_version(story.manager, story.case, reason)
    wanted = {row["criterion"].pk: row for row in rows_for(story.text, story.cast.today.year)}
    for row in Requirement.objects.filter(request=draft):
        values = wanted[row.criterion_id]
        if row.minimum != values["minimum"] or row.target != values["target"]:
            save_requirement(story.manager, story.case, row, values)
    sign(story.manager, story.case, story.signatory, timezone.localdate())
