"""The programs in docs are run, page by page, and print what the pages say.

A block ```python or ```c that is followed by a block ```text must print just that; Python's share
their names, as C's share their folder. With NORMKIT_WRITE_DOCS=1 the texts and pictures are written
anew instead. A block after <!-- needs: torch --> is left out where there is no torch.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import normkit as nk
from normkit import _library

REPOSITORY = Path(__file__).resolve().parents[3]
DOCS = REPOSITORY / "docs"
PAGES = [
    DOCS / "tutorial.md",
    *sorted((DOCS / "how-to").glob("*.md")),
    REPOSITORY / "bindings" / "python" / "README.md",
]
WRITES = os.environ.get("NORMKIT_WRITE_DOCS") == "1"
# Without fused multiply-add the last bits differ, and with them some of the numbers printed.
EXACT = "kernels baseline" not in nk.build_info()

_BLOCK = re.compile(
    r"(?:^<!-- needs: (.*) -->\n)?^```(python|c)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)
_PICTURE = re.compile(r"!\[[^\]]*\]\((?:\.\./)?images/([\w-]+\.png)\)")


def run(text: str, same: Callable[[str, str], None]) -> str:
    """Runs a page's blocks in the working folder; the page with what they printed."""
    names: dict[str, object] = {"__name__": "__main__"}

    def block(match: re.Match[str]) -> str:
        needs, language, program, expected = match.groups()
        if needs and not all(map(importlib.util.find_spec, needs.split())):
            return match[0]
        line = text.count("\n", 0, match.start(3))
        printed = run_c(program) if language == "c" else run_python(program, line, names)
        if expected is None:
            assert not printed, f"line {line} prints {printed!r}"
            return match[0]
        same(printed, expected)
        return match[0][: match.start(4) - match.start()] + f"{printed}```\n"

    return _BLOCK.sub(block, text)


def run_python(program: str, line: int, names: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n" * line + program, "page", "exec"), names)
    return printed.getvalue()


def run_c(program: str) -> str:
    library, here = Path(_library.path), Path.cwd()
    for name in ("libnormkit.so", "libnormkit.so.1"):
        (here / name).unlink(missing_ok=True)
        (here / name).symlink_to(library.resolve())
    (here / "program.c").write_text(program)
    strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]
    linked = [f"-L{here}", "-lnormkit", f"-Wl,-rpath,{here}"]
    include = f"-I{REPOSITORY / 'Include'}"
    subprocess.run(["cc", *strict, include, "program.c", *linked, "-o", "program"], check=True)
    return subprocess.run(["./program"], check=True, capture_output=True, text=True).stdout


def compared(printed: str, expected: str) -> None:
    assert not EXACT or WRITES or printed == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.filterwarnings("default")
def test_pages_print_what_they_say(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page.read_text()
    if "savefig" in text:
        pytest.importorskip("matplotlib").use("Agg")
    if "sklearn" in text:
        pytest.importorskip("sklearn")
    monkeypatch.chdir(tmp_path)
    found = run(text, compared)
    for name in _PICTURE.findall(text):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
        if WRITES:
            shutil.copy(tmp_path / name, DOCS / "images" / name)
    if WRITES:
        page.write_text(found)


def test_other_text_is_found_out() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n"
    assert run(page, compared) == page
    if EXACT and not WRITES:
        with pytest.raises(AssertionError):
            run(page.replace("\n2\n", "\n3\n"), compared)
    with pytest.raises(AssertionError, match="line 1 prints"):
        run("```python\nprint(2)\n```\n", compared)
