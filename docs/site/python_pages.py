"""Pages of the Python reference: one for each public module, each public name on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import griffe

FOLDER = "reference/python"

# Pages in the order of the navigation. A name stands on the first page whose module has it.
_MODULES = (
    "models",
    "layers",
    "initializers",
    "optimizers",
    "optimizers.schedules",
    "losses",
    "metrics",
    "callbacks",
    "datasets.digits",
    "datasets.mnist",
    "datasets.fashion_mnist",
    "datasets.svhn",
    "datasets.mnist_m",
    "diagnosis",
    "plotting",
    "saving",
    "convert",
    "sklearn",
    "watching",
    "embedding",
    "lab",
    "",
)
# What public methods return without its being anything to make oneself.
_RETURNED = {"models": ("normkit._finishing.Folded", "normkit._weights.Weight")}
# Sequential's methods come from classes that are nobody's business.
_WITH_INHERITED = {"normkit.models.Sequential"}


class ReferenceError(Exception):
    """The package has something that the reference would leave out."""


def python_pages(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The pages' texts by their places, and every module's place, for the package in `folder`, which is only read."""
    package = griffe.load("normkit", search_paths=[folder], docstring_parser="numpy", resolve_aliases=True)
    assert isinstance(package, griffe.Module)
    _check_modules(package)
    pages: dict[str, str] = {}
    places: dict[str, str] = {}
    rows = []
    for name in _MODULES:
        module = package[name] if name else package
        page = f"{_slug(name)}.md"
        lines = [f"# {module.path}", "", _text(module), ""]
        for member in _members(module, places):
            places[member.canonical_path] = page
            lines += _entry(member)
        for path in _RETURNED.get(name, ()):
            lines += _entry(package[path.removeprefix("normkit.")])
        pages[f"{FOLDER}/{page}"] = "\n".join(lines)
        rows.append(f"| [`{module.path}`]({page}) | {_text(module).splitlines()[0]} |")
    index = ["# Python", "", _text(package), "", "| module | |", "|---|---|", *rows, ""]
    index += ["## Names of `normkit` itself", "", "| name | |", "|---|---|"]
    for member in _public(package):
        if not member.is_module:
            page = places[member.canonical_path]
            place = f"{page}#normkit.{member.name}" if page == f"{_slug('')}.md" else page
            index.append(f"| [`normkit.{member.name}`]({place}) | {_text(member).splitlines()[0]} |")
    whole = {package[name].path if name else "": f"{FOLDER}/{_slug(name)}.md" for name in _MODULES}
    return {f"{FOLDER}/index.md": "\n".join(index), **pages}, whole


def _slug(module: str) -> str:
    return module.replace(".", "-") or "normkit"


def _text(thing: griffe.Object | griffe.Alias) -> str:
    if thing.docstring is None:
        raise ReferenceError(f"{thing.path} has no docstring")
    return thing.docstring.value


def _public(module: griffe.Object | griffe.Alias) -> Iterator[griffe.Object | griffe.Alias]:
    """What `__all__` names; without one, what is defined there without an underscore."""
    exports = module.exports
    for name, member in module.members.items():
        wanted = name in exports if exports is not None else not name.startswith("_") and not member.is_alias
        if wanted and name != "__version__":
            yield member


def _members(module: griffe.Object, places: dict[str, str]) -> Iterator[griffe.Object | griffe.Alias]:
    for member in _public(module):
        if not member.is_module and member.canonical_path not in places:
            yield member


def _check_modules(package: griffe.Module) -> None:
    """A new public module needs a page, or modules above it that have all of its names."""

    def walk(module: griffe.Module) -> Iterator[griffe.Module]:
        for child in module.modules.values():
            if not child.is_alias and not child.name.startswith("_"):
                yield child
                yield from walk(child)

    shown = {member.canonical_path for name in _MODULES for member in _public(package[name] if name else package)}
    for module in walk(package):
        if module.path.removeprefix("normkit.") in _MODULES:
            continue
        for member in _public(module):
            if module.exports is not None and not member.is_module and member.canonical_path not in shown:
                raise ReferenceError(f"{member.path} is public and on no page of the reference")


def _entry(member: griffe.Object | griffe.Alias) -> list[str]:
    inherited = "true" if member.canonical_path in _WITH_INHERITED else "false"
    return [f"::: {member.path}", "    options:", f"      inherited_members: {inherited}", ""]
