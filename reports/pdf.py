"""HTML to a PDF that is archival and accessible at once: PDF/A-2a and PDF/UA-1 in one file.

WeasyPrint writes either; the finisher below makes one file both. It leaves the metadata
uncompressed (ISO 19005-2, 6.6.2.1) and adds the identification of PDF/UA with the extension schema
that PDF/A asks for (ISO 14289-1, 5; ISO 19005-2, 6.6.2.3.3).
"""

import io
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

VARIANT = "pdf/a-2a"
_BEGIN, _END = b"\nstream\n", b"\nendstream"
_MOST_SPACES = 8
_CHART = re.compile(r"<svg .*?<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>.*?</svg>", re.DOTALL)
_SERVED = ("vendor/source-sans-3/", "css/")
_UA = b"""<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
"""


class PangoMissing(Exception):
    """The system lacks the library that sets the text."""


class Forbidden(ValueError):
    """A document asked for something that is not one of our own files."""


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a PDF. Raises PangoMissing when the system has no Pango."""
    html: str = render_to_string(template, context)
    try:
        # Loads Pango when imported: the rest of the product must work without it.
        import weasyprint  # noqa: PLC0415
    except OSError as error:
        raise PangoMissing(str(error)) from error
    root = static_root().as_uri() + "/"
    html, charts = _charts_apart(html, root)
    fetcher = _fetcher(weasyprint, charts)
    document = weasyprint.HTML(string=html, base_url=root, url_fetcher=fetcher)
    result: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=make_accessible)
    return result


def _charts_apart(html: str, root: str) -> tuple[str, dict[str, bytes]]:
    """The page with each chart as an image, and the images by their address.

    As markup of the page every bar of a chart would be styled as a paragraph is, which takes a
    third of the time, and only its title would be read out.
    """
    charts: dict[str, bytes] = {}

    def apart(chart: re.Match[str]) -> str:
        address = f"{root}chart-{len(charts)}.svg"
        charts[address] = chart[0].encode()
        return f'<img src="{address}" alt="{chart[1]}. {chart[2]}">'

    return _CHART.sub(apart, html), charts


def static_root() -> Path:
    """Where our own static files lie, collected or not."""
    return Path(settings.STATICFILES_DIRS[0])


def allowed_file(url: str) -> Path:
    """The file behind an address that a document may use. Raises Forbidden for anything else."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    root = static_root().resolve()
    if parts.scheme != "file" or not any(path.is_relative_to(root / part) for part in _SERVED):
        raise Forbidden("A report uses our own fonts and styles only.")
    return path


def _fetcher(weasyprint: Any, charts: dict[str, bytes]) -> Any:
    """WeasyPrint's fetcher, narrowed to the charts of the page and to our own fonts and styles: no
    network, no other file."""

    class OwnFilesOnly(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            answer = weasyprint.urls.URLFetcherResponse
            if url in charts:
                return answer(url, charts[url], {"Content-Type": "image/svg+xml"})
            path = allowed_file(url)
            if path.suffix != ".woff2":
                return super().fetch(path.as_uri(), headers)
            return answer(url, unpacked_font(path))

    return OwnFilesOnly()


@cache
def unpacked_font(path: Path) -> bytes:
    """A woff2 as the TrueType file within it; unpacking takes longer than setting a page."""
    # Comes with WeasyPrint, and is as heavy.
    from fontTools.ttLib import woff2  # type: ignore[import-untyped]  # noqa: PLC0415

    plain = io.BytesIO()
    woff2.decompress(io.BytesIO(path.read_bytes()), plain)
    return plain.getvalue()


def make_accessible(_document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher: the metadata also says that this is PDF/UA-1, and no stream ends in
    what a reader may take for the end of a line."""
    for entry in pdf.objects:
        extra = getattr(entry, "extra", None)
        if extra is not None and str(extra.get("Type")) == "/Metadata":
            entry.compress = False
            entry.stream = [
                bytes(part).replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>") for part in entry.stream
            ]
        else:
            _end_clearly(entry)
    add = pdf.add_object

    def add_clearly(entry: Any) -> None:
        """Where the objects lie is added last, when all else is written."""
        add(entry)
        _end_clearly(entry)

    pdf.add_object = add_clearly


def _end_clearly(entry: Any) -> None:
    """A stream whose last byte is a line end has two readings of its length, and PDF/A allows one
    (ISO 19005-2, 6.1.7.1). Drawing gets white space at its end; what is no text stays unpacked.

    Packed here, once: WeasyPrint does it each time that it needs the bytes, at the highest level.
    """
    if not getattr(entry, "compress", False):
        return
    entry.compress = False
    _head, _keyword, rest = entry.data.partition(_BEGIN)
    plain: bytes = rest.removesuffix(_END)
    for spaces in range(_MOST_SPACES if plain.isascii() else 1):
        packed = zlib.compress(plain + b" " * spaces)
        if not packed.endswith((b"\r", b"\n")):
            entry.stream = [packed]
            entry.extra["Filter"] = "/FlateDecode"
            return
