"""The demo county: every state and feature, people who can sign in, and nothing a real row would not have."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone
from shapely.geometry import Point, shape

from grids.machine import INCIDENTS
from grids.models import EmergencyReport, ExtensionRequest, Grid, Incident, IncidentTask, Supervision
from grids.queries.incidents import incidents_visible, likely_duplicates
from grids.queries.waiting import light_q, waiting_for
from grids.rules.geometry import area_m2
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.common.models import OutboxEntry
from pingan.demo.loading import load_demo
from pingan.matters.machine import machine_for
from pingan.matters.models import Clock, Matter, MatterFile, TimelineEntry
from pingan.notify.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def _actor(username: str) -> Actor:
    actor = actor_for(User.objects.get(username=username))
    assert actor is not None
    return actor


def _accounts() -> list[dict[str, Any]]:
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    rows: list[dict[str, Any]] = json.loads(out.getvalue())
    return rows


def test_every_state_is_there() -> None:
    states = Matter.objects.filter(kind="incident").values_list("state", flat=True)
    assert set(states) == set(INCIDENTS.states)


def test_every_action_but_the_timetable_s_was_taken() -> None:
    taken = set(TimelineEntry.objects.values_list("action", flat=True))
    assert set(INCIDENTS.actions) - taken == {"climb_ladder", "refuse_extension"}


def test_every_point_lies_in_its_grid() -> None:
    rows = Matter.objects.exclude(longitude=None).exclude(grid=None)
    points = list(rows.values_list("number", "grid__boundary", "longitude", "latitude"))
    assert len(points) > 100
    outside = [number for number, boundary, *at in points if not shape(boundary).contains(Point(at))]
    assert outside == []


def test_nothing_was_reported_before_it_happened() -> None:
    assert not Incident.objects.filter(occurred_at__gt=F("matter__opened_at")).exists()


def test_the_timeline_holds() -> None:
    out = StringIO()
    call_command("verify_timeline", stdout=out)
    assert "intact" in out.getvalue()


def test_a_seeded_note_can_be_read() -> None:
    entry = TimelineEntry.objects.filter(action="verify").select_related("note").earliest("pk")
    assert entry.note.text == "现场核查属实"


def test_a_second_run_changes_nothing(demo: dict[str, int]) -> None:
    newest = TimelineEntry.objects.latest("pk").pk
    assert load_demo(incidents=150, disputes=110) == demo
    assert TimelineEntry.objects.latest("pk").pk == newest


def test_stored_due_moments_are_those_of_the_running_clocks() -> None:
    for matter in Matter.objects.prefetch_related("clocks"):
        machine = machine_for(matter.kind)
        moving = [
            clock.due_at
            for clock in matter.clocks.all()
            if clock.stopped_at is None and clock.paused_at is None and clock.stage not in machine.chances
        ]
        moving += [due for due, _warn in machine.duties(matter)]
        assert matter.next_due_at == min(moving, default=None), matter.number


def test_nobody_verified_what_they_handled() -> None:
    for task in IncidentTask.objects.filter(done_by__isnull=False).select_related("incident"):
        assert task.incident.verified_by_id != task.done_by_id
    for incident in Incident.objects.filter(is_self_resolved=True).select_related("matter"):
        assert incident.verified_by_id != incident.matter.created_by_id


def test_two_returns_wait_for_the_county_and_one_is_determined() -> None:
    disputed = incidents_visible(_actor("nk_zhengfu")).filter(waiting_for(_actor("nk_zhengfu")))
    assert disputed.filter(matter__state="returned", returned_count__gte=2).count() == 2
    assert IncidentTask.objects.filter(is_determined=True).count() == 1


def test_one_emergency_report_waits_for_acknowledgement() -> None:
    newest = EmergencyReport.objects.filter(kind="first").latest("pk")
    assert newest.acknowledged_at is None
    assert {"first", "follow_up"} <= set(EmergencyReport.objects.values_list("kind", flat=True))


def test_extensions_the_ladder_and_photos_are_there() -> None:
    assert set(ExtensionRequest.objects.values_list("state", flat=True)) == {"pending", "allowed"}
    assert set(Supervision.objects.values_list("step", flat=True)) == {"reminder", "letter", "candidate"}
    assert not Supervision.objects.filter(step="letter", document=None).exists()
    of_incidents = MatterFile.objects.filter(matter__kind="incident").values_list("purpose", flat=True)
    assert set(of_incidents) == {"report", "handling", "verification"}


def test_a_duplicate_is_still_to_be_noticed() -> None:
    lamp = Incident.objects.filter(matter__text="文化广场路灯不亮").select_related("matter").get()
    found = likely_duplicates(
        _actor("ds_zongzhi"),
        category_code=lamp.matter.class_code,
        text=lamp.matter.text,
        longitude=lamp.matter.longitude,
        latitude=lamp.matter.latitude,
        township_code=lamp.matter.region_code[:9],
        except_id=lamp.pk,
    )
    assert any(like.incident.matter.text.startswith("文化广场两盏") for like in found)


@pytest.mark.parametrize("username", ["zf_zongzhi", "ds_zongzhi", "jf_zongzhi"])
def test_each_desk_begins_with_work_in_every_light(username: str) -> None:
    now = timezone.now()
    rows = incidents_visible(_actor(username))
    assert rows.filter(waiting_for(_actor(username))).count() >= 5
    lights = {light for light in ("red", "yellow", "green") if rows.filter(light_q(light, now)).exists()}
    assert {"red", "green"} <= lights


@pytest.mark.parametrize(
    "username", ["nk_chengguan", "nk_zhujian", "nk_xiaofang", "zg_chengguan", "ds_wgy1", "zf_wgy1"]
)
def test_units_and_workers_have_something_to_do(username: str) -> None:
    assert incidents_visible(_actor(username)).filter(waiting_for(_actor(username))).exists()


def test_notices_have_arrived_and_none_is_lost() -> None:
    assert Notice.objects.filter(recipient__username="ds_zongzhi").exists()
    assert not OutboxEntry.objects.filter(job="notify.deliver", done_at=None).exists()


def test_running_clocks_name_the_source_of_their_number() -> None:
    assert all(clock.rule["source"] for clock in Clock.objects.filter(stopped_at=None))


def test_everything_invented_is_marked() -> None:
    assert not User.objects.filter(is_demo=False).exists()
    assert not Grid.objects.filter(is_demo=False).exists()


def test_accounts_have_exactly_the_promised_fields_and_every_role() -> None:
    rows = _accounts()
    assert all(set(row) == {"username", "password", "role", "area", "totp_secret"} for row in rows)
    assert {row["role"] for row in rows} == {
        "grid_worker", "community_staff", "township_desk", "county_dispatcher", "unit_handler", "body_office",
        "leader", "auditor", "county_government", "mediator", "expert", "system_admin", "security_admin", "audit_admin",
    }  # fmt: skip
    desks = {row["area"][:9] for row in rows if row["role"] == "township_desk"}
    assert desks == {"360703001", "360703203", "360702001"}


def test_an_account_gets_a_token_with_its_second_factor() -> None:
    from pingan.accounts.rules import totp

    row = next(row for row in _accounts() if row["username"] == "nk_pinganban")
    body = {"username": row["username"], "password": row["password"]}
    url = "/api/v1/auth/token/"
    refused = Client().post(url, body, content_type="application/json")
    assert refused.status_code in {400, 401, 403, 422}
    code = _code(totp, row["totp_secret"])
    answer = Client().post(url, {**body, "otp": code}, content_type="application/json")
    assert answer.status_code in {200, 201}, answer.content
    assert answer.json()["token"]


def _code(totp: Any, secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@override_settings(DEMO_DATA_ALLOWED=False)
def test_an_installation_that_allows_no_demo_data_lists_none() -> None:
    from django.core.management.base import CommandError

    with pytest.raises(CommandError):
        _accounts()


def test_the_area_of_a_demo_grid_is_that_of_its_shape() -> None:
    rows = Grid.objects.filter(is_demo=True).values_list("boundary", "area_m2")[:200]
    assert len(rows) > 100
    for boundary, area in rows:
        assert area == pytest.approx(area_m2(shape(boundary)), rel=1e-6)  # type: ignore[arg-type]
