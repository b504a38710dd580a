"""The office's numbers on the home page: the leading ones of the last thirty days, each opening its board."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.common.figures import Figure, Tally, figure
from pingan.common.periods import Period
from pingan.office.policy import VIEW
from pingan.office.queries.sums import sums_of
from pingan.office.rules.boards import GROUPS
from pingan.office.rules.comparing import percent_of
from pingan.office.rules.periods import USUAL_DAYS
from pingan.web.home import HomeCard, Tile

#: Desks look at what waits; who oversees an area looks at its figures.
_OVERSEERS = frozenset({"body_office", "leader", "auditor", "county_government"})


def _tile(one: Figure, tally: Tally, period: Period) -> Tile:
    """Return the number with the list that it counts; of a share the numerator, and out of how many."""
    query = {"from": f"{period.since}", "to": f"{period.until}", **({"part": "in"} if one.is_share else {})}
    url = f"{reverse('office:figure', args=[one.code])}?{urlencode(query)}"
    share = percent_of(tally)
    unit = "" if share is None else f"/ {tally.whole} ({share:g}%)"
    return Tile(one.label, tally.part, url, icon="chart", unit=unit)


def cards(actor: Actor) -> list[HomeCard]:
    """Return the card of the leading figures, for those who oversee an area: kept sums alone, so that home stays quick."""
    if not actor.has(VIEW) or actor.role not in _OVERSEERS:
        return []
    today = timezone.localdate()
    period = Period(today - timedelta(days=USUAL_DAYS - 1), today)
    lead = [figure(code) for group in GROUPS for code in group.lead if figure(code).day]
    sums = sums_of(lead, period, {0: actor.areas})[0]
    tiles = [_tile(one, sums[one.code], period) for one in lead]
    context = {"tiles": tiles, "url": reverse("office:dashboard"), "title": _("The last 30 days")}
    return [HomeCard("office/home/_lead.html", context, is_lead=True, is_last=True)]
