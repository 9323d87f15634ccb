"""The PDFs themselves: what they tell to whom, and that they are archival and accessible."""

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.models import User
from accounts.models.organisation import Role
from cases.models import (
    Bottleneck,
    Candidate,
    ContactPerson,
    Decision,
    Requirement,
    ScaleUpRequest,
    SiteVisit,
)
from reports import periods
from reports.actions import jobs
from reports.actions.figures import make_missing
from reports.areas import Area
from reports.models import ReportJob
from reports.papers import paper_of
from reports.pdf import Forbidden, allowed_file, render_pdf, static_root
from tests import factories
from tests.reports.conftest import COMPANY, Queue
from tests.reports.story import tell

pytestmark = pytest.mark.pango
CONTACT = "Wilhelmina Achterberg"
SECRETS = ("Zilverstroom", "23456789", CONTACT, "Eindhoven", "groeit uit haar jas", "netbrief")


@pytest.fixture
def rich(shared: SimpleNamespace) -> SimpleNamespace:
    """The case with everything that hangs on it."""
    save = Actor.person(shared.manager).save
    case = shared.case
    save(ContactPerson(company=shared.company, name=CONTACT))
    save(Bottleneck(case=case, kind="grid", description=f"{COMPANY} zit vol", evidence="netbrief"))
    request = save(
        ScaleUpRequest(
            case=case,
            number=1,
            status="signed",
            signed_by=CONTACT,
            signed_on=case.created_at.date(),
        )
    )
    save(Requirement(request=request, criterion_id="plot_area_ha", minimum=2, note="aaneen"))
    near = factories.site(name="Terrein Nabij", province_id="NL-OV", municipality_id="GM0153")
    far = factories.site(name="Terrein Ver", province_id="NL-LI", municipality_id="GM0935")
    at = case.created_at
    candidate = save(Candidate(case=case, site=near, reason=f"{COMPANY} wil dit", added_at=at))
    save(Candidate(case=case, site=far, reason="ook goed", added_at=at))
    save(
        SiteVisit(
            case=case,
            starts_at=at,
            ends_at=at.replace(year=at.year + 1),
            guests=CONTACT,
            host=shared.profile.default_organisation(),
            conclusion=f"{COMPANY} was onder de indruk",
            programme="Rondgang en gesprek",
        )
    )
    decision = {"outcome": "other_region", "preferred": candidate, "motivation": f"{COMPANY} kiest"}
    save(Decision(case=case, **decision))
    return shared


def sheet(shared: SimpleNamespace, user: User, language: str = "nl") -> PdfReader:
    with translation.override(language):
        job = jobs.order_sheet(Actor.person(user), shared.case, Queue())
    assert jobs.run(job.pk), ReportJob.objects.get(pk=job.pk).error
    job.refresh_from_db()
    return PdfReader(io.BytesIO(job.file.read()))


def text_of(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def everything_in(reader: PdfReader) -> str:
    """Text, metadata, outline, structure and all other strings of the file."""
    found = [text_of(reader), str(reader.metadata), str(reader.outline)]
    for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
        entry = reader.get_object(number)
        found.append(str(entry))
        if hasattr(entry, "get_data"):
            found.append(entry.get_data().decode("utf-8", "ignore"))
    return " ".join(found)


def test_who_knows_the_company_gets_all_of_the_case(rich: SimpleNamespace) -> None:
    words = text_of(sheet(rich, rich.manager))
    assert COMPANY in words
    for part in ("Eindhoven", "netbrief", "Terrein Nabij", "Terrein Ver", "onder de indruk"):
        assert part in words, part
    assert rich.case.code_name in words
    assert rich.case.reference in words


def test_who_knows_the_profile_learns_no_more_anywhere_in_the_file(rich: SimpleNamespace) -> None:
    reader = sheet(rich, rich.profile)
    words = text_of(reader)
    for part in (rich.case.code_name, "meetkoppen", "aaneen", "Terrein Nabij", "Rondgang"):
        assert part in words, part
    assert "Terrein Ver" not in words
    whole = everything_in(reader)
    for secret in SECRETS:
        assert secret not in whole, secret


def test_the_title_is_the_code_name_even_for_who_knows_more(rich: SimpleNamespace) -> None:
    reader = sheet(rich, rich.informed)
    assert reader.metadata is not None
    assert rich.case.code_name in str(reader.metadata.title)
    assert "Zilverstroom" not in str(reader.metadata)
    assert "Zilverstroom" not in reader.root_object["/Metadata"].get_object().get_data().decode()


def assert_accessible(reader: PdfReader, language: str) -> None:
    root: Any = reader.root_object
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"]
    metadata = root["/Metadata"].get_object()
    assert "/Filter" not in metadata
    xmp = metadata.get_data().decode()
    assert "<pdfaid:part>2" in xmp or 'pdfaid:part="2"' in xmp
    assert "<pdfaid:conformance>A" in xmp or 'pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp
    assert "PDF/UA identification schema" in xmp
    roles = set(roles_of(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= roles
    for page in reader.pages:
        fonts = page["/Resources"].get("/Font", {})
        for font in fonts.values():
            kid = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = kid["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "Source" in descriptor["/FontName"]


def roles_of(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [role for kid in node for role in roles_of(kid)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (roles_of(node["/K"]) if "/K" in node else [])


def alternatives_of(node: Any) -> list[str]:
    """What is read out in the place of a picture."""
    node = node.get_object()
    if isinstance(node, list):
        return [words for kid in node for words in alternatives_of(kid)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alternatives_of(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_sheet_is_archival_and_accessible(rich: SimpleNamespace, language: str) -> None:
    assert_accessible(sheet(rich, rich.manager, language), language)


def test_the_figures_are_archival_and_accessible_and_have_their_charts(
    programme: None, readers: dict[str, User]
) -> None:
    from_page = jobs.order_dashboard(
        Actor.person(readers["province"]),
        Area(factories.province("NL-NB")),
        periods.last_ended(),
        Queue(),
    )
    assert jobs.run(from_page.pk)
    from_page.refresh_from_db()
    assert from_page.made_for == {"protected": True}
    reader = PdfReader(io.BytesIO(from_page.file.read()))
    assert_accessible(reader, "nl")
    root: Any = reader.root_object
    assert "/Figure" in roles_of(root["/StructTreeRoot"])
    spoken = alternatives_of(root["/StructTreeRoot"])
    assert any("Trechter. Intake: " in words for words in spoken), spoken
    assert "Noord-Brabant" in text_of(reader)


def test_own_figures_have_their_map_and_spread_read_out(db: None) -> None:
    """The paper with every chart: nothing of it is hidden."""
    tell()
    make_missing()
    found = Decision.objects.filter(approved_at__lt=periods.moment_after(periods.last_ended()))
    own = Area(organisation=found.earliest("approved_at").case.origin)
    actor = Actor.person(factories.person(own.organisation, Role.READER))
    job = jobs.order_dashboard(actor, own, periods.last_ended(), Queue())
    assert jobs.run(job.pk)
    job.refresh_from_db()
    reader = PdfReader(io.BytesIO(job.file.read()))
    assert_accessible(reader, "nl")
    assert str(own) in text_of(reader)
    root: Any = reader.root_object
    spoken = alternatives_of(root["/StructTreeRoot"])
    roads = [words for words in spoken if re.search(r"\w naar [A-Z]", words)]
    assert len(roads) == 1  # the grid beneath the map names columns by letters
    assert any("Het hele traject, " in words for words in spoken), spoken


def test_figures_of_an_area_that_is_no_longer_theirs_are_not_made(
    programme: None, readers: dict[str, User]
) -> None:
    actor = Actor.person(readers["province"])
    job = jobs.order_dashboard(
        actor, Area(factories.province("NL-GR")), periods.last_ended(), Queue()
    )
    assert jobs.run(job.pk) is False


def test_paper_takes_a_constant_number_of_queries(rich: SimpleNamespace) -> None:
    job = jobs.order_sheet(Actor.person(rich.manager), rich.case, Queue())

    def queries() -> int:
        fresh = ReportJob.objects.get(pk=job.pk)
        with CaptureQueriesContext(connection) as found:
            paper = paper_of(fresh)
            render_to_string(paper.template, paper.context)
        return len(found)

    before = queries()
    save = Actor.person(rich.manager).save
    for number in range(4):
        site = factories.site(name=f"Meer {number}")
        save(Candidate(case=rich.case, site=site, reason="past", added_at=rich.case.created_at))
        save(Bottleneck(case=rich.case, kind="space", description="vol"))
    assert queries() == before


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/x.png",
        "file:///etc/passwd",
        "data:text/plain,x",
        "{root}/../config/settings.py",
        "{root}/css/../../manage.py",
        "{root}/css/%2e%2e/%2e%2e/manage.py",
        "{root}/vendor/htmx/htmx.min.js",
    ],
)
def test_a_document_fetches_our_own_fonts_and_styles_only(url: str) -> None:
    with pytest.raises(Forbidden):
        allowed_file(url.format(root=static_root().as_uri()))


def test_our_own_files_are_fetched() -> None:
    for path in ("css/pdf.css", "vendor/source-sans-3/source-sans-3-latin-400-normal.woff2"):
        assert allowed_file(f"{static_root().as_uri()}/{path}").is_file()


def test_words_of_people_are_not_markup(rich: SimpleNamespace) -> None:
    rich.case.situation = '<img src="file:///etc/hostname"><h1>Groot</h1>'
    Actor.person(rich.manager).save(rich.case)
    assert "<h1>Groot</h1>" in text_of(sheet(rich, rich.manager))


def test_the_pdf_module_renders_what_it_is_given(db: None) -> None:
    with pytest.raises(Exception, match="does-not-exist"):
        render_pdf("reports/pdf/does-not-exist.html", {})
