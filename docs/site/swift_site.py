"""Before and after docc: one symbol graph of the modules that NormKit exports, and pages that find each other anywhere.

Usage: swift_site.py join FOLDER OUTPUT
       swift_site.py relocate FOLDER BASE
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def join(folder: Path, output: Path) -> None:
    """Writes a graph of NormKit with the symbols and relationships of all graphs in the folder."""
    graphs: list[dict[str, Any]] = [json.loads(file.read_text()) for file in sorted(folder.glob("*.symbols.json"))]
    whole = {**graphs[0], "module": {**graphs[0]["module"], "name": "NormKit"}}
    for part in ("symbols", "relationships"):
        whole[part] = [one for graph in graphs for one in graph[part]]
    output.write_text(json.dumps(whole))


def relocate(folder: Path, base: str) -> None:
    """Makes the pages' links, absolute below `base`, relative: the site may then stand under any address."""
    for page in folder.rglob("index.html"):
        up = os.path.relpath(folder, page.parent) + "/"
        text = page.read_text()
        named = f'var baseUrl = "{base}"'
        if named not in text:
            raise SystemExit(f"{page} does not say {named}: docc writes other pages now")
        text = text.replace(named, f'var baseUrl = new URL("{up}", location).pathname')
        page.write_text(text.replace(f'="{base}', f'="{up}'))


if __name__ == "__main__":
    if sys.argv[1] == "join":
        join(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        relocate(Path(sys.argv[2]), sys.argv[3])
