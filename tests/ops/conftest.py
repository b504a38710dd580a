"""The launcher is no installed package: its tests import it from script/."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "script") not in sys.path:
    sys.path.insert(0, str(ROOT / "script"))
