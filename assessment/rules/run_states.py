"""States of a run. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: dict[str, object] = {
    "prepared": pgettext_lazy("run", "prepared"),
    "collecting": pgettext_lazy("run", "collecting reports"),
    "computing": pgettext_lazy("run", "computing"),
    "reviewing": pgettext_lazy("run", "under review"),
    "preliminary": pgettext_lazy("run", "preliminary"),
    "final": pgettext_lazy("run", "final"),
    "cancelled": pgettext_lazy("run", "cancelled"),
}
FINAL = frozenset({"final", "cancelled"})
#: Before them nobody outside the body knows of it.
KNOWN = frozenset(STATES) - {"prepared"}
#: From the announcement on an assessed unit sees its own scores.
ANNOUNCED = frozenset({"preliminary", "final"})
OBJECTION_STAGE = "run_objection"
STAGE_NAME = _("objections to a preliminary result")
