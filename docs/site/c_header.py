"""Reads Include/normkit.h: its sections with their functions, and the types, each with its comment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

TYPES = "Types"


class HeaderError(Exception):
    """The header has something that the reference would show wrongly."""


@dataclass
class Entry:
    """A function, a type or a constant.

    Attributes
    ----------
    name
        As C has it.
    declaration
        Its text in the header, comments within it left out.
    paragraphs
        What its comment says, one string a paragraph.
    parameters
        Names with texts; of a type its members, each with its declaration.
    returns
        What `@return` says.
    threads, since
        The comment's last line, of functions.
    """

    name: str
    declaration: str
    paragraphs: list[str]
    parameters: list[tuple[str, str]] = field(default_factory=list)
    returns: str = ""
    threads: str = ""
    since: str = ""


@dataclass
class Section:
    """What stands under one of the header's headings."""

    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Header:
    """The whole header."""

    opening: list[str]
    version: str
    sections: list[Section]

    @property
    def names(self) -> dict[str, str]:
        """The title of the section that each name stands in; also of the types' members."""
        found = {}
        for section in self.sections:
            for entry in section.entries:
                found[entry.name] = section.title
                if not entry.threads:
                    for name, _ in entry.parameters:
                        if name.startswith("NORMKIT_"):
                            found[name.split()[0]] = section.title
        return found


_COMMENT = re.compile(r"/\*\*(.*?)\*/\s*", re.DOTALL)
_HEADING = re.compile(r"/\* -{70,}\n(.*?)\*/", re.DOTALL)
_OPENING = re.compile(r"\A/\*\n(.*?)\*/", re.DOTALL)
_MEMBER = re.compile(r"/\*\*(.*?)\*/\s*([^,;]*?)(?:,|;|\Z)", re.DOTALL)
_NOTE = re.compile(r"Threads: (.*)\. Since (\d+\.\d+\.\d+)\.")


def read(path: Path) -> Header:
    """The header at `path`.

    Raises
    ------
    HeaderError
        When a function lacks a description, a parameter's, or its line about threads.
    """
    text = path.read_text()
    opening = _OPENING.search(text)
    version = re.search(r'#define NORMKIT_VERSION "(.*)"', text)
    if opening is None or version is None:
        raise HeaderError(f"{path} does not begin as normkit.h does")
    parts = _HEADING.split(text)
    types = Section(f"{TYPES}: handles, enumerations, callbacks and the version.", _entries(parts[0]))
    sections = [types]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        sections.append(Section(" ".join(title.split()), _entries(body)))
    header = Header(_paragraphs(opening[1]), version[1], sections)
    declared = len(re.findall(r"^NORMKIT_API ", text, re.MULTILINE))
    functions = [entry for section in sections for entry in section.entries if entry.threads]
    if declared != len(functions):
        raise HeaderError(f"{path} declares {declared} functions, {len(functions)} were read")
    return header


def _paragraphs(comment: str) -> list[str]:
    """The paragraphs of a comment, its stars taken off; a line that begins with @ begins another."""
    lines = [re.sub(r"^\s*\* ?", "", line).strip() for line in comment.strip().splitlines()]
    found = [""]
    for line in lines:
        if not line:
            found.append("")
        elif line.startswith("@"):
            found.append(line)
        else:
            found[-1] = f"{found[-1]} {line}".strip()
    return [paragraph for paragraph in found if paragraph]


def _entries(body: str) -> list[Entry]:
    found = []
    for match in _COMMENT.finditer(body):
        rest = body[match.end() :]
        if rest.startswith("NORMKIT_API "):
            found.append(_function(match[1], rest))
        elif rest.startswith(("typedef", "#define")):
            found.append(_type(match[1], rest))
    return found


def _function(comment: str, rest: str) -> Entry:
    declaration = rest[: rest.index(";") + 1].removeprefix("NORMKIT_API ")
    named = re.search(r"(normkit_\w+)\(", declaration)
    if named is None:
        raise HeaderError(f"a declaration without a name: {declaration}")
    entry = Entry(named[1], declaration, [])
    for paragraph in _paragraphs(comment):
        if match := re.fullmatch(r"@param (\w+) (.*)", paragraph):
            entry.parameters.append((match[1], match[2]))
        elif paragraph.startswith("@return "):
            entry.returns = paragraph.removeprefix("@return ")
        elif match := _NOTE.fullmatch(paragraph):
            entry.threads, entry.since = match[1], match[2]
        else:
            entry.paragraphs.append(paragraph)
    _check(entry)
    return entry


def _check(function: Entry) -> None:
    listed = function.declaration[function.declaration.index("(") + 1 : -2]
    expected = [] if listed.strip() == "void" else [re.split(r"[\s*]", one)[-1] for one in listed.split(",")]
    described = [name for name, _ in function.parameters]
    if expected != described:
        raise HeaderError(f"{function.name} has the parameters {expected}, its comment tells of {described}")
    if not function.paragraphs or not function.threads:
        raise HeaderError(f"{function.name} lacks its description or its line about threads")


def _type(comment: str, rest: str) -> Entry:
    paragraphs = _paragraphs(comment)
    if rest.startswith("#define"):
        line = rest.splitlines()[0]
        return Entry(line.split()[1], line, paragraphs)
    if "{" not in rest.split(";", maxsplit=1)[0]:
        declaration = rest[: rest.index(";") + 1]
        named = re.search(r"\(\*(\w+)\)", declaration)
        if named is None:
            raise HeaderError(f"a type that the reference does not know: {declaration}")
        return Entry(named[1], declaration, paragraphs)
    whole = re.match(r"typedef (?:enum|struct) (\w+) \{(.*?)\n\} \w+;", rest, re.DOTALL)
    if whole is None:
        raise HeaderError(f"a type that the reference does not know: {rest.splitlines()[0]}")
    members = [(" ".join(match[2].split()), " ".join(_paragraphs(match[1]))) for match in _MEMBER.finditer(whole[2])]
    declaration = re.sub(r"[ ]*/\*\*.*?\*/\n", "", whole[0], flags=re.DOTALL)
    return Entry(whole[1], declaration, paragraphs, members)
