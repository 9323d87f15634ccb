"""A page as the set of its elements: what makes it another page than the last one, for a test."""

from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What has to say something: without words it is another case for axe.
SPEAKS = {"a", "button", "label", "th", "summary", "title", "option"} | HEADINGS


class Shapes(HTMLParser):
    """`found`: every element with its classes and attributes, within which other element, whether
    it says something, in which order headings follow each other, and each id that is there twice.
    `links`: the addresses within the product, without their fragments.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []
        self._ids: set[str] = set()
        self._heading = ""
        self._open: list[tuple[str, str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href", "").startswith("/"):
            self.links.append(values["href"].split("#")[0])
        if tag in HEADINGS:
            self.found.add(f"{self._heading}, then {tag}")
            self._heading = tag
        if (name := values.get("id")) and name in self._ids:
            self.found.add(f"twice #{name}")
        self._ids.add(values.get("id", ""))
        classes = ".".join(sorted(values.get("class", "").split()))
        within = self._open[-1][1] if self._open else ""
        of_itself = f"{tag}.{classes}"
        told = [values.get("role"), values.get("type"), *sorted(values)]
        self.found.add(f"{within} > {of_itself} {told}")
        if tag not in VOID:
            self._open.append((tag, of_itself, False))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open = [(tag, of_itself, True) for tag, of_itself, _ in self._open]

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, *_ in self._open):
            while self._open:
                name, of_itself, speaks = self._open.pop()
                if name in SPEAKS and not speaks:
                    self.found.add(f"silent {of_itself}")
                if name == tag:
                    break
