"""The rules of the workflow through their pages: new versions with reason and day, sources beside every number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from grids.models import DutyList, IncidentCategory, RoutingRule, TimeLimit, WorkflowNumber
from grids.queries.limits import number_for, time_limit_for
from grids.queries.routing import route_for
from pingan.audit.models import AuditEntry
from tests.factories.world import World, signed_in

LISTS = (
    "/catalogue/",
    "/catalogue/limits/",
    "/catalogue/numbers/",
    "/catalogue/routes/",
    "/catalogue/duties/",
)


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.parametrize("role", ["grid_worker", "township_desk", "leader", "body_office"])
def test_everybody_of_the_business_reads_the_rules_and_only_the_office_edits(world: World, role: str) -> None:
    client = world.here.client(role)
    for path in LISTS:
        assert client.get(path).status_code == 200, path
    may = role == "body_office"
    for path in ("/catalogue/limits/new/", "/catalogue/routes/new/", "/catalogue/classes/HAZARD/add/"):
        assert client.get(path).status_code == (200 if may else 403), path


def test_administrators_read_no_rules(world: World) -> None:
    for user in world.admins.values():
        assert signed_in(user).get("/catalogue/limits/").status_code == 403


def test_every_number_shows_its_source_and_confidence(world: World) -> None:
    client = world.here.client("auditor")
    for path, model in (("limits", TimeLimit), ("numbers", WorkflowNumber)):
        text = client.get(f"/catalogue/{path}/").content.decode()
        for row in model._default_manager.all():
            assert row.source in text


def given_limit(world: World, **values: Any) -> dict[str, Any]:
    return {
        "stage": "handle", "amount": "3", "unit": "working_days", "source": "区平安办〔2026〕8号", "confidence": "H",
        "effective_from": today(), "reason": "提速", **values,
    }  # fmt: skip


def test_a_county_sets_its_own_limit_beside_that_of_the_province(world: World) -> None:
    client = world.here.client("body_office")
    general = TimeLimit.objects.get(
        stage="handle", category_code="", urgency="", severity="", region_code="36", effective_to=None
    )
    form = client.get(f"/catalogue/limits/new/?like={general.pk}")
    assert world.here.county.name in form.context["note"]
    answer = client.post(
        f"/catalogue/limits/new/?like={general.pk}",
        given_limit(world, seen_version=form.context["seen_version"]),
    )
    assert answer.status_code == 302
    for place, amount in ((world.here, 3), (world.far, 5)):
        found = time_limit_for(
            stage="handle", category_code="APPEAL.OTHER", urgency="normal", severity="04",
            region_code=place.village.code,
        )  # fmt: skip
        assert found is not None
        assert found.rule.amount == amount
    general.refresh_from_db()
    assert general.effective_to is None
    assert AuditEntry.objects.filter(action="catalogue.saved", reason="提速").exists()


def test_a_new_version_keeps_the_one_before_and_stale_forms_are_refused(world: World) -> None:
    client = world.here.client("body_office")
    client.post("/catalogue/limits/new/", given_limit(world))
    first = TimeLimit.objects.get(stage="handle", region_code="360703")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    path = f"/catalogue/limits/new/?like={first.pk}"
    client.post(path, given_limit(world, amount="4", effective_from=tomorrow, seen_version="1"))
    text = client.get(f"/catalogue/limits/{first.pk}/").content.decode()
    versions = TimeLimit.objects.filter(stage="handle", region_code="360703").order_by("version")
    assert [row.amount for row in versions] == [3, 4]
    assert text.count("提速") >= 2
    assert client.post(path, given_limit(world, amount="9", seen_version="1")).status_code == 409


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("reason", {"reason": ""}),
        ("source", {"source": ""}),
        ("amount", {"amount": "0"}),
        ("amount", {"amount": "99999"}),
        ("effective_from", {"effective_from": "2020-01-01"}),
    ],
)
def test_a_limit_that_a_rule_refuses_is_told_at_its_field(
    world: World, field: str, values: dict[str, str]
) -> None:
    answer = world.here.client("body_office").post("/catalogue/limits/new/", given_limit(world, **values))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_number_is_changed_for_the_own_area_only(world: World) -> None:
    client = world.here.client("body_office")
    row = WorkflowNumber.objects.get(code="warning.hours", effective_to=None)
    values = {
        "value": "48",
        "source": "区平安办〔2026〕9号",
        "confidence": "H",
        "effective_from": today(),
        "reason": "早提醒",
    }
    answer = client.post(f"/catalogue/numbers/{row.pk}/edit/", {**values, "seen_version": "0"})
    assert answer.status_code == 302
    counts = [number_for("warning.hours", place.village.code) for place in (world.here, world.far)]
    assert [found.count for found in counts if found] == [48, 24]


def test_a_default_unit_is_set_found_and_ended(world: World) -> None:
    client, unit = world.here.client("body_office"), world.here.units["city_management"]
    values = {
        "category_code": "APPEAL.FACILITY", "region_code": "360703", "organ_id": unit.pk, "priority": "1",
        "source": "职责清单", "effective_from": today(), "reason": "职责分工",
    }  # fmt: skip
    assert client.post("/catalogue/routes/new/", values).status_code == 302
    found = route_for(category_code="APPEAL.FACILITY.LAMP", region_code=world.here.village.code)
    assert found is not None
    assert found.rule.organ == unit
    row = RoutingRule.objects.get()
    assert unit.name in client.get("/catalogue/routes/").content.decode()
    assert client.post(f"/catalogue/routes/{row.pk}/retire/", {"reason": ""}).status_code == 422
    assert client.post(f"/catalogue/routes/{row.pk}/retire/", {"reason": "职责调整"}).status_code == 302
    assert route_for(category_code="APPEAL.FACILITY.LAMP", region_code=world.here.village.code) is None


def test_a_unit_of_another_county_cannot_be_chosen(world: World) -> None:
    values = {
        "region_code": "360703", "organ_id": world.far.units["housing"].pk, "priority": "1",
        "effective_from": today(), "reason": "x",
    }  # fmt: skip
    answer = world.here.client("body_office").post("/catalogue/routes/new/", values)
    assert answer.status_code == 422
    assert not RoutingRule.objects.exists()


def test_a_county_adds_a_class_of_its_own_and_ends_it(world: World) -> None:
    client = world.here.client("body_office")
    values = {
        "code": "HAZARD.FIRE.FURNITURE", "name": "家具厂粉尘", "name_en": "Furniture dust", "default_severity": "03",
        "order": "5", "reportable": "on", "needs_place": "on", "effective_from": today(), "reason": "南康家具产业",
    }  # fmt: skip
    assert client.post("/catalogue/classes/HAZARD.FIRE/add/", values).status_code == 302
    row = IncidentCategory.objects.get(code="HAZARD.FIRE.FURNITURE")
    assert (row.region_code, row.parent_code) == ("360703", "HAZARD.FIRE")
    assert "家具厂粉尘" in world.here.client("grid_worker").get("/report/").content.decode()
    assert "家具厂粉尘" not in world.far.client("grid_worker").get("/report/").content.decode()
    assert client.post(f"/catalogue/classes/{row.code}/retire/", {"reason": "并入他类"}).status_code == 302
    assert "家具厂粉尘" not in world.here.client("grid_worker").get("/report/").content.decode()


def test_a_county_cannot_change_a_class_of_the_province(world: World) -> None:
    client = world.here.client("body_office")
    assert "/edit/" not in client.get("/catalogue/classes/HAZARD.FIRE/").content.decode()
    values = {
        "name": "x",
        "name_en": "x",
        "default_severity": "04",
        "order": "1",
        "effective_from": today(),
        "reason": "x",
    }
    assert client.post("/catalogue/classes/HAZARD.FIRE/edit/", values).status_code == 403


def test_the_province_gives_a_class_its_next_version(world: World) -> None:
    client = signed_in(world.province_office)
    values = {
        "name": "消防隐患", "name_en": "Fire hazard", "default_severity": "03", "order": "30", "reportable": "on",
        "needs_place": "on", "effective_from": today(), "reason": "更名", "seen_version": "1",
    }  # fmt: skip
    assert client.post("/catalogue/classes/HAZARD.FIRE/edit/", values).status_code == 302
    assert [r.name for r in IncidentCategory.objects.filter(code="HAZARD.FIRE").order_by("version")] == [
        "消防安全", "消防隐患",
    ]  # fmt: skip
    assert client.post("/catalogue/classes/HAZARD.FIRE/edit/", {**values, "name": "再改"}).status_code == 409


def test_unknown_classes_and_rules_are_not_found(world: World) -> None:
    client = world.here.client("body_office")
    for path in ("classes/NO.SUCH/", "limits/999999/", "numbers/999999/", "routes/999999/"):
        assert client.get(f"/catalogue/{path}").status_code == 404


def given_duties(**values: Any) -> dict[str, Any]:
    works = {
        f"work_{kind}": "每月走访一次\n及时上报"
        for kind in ("information", "patrol", "dispute", "emergency", "hazard")
    }
    return {
        **works, "title": "南康区网格员职责清单", "document": "康平安办〔2026〕3号", "effective_from": today(),
        "reason": "首次发布", "matter-TOTAL_FORMS": "1", "matter-INITIAL_FORMS": "0",
        "matter-0-category_code": "APPEAL.FACILITY.LAMP", "matter-0-text": "路灯不亮", "matter-0-may_self_resolve": "on",
        **values,
    }  # fmt: skip


def test_a_county_publishes_its_duty_list_and_the_gap_is_gone(world: World) -> None:
    client = world.here.client("body_office")
    assert client.get("/grids/").context["duty_gap"] is True
    path = "/catalogue/duties/360703000000/publish/"
    assert client.get(path).status_code == 200
    assert client.post(path, given_duties()).status_code == 302
    stored = DutyList.objects.get()
    assert (stored.duties.count(), stored.matters.get().may_self_resolve) == (10, True)
    assert "路灯不亮" in world.here.client("grid_worker").get("/catalogue/duties/").content.decode()
    assert client.get("/grids/").context["duty_gap"] is False
    again = client.get(path).content.decode()
    assert "每月走访一次" in again


def test_a_list_lacking_one_of_the_five_kinds_of_work_is_refused(world: World) -> None:
    path = "/catalogue/duties/360703000000/publish/"
    answer = world.here.client("body_office").post(path, given_duties(work_patrol=" "))
    assert answer.status_code == 422
    assert not DutyList.objects.exists()


def test_no_office_publishes_for_another_county(world: World) -> None:
    path = f"/catalogue/duties/{world.far.county.code}/publish/"
    assert world.here.client("body_office").post(path, given_duties()).status_code == 403


def test_the_rule_of_a_day_is_that_of_the_day(world: World) -> None:
    client = world.here.client("body_office")
    later = timezone.localdate() + timedelta(days=30)
    client.post("/catalogue/limits/new/", given_limit(world, effective_from=later.isoformat()))
    asked: dict[str, Any] = {
        "stage": "handle", "category_code": "APPEAL.OTHER", "urgency": "normal", "severity": "04",
        "region_code": world.here.village.code,
    }  # fmt: skip
    now, then = time_limit_for(**asked), time_limit_for(**asked, on=date(later.year, later.month, later.day))
    assert now is not None
    assert then is not None
    assert (now.rule.amount, then.rule.amount) == (5, 3)
