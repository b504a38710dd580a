"""The classes of incidents as figures are split by them: those of today in the order of the tree, links of every version."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from grids.models import IncidentCategory
from grids.queries.categories import categories_in_force
from pingan.common.figure_classes import Catalogue


def _names() -> dict[str, Any]:
    under: dict[str, list[IncidentCategory]] = {}
    for row in categories_in_force():
        under.setdefault(row.parent_code, []).append(row)
    found: dict[str, Any] = {}

    def walk(parent: str) -> None:
        for row in under.get(parent, ()):
            if row.code not in found:
                found[row.code] = str(row)
                walk(row.code)

    walk("")
    return found


def _parents() -> list[tuple[str, str]]:
    return list(IncidentCategory.objects.order_by().values_list("code", "parent_code").distinct())


CLASSES = Catalogue(_("Classes of incidents"), _names, _parents)
__all__ = ["CLASSES"]
