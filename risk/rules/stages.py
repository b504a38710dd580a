"""What each term of the risk app counts; the terms themselves are versioned rows. Pure."""

from __future__ import annotations

STAGES: dict[str, object] = {}
