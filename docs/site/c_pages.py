"""Pages of the C reference in Markdown: one for each section of the header, one for its types, and the list of all."""

from __future__ import annotations

import re
from pathlib import Path

from c_header import Entry, Header, Section, read

FOLDER = "reference/c"

_NAME = re.compile(r"\b(normkit_\w+|NORMKIT_\w+)\b")


def c_pages(header: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The pages' texts by their places in the site, and every name's place."""
    found = read(header)
    places = {name: f"{_slug(title)}.md#{name}" for name, title in found.names.items()}
    pages = {f"{FOLDER}/{_slug(section.title)}.md": _section(section, places) for section in found.sections}
    whole = {name: f"{FOLDER}/{place}" for name, place in places.items()}
    return {f"{FOLDER}/index.md": _index(found, places), **pages}, whole


def _name(title: str) -> str:
    """A section's heading: its title up to the colon."""
    return re.split(r"[:;,.]", title)[0]


def _rest(title: str) -> str:
    """What the title says after that."""
    rest = title[len(_name(title)) :].lstrip(":;,. ")
    return rest[:1].upper() + rest[1:]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z]+", "-", _name(title).lower()).strip("-")


def _prose(text: str, places: dict[str, str], own: str = "") -> str:
    """The header's words in Markdown: nothing but names, which lead to their places, means anything more."""
    pieces = []
    for number, piece in enumerate(text.split("`")):
        if number % 2:
            pieces.append(f"`{piece}`")
            continue
        plain = re.sub(r"([\\*{}\[\]<>#|])", r"\\\1", piece)
        pieces.append(_NAME.sub(lambda match: _link(match[1], places, own), plain))
    return "".join(pieces)


def _link(name: str, places: dict[str, str], own: str) -> str:
    return f"`{name}`" if name == own or name not in places else f"[`{name}`]({places[name]})"


def _index(header: Header, places: dict[str, str]) -> str:
    lines = [
        "# C",
        "",
        f"`normkit.h` of version {header.version}. [The way through it](../../c.md) is another page; this is what the "
        "header says, function by function.",
        "",
    ]
    for paragraph in header.opening[2:]:
        lines += [_prose(paragraph, places), ""]
    for section in header.sections:
        lines += [f"## [{_name(section.title)}]({_slug(section.title)}.md)", ""]
        lines += [_prose(_rest(section.title), places), "", "| | |", "|---|---|"]
        for entry in section.entries:
            what = re.split(r"(?<=\w)[.;](?: |$)", entry.paragraphs[0])[0]
            lines.append(f"| [`{entry.name}`]({places[entry.name]}) | {_prose(what, places)} |")
        lines.append("")
    return "\n".join(lines)


def _section(section: Section, places: dict[str, str]) -> str:
    lines = [f"# {_name(section.title)}", "", _prose(_rest(section.title), places), ""]
    for entry in section.entries:
        lines += _entry(entry, places)
    return "\n".join(lines)


def _entry(entry: Entry, places: dict[str, str]) -> list[str]:
    lines = [f"## {entry.name} {{ #{entry.name} }}", "", "```c", entry.declaration, "```", ""]
    for paragraph in entry.paragraphs:
        lines += [_prose(paragraph, places, entry.name), ""]
    if entry.parameters:
        lines += ["| parameter | |" if entry.threads else "| member | |", "|---|---|"]
        lines += [_row(entry, name, text, places) for name, text in entry.parameters]
        lines.append("")
    if entry.returns:
        lines += [f"**Returns** {_prose(entry.returns, places)}", ""]
    if entry.threads:
        lines += [f"**Threads** {entry.threads}. **Since** {entry.since}.", ""]
    return lines


def _row(entry: Entry, name: str, text: str, places: dict[str, str]) -> str:
    anchor = f'<span id="{name.split(maxsplit=1)[0]}"></span>' if name.startswith("NORMKIT_") else ""
    return f"| {anchor}`{name}` | {_prose(text, places, entry.name)} |"
