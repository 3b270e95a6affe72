"""What MkDocs calls while it builds the site: adds the pages that are made of something else, and mends links."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).resolve().parent))

import c_pages  # noqa: E402, beside this file, which MkDocs loads by its path
import links  # noqa: E402
import python_pages  # noqa: E402

DECISIONS = "decisions"

_made: dict[str, str] = {}
_names: dict[str, str] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Makes the references' pages and puts them into the navigation."""
    _made.clear()
    for page, file in ((page, ROOT / path) for path, page in links.PAGES.items()):
        _made[page] = file.read_text()
    for pages, names in (
        c_pages.c_pages(ROOT / "Include" / "normkit.h"),
        python_pages.python_pages(ROOT / "bindings" / "python"),
    ):
        _made.update(pages)
        _names.update(names)
    _fill(config.nav or [])
    return config


def _fill(nav: list[object]) -> None:
    """Puts a folder's pages where the navigation names the folder."""
    for place, item in enumerate(nav):
        if isinstance(item, dict):
            for name, value in item.items():
                if value in (c_pages.FOLDER, python_pages.FOLDER):
                    nav[place] = {name: [page for page in _made if page.startswith(f"{value}/")]}
                elif value == DECISIONS:
                    found = sorted((ROOT / "docs" / DECISIONS).glob("*.md"))
                    nav[place] = {name: [f"{DECISIONS}/{file.name}" for file in found]}
                elif isinstance(value, list):
                    _fill(value)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds them, and pages for files of the repository that pages link to."""
    for place, text in _made.items():
        files.append(File.generated(config, place, content=text))
    waiting = [file for file in files if file.is_documentation_page() and file.inclusion != InclusionLevel.EXCLUDED]
    while waiting:
        file = waiting.pop()
        for path in links.linked_files(links.path_of(file.src_uri), file.content_string):
            place = links.place_of(path)
            if files.get_file_from_path(place) is None and (ROOT / path).exists() and not links.is_page(path):
                source = File.generated(config, place, content=links.source_page(ROOT, path))
                files.append(source)
                waiting.append(source)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mends links, makes names links to the references; keeps the pages that show files out of the search."""
    if page.file.src_uri.startswith(f"{links.SOURCES}/"):
        page.meta["search"] = {"exclude": True}
    fitted = links.fitted(page.file.src_uri, markdown)
    if page.file.src_uri.startswith("reference/"):
        return fitted
    return links.named(page.file.src_uri, fitted, _names)
