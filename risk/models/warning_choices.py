"""Closed lists of warnings.

Sources: 突发事件应对法 (2024) §63 (four levels, which events), domain.md §6.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: From the gravest on: level 1 to 4 of §63.
LEVELS: Mapping[str, object] = {
    "red": pgettext_lazy("warning level", "red (level 1)"),
    "orange": pgettext_lazy("warning level", "orange (level 2)"),
    "yellow": pgettext_lazy("warning level", "yellow (level 3)"),
    "blue": pgettext_lazy("warning level", "blue (level 4)"),
}
CATEGORIES: Mapping[str, object] = {
    "natural": _("natural disaster"),
    "accident": _("accident"),
    "health": _("public health"),
    "security": _("public security"),
    "stability": _("disputes and social stability"),
}
#: Of these the law lets a government warn the public by colour (突发事件应对法 §63).
OPEN_TO_PUBLIC = frozenset({"natural", "accident", "health"})
CHANNELS: Mapping[str, object] = {
    "internal_notice": _("internal notice"),
    "public_release": _("release to the public"),
}


#: Who reads what goes to a division of a level (1 province … 5 village): the people who can act there.
READERS: Mapping[int, tuple[str, ...]] = {
    1: ("body_office",),
    2: ("body_office",),
    3: ("body_office", "county_dispatcher"),
    4: ("township_desk",),
    5: ("community_staff",),
}
