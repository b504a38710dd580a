"""What a phone keeps of one matter, and of a list of them: no name, no contact, no photo, no timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: The template of a matter as it may lie on a device.
KEPT: Final = "web/matter/kept.html"
KEPT_LIST: Final = "web/matter/kept_list.html"


def next_steps(context: Mapping[str, Any]) -> list[str]:
    """Return the addresses of the forms that stand on the page as buttons: the next steps, not those folded away."""
    return [item["url"] for item in context["actions"]["shown"]]
