"""The records behind a number: as many rows as the number says, each leading to its record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext as _

from pingan.common.errors import NotFound
from pingan.common.figures import Figure, Record, all_figures
from pingan.office.pages.asked import asked_of
from pingan.office.policy import VIEW
from pingan.office.queries.boards import freshness, records_prefixes, tally_behind
from pingan.office.queries.classes import can_follow, narrowed
from pingan.office.queries.records import (
    ALL,
    FEWEST_DAYS,
    IN,
    OUT,
    WHICH,
    is_named,
    page_of_records,
    rows_behind,
)
from pingan.office.rules.periods import USUAL_DAYS
from pingan.registers.queries.places import own_name
from pingan.web.fact_words import LABELS, facts_in_words
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import SIZE


def figure_at(code: str) -> Figure:
    """Return a figure by its code; NotFound for one that nobody defined."""
    found = all_figures().get(code)
    if found is None:
        raise NotFound()
    return found


def part_of(query: QueryDict, one: Figure) -> tuple[str, list[str]]:
    """Return which records of a figure are asked for, and what is said where there is no such part: all stand there then."""
    part = query.get("part", ALL)
    is_known = part in (WHICH if one.is_share else (ALL,))
    return (part, []) if is_known else (ALL, [_("This figure has no such part: all its records stand here.")])


def _named_url(asked: Any, one: Figure, region_code: str) -> str:
    """Return the list that names what is restricted, with all that is listed here in it."""
    since = min(asked.period.since, asked.period.until - timedelta(days=USUAL_DAYS - 1))
    changes = {"region": region_code, "category": "", "own": "", "from": since.isoformat()}
    return str(asked.figure_url(one.code, **changes))


class Records(Page):
    """Whoever sees a number sees how many records it has; what may be read of each its own page decides."""

    duty = VIEW
    template_name = "office/figure/records.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        asked = asked_of(request, is_list=True)
        whole = figure_at(code)
        follows = can_follow(whole, asked.chosen)
        one = narrowed(whole, asked.chosen) if follows else whole
        region, prefixes = records_prefixes(self.actor, asked.region)
        which, refused = part_of(request.GET, one)
        rows = rows_behind(one, asked.period, prefixes, which, own_code=region.code if asked.is_own else "")
        names_them = is_named(one, self.actor, region.code, asked.period, is_own=asked.is_own)
        page = page_of_records(one, rows, request.GET.get("cursor", ""), SIZE, names_restricted=names_them)
        hides = one.is_intake and any(record.is_restricted and not record.number for record in page.rows)
        tally = tally_behind(one, asked.period, region, is_own=asked.is_own)
        counted = tally.part if tally.whole is None else tally.whole
        return self.render(
            {
                "figure": one,
                "is_all_classes": not follows,
                "all_classes_url": asked.figure_url(code, region=region.code, part=which, category=""),
                "asked": asked,
                "region": region,
                "place": own_name(region.code) if asked.is_own else region.name,
                "which": which,
                "records": [(record, self._facts(one, record)) for record in page.rows],
                "columns": self._columns(one),
                "total": {ALL: counted, IN: tally.part, OUT: counted - tally.part}[which],
                "tally": tally,
                "named_url": _named_url(asked, one, self.actor.region_code) if hides else "",
                "fewest_days": FEWEST_DAYS,
                "tabs": self._tabs(asked, one, tally, which) if one.is_share else [],
                "next_url": paged(request, page.next),
                "first_url": asked.figure_url(code, part=which) if request.GET.get("cursor") else None,
                "board_url": asked.url(region=region.code, own=""),
                "freshness": freshness(),
                "errors": [*refused, *(text for texts in asked.form.errors.values() for text in texts)],
            }
        )

    @staticmethod
    def _columns(one: Figure) -> list[dict[str, Any]]:
        heads = [
            _("Number"),
            *([one.part_label] if one.is_share else []),
            *(LABELS.get(name, name) for name in one.facts),
        ]
        return [{"label": label} for label in heads]

    @staticmethod
    def _facts(one: Figure, record: Record) -> list[Any]:
        """A restricted record has none of the facts: its cells say so by a dash."""
        facts = dict.fromkeys(one.facts) if record.is_restricted else record.facts
        return facts_in_words(one.source, facts)

    @staticmethod
    def _tabs(asked: Any, one: Figure, tally: Any, which: str) -> list[dict[str, Any]]:
        whole = tally.whole or 0
        parts = (
            (ALL, one.whole_label, whole),
            (IN, one.part_label, tally.part),
            (OUT, _("the others"), whole - tally.part),
        )
        return [
            {
                "label": label,
                "url": asked.figure_url(one.code, part=part),
                "is_current": part == which,
                "badge": count,
            }
            for part, label, count in parts
        ]


urlpatterns = [path("office/figures/<str:code>/", Records.as_view(), name="figure")]
