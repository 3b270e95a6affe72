"""Where a file of the repository stands in the site, and links between Markdown files made to fit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

# Markdown outside of docs that is a page of its own.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "bindings/python/README.md": "python.md",
}
SOURCES = "source"

_FENCED = re.compile(r"^ *(```+).*?^ *\1$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"(?<![\[`])`([\w.]+)`(?![\]`])")
_LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^)\s#]+)(#[^)\s]*)?\)")
_LANGUAGES = {".c": "c", ".cpp": "cpp", ".h": "c", ".py": "python", ".swift": "swift", ".sh": "bash", ".txt": "text"}


def place_of(path: str) -> str:
    """The place in the site of a file or folder of the repository."""
    if path in PAGES:
        return PAGES[path]
    if is_page(path):
        return path.removeprefix("docs/")
    return f"{SOURCES}/{path}.md"


def is_page(path: str) -> bool:
    """Whether a path is a file of docs, which MkDocs finds itself, and no folder."""
    return path.startswith("docs/") and "." in os.path.basename(path)


def path_of(place: str) -> str:
    """The repository's path of a page of the site: what its links are relative to."""
    for path, page in PAGES.items():
        if page == place:
            return path
    if place.startswith(f"{SOURCES}/"):
        return place.removeprefix(f"{SOURCES}/").removesuffix(".md")
    return f"docs/{place}"


def _targets(text: str) -> Iterator[re.Match[str]]:
    """Links to other files, those in code left alone."""
    for match in _LINK.finditer(_without_code(text)):
        if not re.match(r"[a-z]+:", match[2]):
            yield match


def _without_code(text: str) -> str:
    """The text with blanks for its blocks of code."""
    return _FENCED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def named(place: str, text: str, names: dict[str, str]) -> str:
    """The Markdown of a page, names of the references that it has as code made links, but in links and headings."""
    made, end = [], 0
    for match in _NAME.finditer(re.sub(r"^#.*$", lambda match: " " * len(match[0]), _without_code(text), flags=re.M)):
        if match[1] in names:
            link = os.path.relpath(names[match[1]], os.path.dirname(place) or ".")
            made += [text[end : match.start()], f"[{match[0]}]({link})"]
            end = match.end()
    return "".join(made) + text[end:]


def linked_files(path: str, text: str) -> Iterator[str]:
    """The repository's paths that the Markdown in `path` links to."""
    for match in _targets(text):
        yield os.path.normpath(os.path.join(os.path.dirname(path), match[2]))


def fitted(place: str, text: str) -> str:
    """The Markdown of a page with its links to files of the repository as links between pages."""
    path = path_of(place)
    made, end = [], 0
    for match in _targets(text):
        target = os.path.normpath(os.path.join(os.path.dirname(path), match[2]))
        link = os.path.relpath(place_of(target), os.path.dirname(place) or ".")
        made += [text[end : match.start()], match[1], link, match[3] or "", ")"]
        end = match.end()
    return "".join(made) + text[end:]


def source_page(root: Path, path: str) -> str:
    """A page that shows a file, or lists a folder's."""
    file = root / path
    if file.is_dir():
        names = sorted(child.name for child in file.iterdir() if not child.name.startswith((".", "__")))
        return "\n".join([f"# {path}", "", *(f"- [{name}]({file.name}/{name})" for name in names), ""])
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        return f"# {path}\n\n{file.stat().st_size} bytes that are no text.\n"
    if path.endswith(".md"):
        return text
    language = _LANGUAGES.get(file.suffix, "text")
    return f"# {path}\n\n````{language}\n{text}````\n"
