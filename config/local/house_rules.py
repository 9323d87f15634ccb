"""Limits of size that ruff does not know: functions, views, files and templates.

Exceptions stand in house_exceptions.toml, each with its reason; one that is not needed any more
fails, so that the list only holds what is true.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.local.account import PROJECT

FUNCTION_LINES = 40
VIEW_LINES = 20
FILE_LINES = 400
TEMPLATE_LINES = 150
EXCEPTIONS = Path(__file__).with_name("house_exceptions.toml")
NOT_OURS = {"staticfiles", "media", "node_modules", "vendor"}


@dataclass(frozen=True)
class Excess:
    """Something longer than the house allows; `name` is empty for a whole file."""

    path: str
    name: str
    lines: int
    limit: int

    def __str__(self) -> str:
        what = f"{self.path}: {self.name}" if self.name else self.path
        return f"{what} has {self.lines} lines, at most {self.limit}"


def files(project: Path, suffix: str) -> Iterator[Path]:
    """Our own files with this suffix, as paths within the project."""
    for path in sorted(project.rglob(f"*{suffix}")):
        parts = path.relative_to(project).parts
        if not any(part in NOT_OURS or part.startswith(".") for part in parts):
            yield path.relative_to(project)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last statement, the docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _is_view(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = function.args.posonlyargs + function.args.args
    in_views = "views" in path.parts or path.name == "views.py"
    return in_views and bool(arguments) and arguments[0].arg == "request"


def long_functions(path: Path, source: str) -> Iterator[Excess]:
    """Functions over 40 lines, and views over 20."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = VIEW_LINES if _is_view(path, node) else FUNCTION_LINES
            if (lines := length(node)) > limit:
                yield Excess(str(path), node.name, lines, limit)


def excesses(project: Path) -> Iterator[Excess]:
    """Everything in the project that is longer than the house allows."""
    for suffix, limit in ((".py", FILE_LINES), (".js", FILE_LINES), (".html", TEMPLATE_LINES)):
        for path in files(project, suffix):
            source = (project / path).read_text(encoding="utf-8")
            lines = source.count("\n")
            if lines > limit and "migrations" not in path.parts:  # Django writes those
                yield Excess(str(path), "", lines, limit)
            if suffix == ".py":
                yield from long_functions(path, source)


def allowed() -> dict[tuple[str, str], str]:
    """The exceptions: (path, function or nothing) to the reason."""
    listed = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    return {(item["path"], item.get("name", "")): item["reason"].strip() for item in listed}


def verdict(found: list[Excess], reasons: dict[tuple[str, str], str]) -> list[str]:
    """The sentences to fail with; empty when the house is in order."""
    keys = {(excess.path, excess.name) for excess in found}
    wrong = [str(excess) for excess in found if (excess.path, excess.name) not in reasons]
    for key, reason in reasons.items():
        where = ": ".join(part for part in key if part)
        if key not in keys:
            wrong.append(f"{where} is listed as an exception and is none any more")
        elif not reason:
            wrong.append(f"{where} is listed as an exception without a reason")
    return wrong


def main() -> int:
    """0 when nothing is too long without a reason."""
    wrong = verdict(list(excesses(PROJECT)), allowed())
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
