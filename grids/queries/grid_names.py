"""Whether another grid of the same division bears a name: people tell the grids of one village apart by it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from grids.models import Grid


def namesake_error(name: str, *, region_id: int, on: date, except_id: int | None = None) -> str:
    """Return why a grid cannot be called so from a day on; blank: nobody else in its division is. One query.

    No standard demands it (our own rule): lists, moved matters and a worker's home show the name, and two alike
    are told apart by their codes alone. Grids that have ended keep their names.
    """
    rows = Grid.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), region_id=region_id, name=name.strip())
    code = rows.exclude(pk=except_id or 0).order_by("code").values_list("code", flat=True).first()
    if code is None:
        return ""
    sentence = _(
        "Grid %(code)s of the same village or community bears this name already. Choose another one."
    )
    return sentence % {"code": code}
