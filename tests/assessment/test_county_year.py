"""A county's year by programs alone, in one story (Articles 57, 58, 61, 62); the same on screens: tests/browser."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

import assessment.tasks  # noqa: F401 - registers the jobs
import pingan.web.tasks  # noqa: F401 - registers the jobs
from assessment.models import AssessedUnit
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.matters.models import Clock
from pingan.org.models import LeaderResponsibility
from pingan.web.models import ExportJob, IssuedFile
from tests.api.conftest import Api
from tests.factories.county_years import given_county_before_its_year, last_year
from tests.factories.files import image_bytes, picture
from tests.factories.orders import let_pass, new_order, on
from tests.factories.runs import counting_toys
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PAPER = {"document": "康平安〔2026〕3号"}


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


@pytest.fixture
def by(world: World) -> dict[str, Api]:
    """The programs of the county's people, and of the township beside it."""
    given_county_before_its_year(world)
    roles = ("body_office", "leader", "township_desk", "unit_handler", "unit_handler_2", "auditor")
    found = {role: Api(world.here.users[role]) for role in roles}
    return {**found, "near": Api(world.neighbour.users["township_desk"])}


def done(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def work() -> None:
    """Do what the worker does now until nothing is left: one job hands out the next."""
    waiting = OutboxEntry.objects.filter(done_at=None, parked_at=None)
    while left := list(waiting.filter(available_at__lte=timezone.now()).values_list("pk", flat=True)):
        for key in left:
            assert deliver(key), OutboxEntry.objects.get(pk=key).last_error


def scheme_of(office: Api, audience: str) -> int:
    """Derive the county's scheme and publish it; that of the townships with another weight and an own indicator."""
    row = done(office.post("/assessment-schemes/", {"year": last_year(), "audience": audience}), 201)
    path = f"/assessment-schemes/{row['id']}/"
    assert row["derives_from"]
    if audience == "divisions":
        heavy = {"weight": "50", "weight_low": "50", "weight_high": "50"}
        done(office.patch(f"{path}indicators/D1/", heavy))
        assert done(office.post(f"{path}publish/", PAPER), 422)["errors"]  # ten points are missing
        own = {
            "code": "Z1", "name": "本地按期办结", "under": "D", "weight": "10", "source": "computed", "method": "ratio",
            "params": {"floor": "0", "target": "100"}, "expression": "share(toy.on_time)", "basis": "本级试行",
        }  # fmt: skip
        done(office.post(f"{path}indicators/", own), 201)
        assert (
            office.browser.delete(f"/api/v1{path}indicators/D2/").status_code == 422
        )  # the province's stays
    assert done(office.post(f"{path}publish/", PAPER))["state"] == "published"
    return int(row["id"])


def run_of(by: dict[str, Api], scheme: int, reports: dict[str, tuple[str, str]]) -> str:
    """Prepare a run, report with evidence, confirm as another, lock and compute; return its path."""
    office, year = by["body_office"], last_year()
    days = {"since": f"{year}-01-01", "until": f"{year}-12-31", "report_until": on(20).isoformat()}
    run = done(office.post("/assessment-runs/", {"scheme": scheme, "title": "年度考核", **days}), 201)["id"]
    path = f"/assessment-runs/{run}/"
    done(office.post(f"{path}actions/open/"))
    for seed, (role, (indicator, part)) in enumerate(reports.items(), start=70_000 + run):
        unit = next(
            one for one in AssessedUnit.objects.filter(run=run)
            if by[role].get(f"/assessed-units/{one.pk}/").status_code == 200
        )  # fmt: skip
        key = unit.run.scheme.indicators.get(code=indicator).pk
        sent = {"indicator": key, "part": part, "whole": "10", "text": "台账为凭"}
        target = f"/assessed-units/{unit.pk}/reports/"
        assert "evidence" in done(by[role].post(target, sent), 422)["errors"]
        file = done(by[role].upload(image_bytes(picture(seed=seed)), "台账.jpg"), 201)["id"]
        report = done(by[role].post(target, {**sent, "evidence": [file]}), 201)["id"]
        assert by[role].post(f"/assessment-self-reports/{report}/confirm/").status_code == 403
        done(office.post(f"/assessment-self-reports/{report}/confirm/"))
    done(office.post(f"{path}actions/lock/", {"note": "上报已齐"}))
    work()
    assert done(office.get(path))["state"] == "reviewing"
    return path


def made_final(by: dict[str, Api], path: str) -> None:
    run = int(path.strip("/").split("/")[-1])
    assert by["leader"].post(f"{path}actions/finalise/").status_code == 409  # objections are still open
    ago = timezone.now() - timedelta(days=1)
    Clock.objects.filter(matter_id=run, stage="run_objection").update(
        started_at=ago - timedelta(days=14), warn_at=ago, due_at=ago
    )
    assert done(by["leader"].post(f"{path}actions/finalise/"))["state"] == "final"
    work()


def reviewed_and_objected(by: dict[str, Api], path: str) -> None:
    """Other points with a reason, the preliminary result, an objection that is right, its answer."""
    office, desk = by["body_office"], by["township_desk"]
    units = done(office.get(f"{path}units/"))["results"]
    own = next(one for one in units if desk.get(f"/assessed-units/{one['id']}/").status_code == 200)
    scores = done(office.get(f"/assessed-units/{own['id']}/scores/"))["results"]
    score = next(one for one in scores if one["indicator_code"] == "D2")
    assert score["points"] == "36.0000"
    change = f"/assessment-scores/{score['id']}/change/"
    assert "reason" in done(office.post(change, {"points": "30", "reason": ""}), 422)["errors"]
    done(office.post(change, {"points": "30", "reason": "抽查一件回访无记录"}))
    done(office.post(f"{path}actions/announce/"))
    indicator = AssessedUnit.objects.get(pk=own["id"]).run.scheme.indicators.get(code="D2").pk
    said = {"indicator": indicator, "text": "该件回访记录已补附"}
    objection = done(desk.post(f"/assessed-units/{own['id']}/objections/", said), 201)["id"]
    answer = {"is_upheld": True, "points": "36", "answer": "记录属实"}
    done(office.post(f"/assessment-objections/{objection}/answer/", answer), 403)
    done(by["leader"].post(f"/assessment-objections/{objection}/answer/", answer))


def case_step(actor: Api, key: int, name: str, **values: Any) -> dict[str, Any]:
    return done(actor.post(f"/accountability-cases/{key}/actions/{name}/", values))


def heard(by: dict[str, Api], assessed: Api, key: int) -> None:
    office = by["body_office"]
    case_step(office, key, "verify")
    held = str(LeaderResponsibility.objects.get().pk)
    case_step(office, key, "establish", circumstances=["5"], findings="考核不合格属实", leaders=[held])
    case_step(office, key, "hear")
    case_step(assessed, key, "state", statement="接受处理")


def measured(by: dict[str, Api], assessed: Api, key: int, measure: str, **more: str) -> None:
    """Decide a measure, serve it, and have it put right as the assessed say."""
    due = f"{on(30).isoformat()}T00:00:00+08:00"
    case_step(by["leader"], key, "decide", measure=measure, demand="逐项整改", due_on=due, **more)
    recipient = str(LeaderResponsibility.objects.get().organ_id)
    case_step(by["body_office"], key, "serve", recipient=recipient, method="electronic")
    case_step(assessed, key, "acknowledge")
    case_step(assessed, key, "report", rectification="已整改")


def test_a_countys_year_by_programs(world: World, by: dict[str, Api]) -> None:
    office = by["body_office"]
    townships = run_of(by, scheme_of(office, "divisions"), {"township_desk": ("D2", "9")})
    reviewed_and_objected(by, townships)
    made_final(by, townships)
    results = {one["name"]: one for one in done(office.get(f"{townships}units/"))["results"]}
    assert results[world.here.township.name]["total"] == "90.0000"
    assert results[world.neighbour.township.name]["grade"] == "fail"
    reports = {"unit_handler": ("U1", "4"), "unit_handler_2": ("U1", "9")}
    units = run_of(by, scheme_of(office, "units"), reports)
    done(office.post(f"{units}actions/announce/"))
    made_final(by, units)

    cases = done(office.get("/accountability-cases/", circumstance="5"))["results"]
    assert {one["state"] for one in cases} == {"candidate"}
    keys = {(one["subject_region"], one["subject_organ"]): one["id"] for one in cases}
    near, vetoed = (world.neighbour.township.pk, None), (None, world.here.units["city_management"].pk)
    assert set(keys) == {near, vetoed}
    talked_with_then_listed_then_lifted(by, keys[near])
    award_is_refused(world, by, keys[vetoed])
    refused_order_goes_to_the_authority(world, by)
    exported_and_checked(by, townships)


def talked_with_then_listed_then_lifted(by: dict[str, Api], key: int) -> None:
    office, near = by["body_office"], by["near"]
    assert near.get(f"/accountability-cases/{key}/").status_code == 404  # not before it is heard
    heard(by, near, key)
    measured(by, near, key, "talk", skip_reason="全年得分过低")
    assert case_step(office, key, "escalate", note="三项只完成一项")["state"] == "escalated"
    rows = done(office.get("/accountability-cases/", circumstance="5"))["results"]
    [listed] = [one["id"] for one in rows if one["state"] == "candidate" and one["subject_region"]]
    heard(by, near, listed)
    measured(by, near, listed, "listed_supervision")
    rows = done(by["auditor"].get("/restrictions/"))["results"]
    assert {row["ended_on"] for row in rows} == {None}
    assert case_step(office, listed, "accept", note="验收合格，摘牌")["state"] == "accepted"
    rows = done(by["auditor"].get("/restrictions/"))["results"]
    assert None not in {row["ended_on"] for row in rows}


def award_is_refused(world: World, by: dict[str, Api], key: int) -> None:
    """Another unit was vetoed; it nominates itself all the same."""
    office, unit = by["body_office"], by["unit_handler"]
    for actor, name, values in (
        (office, "verify", {}),
        (office, "establish", {"circumstances": ["5"], "findings": "属实"}),
        (office, "hear", {}),
        (unit, "state", {"statement": "接受"}),
        (by["leader"], "decide", {"measure": "veto", "demand": "整改", "skip_reason": "完成不足一半"}),
    ):
        case_step(actor, key, name, **values)
    number = done(office.get(f"/accountability-cases/{key}/"))["number"]
    body = {
        "nominee": "unit", "organ": world.here.units["city_management"].pk, "honour": "先进单位", "deeds": "无事故",
    }  # fmt: skip
    row = done(unit.post("/commendations/", body), 201)["id"]
    refused = done(office.post(f"/commendations/{row}/actions/check/", {"note": "材料齐全"}), 422)
    assert number in str(refused["errors"])
    assert done(office.get(f"/commendations/{row}/"))["state"] == "nominated"


def refused_order_goes_to_the_authority(world: World, by: dict[str, Api]) -> None:
    office, data = by["body_office"], new_order(world.here, organ=world.here.units["housing"].pk)
    sent = {"organ": data.organ, "facts": data.facts, "basis": data.basis, "demands": data.demands}
    made = done(office.post("/rectification-orders/", {**sent, "due_on": on(10).isoformat()}), 201)
    path = f"/rectification-orders/{made['id']}/"
    done(by["leader"].post(f"{path}actions/approve/"))
    done(office.post(f"{path}actions/issue/", {"method": "electronic"}))
    assert office.post(f"{path}actions/refuse/", {"note": "拒不整改"}).status_code == 409
    let_pass(made["id"])
    done(office.post(f"{path}actions/refuse/", {"note": "拒不整改"}))
    told = done(office.post(f"{path}actions/suggest/", {"authority": "区纪委监委", "reason": "三次督促无果"}))
    assert (told["state"], len(told["suggestions"])) == ("escalated", 1)
    [case] = done(office.get("/accountability-cases/", circumstance="3"))["results"]
    assert case["subject_organ"] == data.organ


def exported_and_checked(by: dict[str, Api], path: str) -> None:
    """The auditor takes the workbook (files are ordered on the page), alters a copy; programs ask about both."""
    auditor, run = by["auditor"].browser, path.strip("/").split("/")[-1]
    sent = {"format": "xlsx", "purpose": "年度审计"}
    assert auditor.post(f"/assessment/runs/{run}/file/", sent).status_code == 302
    work()
    answer: Any = auditor.get(f"/exports/{ExportJob.objects.latest('pk').pk}/download/")
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    content = answer.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(content))
    next(one for row in book["明细"].iter_rows() for one in row if one.value == 36).value = 40
    copy = io.BytesIO()
    book.save(copy)
    code = str(IssuedFile.objects.latest("pk"))
    for file, verdict in ((content, "unaltered"), (copy.getvalue(), "altered")):
        asked = {"sha256": hashlib.sha256(file).hexdigest(), "code": code}
        assert done(by["township_desk"].post("/file-checks/", asked))["verdict"] == verdict
