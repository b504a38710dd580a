"""A change that waits for its day holds its grids: a second one would make the first impossible."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grids.models import Grid
from grids.queries.planned import waiting_on
from pingan.common.errors import Invalid


def demand_unplanned(grids: Sequence[Grid]) -> None:
    """Refuse grids that a change holds which waits for its day.

    Raises:
        Invalid: such a change exists; it can be cancelled.

    """
    days = waiting_on([grid.pk for grid in grids])
    for grid in grids:
        if grid.pk in days:
            sentence = _("A change of %(grid)s is planned for %(day)s already. Cancel it first.")
            raise Invalid({"": sentence % {"grid": grid.name, "day": days[grid.pk].isoformat()}})
