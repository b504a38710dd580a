# ruff: noqa: E402 - Django is set up before models are imported
"""Seeds grids over the whole province and incidents with a point in them. Prints JSON: who measures, and where.

Rows stand as the services leave them, without timelines and clocks, which no map reads.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.db import connection, transaction

from bench.prepare import holder, session
from bench.screening.seed import _indexes_taken
from grids.models import Grid
from grids.services.outlines import draw_missing_outlines
from pingan.demo.province import load_province
from pingan.org.models import Region

# A tenth of the grids has half of the incidents, as towns have; hashes instead of chance. One in twelve has no point.
_MATTERS = """
with place as (
  select array_agg(g.id order by g.code) ids, array_agg(g.region_id order by g.code) regions,
    array_agg(r.code order by g.code) codes, array_agg(g.west order by g.code) west,
    array_agg(g.south order by g.code) south,
    array_agg(g.east - g.west order by g.code) wide, array_agg(g.north - g.south order by g.code) high, count(*)::int many
  from grids_grid g join org_region r on r.id = g.region_id where g.west is not null
), drawn as (
  select n, (hashint8(n::bigint * 7919 + {seed}) & 2147483647) h, (hashint8(n::bigint * 104729 + {seed}) & 2147483647) g,
    now() - (n::float8 / {many}) * interval '365 days' - interval '1 hour' opened
  from generate_series({first}, {last}) n
)
insert into matters_matter (number, kind, title, text, keywords, region_id, region_code, grid_id, class_code, severity,
  urgency, state, clock_paused, is_restricted, opened_at, closed_at, longitude, latitude, version, updated_at, timeline_head,
  timeline_count)
select 'SJ' || lpad(n::text, 9, '0'), 'incident', '路灯不亮', '', '', place.regions[spot], place.codes[spot],
  place.ids[spot],
  (array['APPEAL.FACILITY.LAMP', 'HAZARD.FIRE', 'ORDER.NOISE'])[1 + h % 3], '', 'normal',
  case when h % 100 < 88 then 'closed' else 'signed' end, false, false, opened,
  case when h % 100 < 88 then opened + interval '30 minutes' end,
  case when h % 12 > 0 then place.west[spot] + place.wide[spot] * ((g % 9973) / 9973.0) end,
  case when h % 12 > 0 then place.south[spot] + place.high[spot] * ((h % 9967) / 9967.0) end,
  5, opened, repeat('0', 64), 5
from drawn, place, lateral (select
  1 + (case when n % 2 = 0 then (g % (place.many / 10)) * 10 else g % place.many end) spot) p
"""
_INCIDENTS = """
insert into grids_incident (matter_id, category_id, source, external_number, occurred_at, place_text, is_emergency,
  is_self_resolved, clue_receipt, wants_no_reply, desk_level, returned_count, route, is_routed_by_hand, reject_reason,
  resume_state, merge_snapshot, answer_channel, satisfaction, reopened_count)
select id, (select min(id) from grids_incidentcategory), 'grid_worker', '', opened_at, '', false, false, '', false, 4, 0,
  '{}', false, '', '', '{}', '', '', 0 from matters_matter where kind = 'incident'
"""


def seed(grids: int, incidents: int, chance: int) -> None:
    """Write everything; the matters in one transaction without their secondary indexes, which follow."""
    load_province(grids=grids, seed=chance)
    draw_missing_outlines()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        indexes = _indexes_taken(cursor)
        about = {"seed": chance, "many": incidents, "first": 1, "last": incidents}
        cursor.execute(_MATTERS.format(**about))
        cursor.execute(_INCIDENTS)
        for definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def about() -> dict[str, Any]:
    """Return who measures and where: the middle of the busiest grid of the county with most grids."""
    grid = (
        Grid.objects.filter(code__startswith="3601", west__isnull=False)
        .select_related("region")
        .order_by("code")
        .first()
    )
    assert grid is not None
    province = Region.objects.get(level=1, valid_to=None)
    county = Region.objects.get(code=f"{grid.code[:6]}000000", valid_to=None)
    return {
        "sessions": {
            "province": session(holder("body_office", province)),
            "county": session(holder("county_dispatcher", county)),
        },
        "county": county.code[:6],
        "centre": [(grid.west + grid.east) / 2, (grid.south + grid.north) / 2],  # type: ignore[operator]
        "grids": Grid.objects.count(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "seed":
        seed(*map(int, sys.argv[2:5]))
        print(json.dumps({}))
    else:
        print(json.dumps(about()))
