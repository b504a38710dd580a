# ruff: noqa: E402 - Django is set up before models are imported
"""Seeds a province's year: incidents, disputes, member units, two schemes of 60 indicators, and who assesses. Prints JSON.

Rows stand as the services leave them, without their timelines, which assessment never reads.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import django

django.setup()

from django.db import connection, transaction

from assessment.models import AssessmentScheme
from bench.assessment.scheme import leaves
from bench.screening.seed import _indexes_taken
from pingan.accounts.models import User
from pingan.org.models import CoordinatingBody, Organ, Post, Region
from tests.factories.runs import YEAR, given_scheme

_ORGANS = """
insert into org_organ (version, updated_at, name, short_name, name_pinyin, kind, region_id, credit_code, document_code,
  phone, valid_from)
select 1, now(), '成员单位' || n, '', '', 'department', %s, '', '', '', %s from generate_series(1, %s) n
"""
_MEMBERS = """
insert into org_memberunit (version, updated_at, body_id, organ_id, duties, liaison_department, liaison_name,
  liaison_phone, decision_document, removal_document, valid_from)
select 1, now(), %s, id, '', '', '', '', '平安〔2024〕1号', '', %s from org_organ where name like '成员单位%%'
"""
# Every fifth matter lies in a busy quarter of the townships, so that divisions differ; hashes instead of chance.
_MATTERS = """
with town as (
  select array_agg(id order by code) ids, array_agg(code order by code) codes, count(*)::int many from org_region
  where level = 4 and valid_to is null and not is_virtual and code like '36%%'
), organ as (
  select array_agg(id order by id) ids, count(*)::int many from org_organ where name like '成员单位%%'
), drawn as (
  select n, (hashint8(n::bigint * 7919 + %(seed)s) & 2147483647) h, (hashint8(n::bigint * 104729 + %(seed)s) & 2147483647) g,
    timestamptz '%(year)s-01-01 00:00+08' + (n::float8 / %(many)s) * interval '364 days 20 hours' opened
  from generate_series(1, %(many)s) n
)
insert into matters_matter (number, kind, title, text, keywords, region_id, region_code, class_code, severity, urgency,
  state, organ_id, clock_paused, is_restricted, opened_at, closed_at, version, updated_at, timeline_head, timeline_count)
select '%(prefix)s' || lpad(n::text, 9, '0'), '%(kind)s', '测量', '', '', town.ids[place], town.codes[place], 'B', '', '',
  case when h %% 100 < 92 then 'closed' else '%(open)s' end, organ.ids[1 + g %% organ.many], false, h %% 500 = 0, opened,
  case when h %% 100 < 92 then opened + (1 + g %% 20) * interval '1 day' end, 5, opened, repeat('0', 64), 5
from drawn, town, organ,
  lateral (select 1 + (case when n %% 5 = 0 then g %% (town.many / 4) else h %% town.many end) place) p
"""
_INCIDENTS = """
insert into grids_incident (matter_id, category_id, source, external_number, occurred_at, place_text, is_emergency,
  is_self_resolved, clue_receipt, wants_no_reply, desk_level, returned_count, route, is_routed_by_hand, reject_reason,
  resume_state, merge_snapshot, answer_channel, satisfaction, reopened_count, is_solved, evaluated_at, evaluated_solved)
select id, %s, 'grid_worker', '', opened_at, '', false, h %% 7 = 0, '', false, 4, case when h %% 90 = 0 then 2 else 0 end,
  '{}', false, '', '', '{}', '', case when closed_at is null then '' when h %% 30 = 0 then 'dissatisfied'
  when h %% 30 < 4 then 'fair' when h %% 30 < 7 then 'no_answer' else 'satisfied' end,
  case when h %% 60 = 0 then 1 else 0 end, case when closed_at is not null then h %% 9 > 0 end, closed_at,
  case when closed_at is not null then h %% 11 > 0 end
from (select *, (hashint8(id) & 2147483647) h from matters_matter where kind = 'incident') one
"""
_CLOCKS = """
insert into matters_clock (matter_id, stage, rule, amount, unit, extension, started_at, warn_at, due_at, is_provisional,
  is_urgent, reminded, stopped_at, is_met)
select id, 'handle', '{}', 15, 'working_days', 0, opened_at, opened_at + interval '12 days', opened_at + interval '15 days',
  false, false, '', closed_at, case when closed_at is not null then closed_at <= opened_at + interval '19 days' end
from matters_matter where kind in ('incident', 'dispute')
"""
_DISPUTES = """
insert into disputes_dispute (matter_id, type_id, source, external_number, occurred_on, place_text, people_involved, scale,
  is_cross_region, level, level_computed, level_reasons, level_override_reason, restriction, charge_taken_by, case_number,
  failed_mediations, petition_count, repeats, reopened_count, resume_state, reject_reason, outcome, prevented_crime,
  prevented_group_petition, resolved_at)
select id, %s, (array['screening', 'walk_in', 'phone', 'application', 'court'])[1 + h %% 5], '', opened_at::date, '', 2,
  '01', false, level, level, '[]', '', '', '', '',
  0, 0, 0, 0, '', '', case when closed_at is null then '' else
  (array['mediated', 'mediated', 'settled', 'decided', 'left_to_parties', 'calmed'])[1 + h %% 6] end, h %% 300 = 0,
  h %% 400 = 0, case when closed_at is not null and h %% 6 <> 4 then closed_at end
from (select *, (hashint8(id) & 2147483647) h from matters_matter where kind = 'dispute') one,
  lateral (select (array['general', 'general', 'general', 'larger', 'major'])[1 + h %% 5] level) l
"""
_CHANNELS = """
insert into disputes_channel (dispute_id, kind, state, receiver, is_at_request, opened_at, ended_at, number_there,
  decision_number, result)
select matter_id, (array['mediation_people', 'mediation_people', 'mediation_admin', 'settlement'])[1 + matter_id %% 4],
  case when outcome = 'mediated' then 'agreed' when outcome = '' then 'open' else 'failed' end, '', false,
  occurred_on, case when outcome <> '' then occurred_on + 9 end, '', '', '' from disputes_dispute
"""


def seed(incidents: int, disputes: int, members: int, chance: int) -> dict[str, Any]:
    """Write everything in one transaction; return how many rows of each there are."""
    province = Region.objects.get(level=1, valid_to=None)
    began = date(YEAR - 1, 1, 1)
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows are sound by construction, and no book of a single matter is read here.
        cursor.execute("set local session_replication_role = replica")
        indexes = _indexes_taken(cursor)
        body = CoordinatingBody.objects.create(
            region=province, level=1, name="省平安建设领导小组", valid_from=began
        )
        cursor.execute(_ORGANS, [province.pk, began, members])
        cursor.execute(_MEMBERS, [body.pk, began])
        for kind, number, prefix, state in (
            ("incident", incidents, "SJ", "handling"),
            ("dispute", disputes, "JF", "mediating"),
        ):
            about = {
                "kind": kind,
                "many": number,
                "prefix": prefix,
                "open": state,
                "year": YEAR,
                "seed": chance,
            }
            cursor.execute(_MATTERS % about)
        for statement, table in ((_INCIDENTS, "grids_incidentcategory"), (_DISPUTES, "disputes_disputetype")):
            cursor.execute(f"select min(id) from {table}")
            cursor.execute(statement, cursor.fetchone())
        cursor.execute(_CLOCKS.replace("%%", "%"))
        cursor.execute(_CHANNELS.replace("%%", "%"))
        for definition in indexes:
            cursor.execute(definition)
    _people(province)
    schemes = {
        audience: given_scheme(province, leaves(), audience=audience).pk
        for audience in ("divisions", "units")
    }
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return {"incidents": incidents, "disputes": disputes, "members": members, "schemes": schemes}


def _people(province: Region) -> None:
    office = Organ.objects.create(
        name="省平安办", kind="coordinating_office", region=province, valid_from=date(YEAR - 1, 1, 1)
    )
    for role in ("body_office", "leader"):
        user = User.objects.create(username=f"bench_{role}", name="测量", is_demo=True)
        Post.objects.create(
            user=user, role=role, region=province, organ=office, held_from=date(YEAR - 1, 1, 1)
        )


def scheme_of(audience: str) -> AssessmentScheme:
    """Return the seeded scheme: the latest, after the examples of the reference data."""
    return AssessmentScheme.objects.filter(audience=audience, region__level=1).latest("pk")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(seed(*map(int, sys.argv[1:]))) + "\n")
