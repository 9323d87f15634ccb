"""The words of an editor: paragraphs, and lists whose lines begin with a dash."""

from typing import Any

DASHES = ("- ", "• ", "* ", "– ")


def blocks_of(text: str) -> list[dict[str, Any]]:
    """An empty line begins a new paragraph or list. Nothing in the text is markup."""
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for line in map(str.strip, text.splitlines()):
        if not line:
            fresh = True
            continue
        kind = "list" if line.startswith(DASHES) else "text"
        if fresh or found[-1][0] != kind:
            found.append((kind, []))
        found[-1][1].append(line[2:].strip() if kind == "list" else line)
        fresh = False
    return [{"kind": kind, "lines": lines} for kind, lines in found]
