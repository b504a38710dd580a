"""A map names whose map it is, and nothing beside: Leaflet's own prefix bears a flag."""

from __future__ import annotations

import re
from pathlib import Path

JS = Path(__file__).resolve().parents[2] / "static" / "js"
_MADE = re.compile(r"\b(?:L|library)\.map\(")


def test_every_map_takes_the_prefix_out_of_its_credit() -> None:
    making = [path for path in JS.rglob("*.js") if _MADE.search(path.read_text(encoding="utf-8"))]
    assert len(making) >= 3
    for path in making:
        text = path.read_text(encoding="utf-8")
        assert text.count("attributionControl?.setPrefix(false)") == len(_MADE.findall(text)), path.name
