"""Looks through a built site: every link leads to a page and a place that are there, nothing is loaded from elsewhere.

Usage: check.py SITE
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser loads by itself, as against what a reader may follow.
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Page(HTMLParser):
    """The places of a page that can be linked to, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes ids, links and what is loaded."""
        found = dict(attrs)
        self.places.update(found[name] or "" for name in ("id", "name") if name in found)
        attribute = LOADED.get(tag, "href" if tag == "a" else "")
        if found.get(attribute):
            self.links.append((found[attribute] or "", tag != "a"))


def faults(site: Path) -> Iterator[str]:
    """What is wrong, in sentences."""
    swift = site / "reference" / "swift"
    pages = {
        file: Page(file.read_text())
        for file in sorted(site.rglob("*.html"))
        # docc's pages are made of scripts; the page for addresses that there are not does not know where it is.
        if swift not in file.parents and file.name != "404.html"
    }
    if not pages:
        yield f"{site} has no pages"
    for file, page in pages.items():
        for link, is_loaded in page.links:
            fault = _fault(file, link, is_loaded, pages, swift)
            if fault:
                yield f"{file.relative_to(site)}: {link} {fault}"


def _fault(file: Path, link: str, is_loaded: bool, pages: dict[Path, Page], swift: Path) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "is loaded from elsewhere" if is_loaded and parts.scheme != "data" else ""
    target = Path(os.path.normpath(file.parent / unquote(parts.path))) if parts.path else file
    if swift in target.parents and not swift.exists():
        return ""
    if not target.is_file():
        return "is not there"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].places:
        return "leads to no place there"
    return ""


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1])))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(bool(found))
