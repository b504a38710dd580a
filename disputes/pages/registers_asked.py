"""What an address of the statistics asks for: the cut, the table, the division and the period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.queries.columns import TABLES
from disputes.queries.statistics import Statistics, by_area, by_type
from disputes.rules.periods import Period, period_holding, period_of

BY: dict[str, Callable[..., Statistics]] = {"type": by_type, "area": by_area}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it cannot read falls back to the usual, a period with a sentence."""

    by: str
    table: str
    region: str
    period: Period
    refusal: str = ""
    """Why the period of the address is not shown; the present month stands in its place."""

    def url(self, name: str = "disputes:dispute_statistics", **changes: str) -> str:
        """Return the address of the page with some of it replaced."""
        query = {
            "by": self.by,
            "table": self.table,
            "region": self.region,
            "period": self.period.code,
            **changes,
        }
        return f"{reverse(name)}?{urlencode({key: value for key, value in query.items() if value})}"


def asked(request: HttpRequest) -> Asked:
    """Read the address."""
    by, table = request.GET.get("by", ""), request.GET.get("table", "")
    today, code = timezone.localdate(), request.GET.get("period", "")
    period, refusal = period_of(code), ""
    if code and period is None:
        refusal = _("This is no period: write 2026, 2026-H1, 2026-Q3 or 2026-11.")
    elif period is not None and period.since > today:
        refusal = _("This period has not begun yet.")
    if period is None or refusal:
        period = period_holding(today, "month")
    return Asked(
        by=by if by in BY else "type",
        table=table if table in TABLES else "results",
        region=request.GET.get("region", "")[:12],
        period=period,
        refusal=refusal,
    )


def beside(wanted: Asked, steps: int) -> str:
    """Return the address of the period before or after; "" where none can be shown."""
    period = wanted.period.moved(steps)
    is_shown = period_of(period.code) is not None and period.since <= timezone.localdate()
    return wanted.url(period=period.code) if is_shown else ""
