"""What a grid reports in a screening round becomes a dispute with one click, and is not typed again."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from disputes.models import Dispute
from disputes.rules.redaction import NUMBER_HIDDEN, PHONE_HIDDEN
from disputes.services.screening import SCREENED
from pingan.registers.models import RegisterReport
from pingan.registers.queries.rounds import finding_behind
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.findings import refer_finding
from pingan.registers.services.reports import review_report, save_report, submit_report
from tests.api.conftest import Api
from tests.factories.disputes import act
from tests.factories.registers import FINDING, VALUES, given_round, given_submitted, report_of
from tests.factories.world import Place, World


@pytest.mark.parametrize(
    ("values", "state", "outcome"),
    [({"is_resolved": False}, "registered", ""), ({"is_resolved": True}, "resolved", "settled")],
)
def test_a_finding_becomes_a_dispute_of_the_same_grid(
    world: World, values: dict[str, object], state: str, outcome: str
) -> None:
    here = world.here
    row = given_round(here.actor("body_office"), here.county)
    finding = given_submitted(row, here, finding={**FINDING, **values}).findings.get()
    worker = here.actor("grid_worker")
    finding = refer_finding(actor=worker, finding_id=finding.pk, target="dispute")
    dispute = Dispute.objects.select_related("matter", "type").get(pk=finding.matter_id)
    assert dispute.matter.grid_id == here.grid.pk
    assert dispute.matter.text == FINDING["description"]
    assert (dispute.source, dispute.matter.state, dispute.outcome) == ("screening", state, outcome)
    assert finding_behind(worker, dispute.pk) == finding


OUTSIDERS = ("leader", "county_dispatcher", "auditor", "body_office")
#: What a worker may have typed of a case that later becomes confidential.
ACCOUNT = {"description": "司马蓝田酒后打妻子，孩子在场", "place": "新屋组三号"}


def taken_further(here: Place, report: RegisterReport) -> Dispute:
    """Let the worker hand the one finding of a report to the dispute desk."""
    key = report.findings.get().pk
    done = refer_finding(actor=here.actor("grid_worker"), finding_id=key, target="dispute")
    return Dispute.objects.get(pk=done.matter_id)


@pytest.fixture
def report(world: World) -> RegisterReport:
    row = given_round(world.here.actor("body_office"), world.here.county)
    return given_submitted(row, world.here, finding={**FINDING, **ACCOUNT})


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_finding_whose_dispute_is_restricted_tells_others_neither_text_nor_key(
    world: World, report: RegisterReport, role: str
) -> None:
    dispute = taken_further(world.here, report)
    before = seen_by(world.here, role, report)
    act(world.here, dispute, "restrict", "township_desk", restriction="domestic_violence", note="涉家庭暴力")
    api, page = seen_by(world.here, role, report)
    assert not any(words in str(api) + page for words in (*ACCOUNT.values(), dispute.matter.number))
    assert f"/disputes/{dispute.pk}/" not in page and "register-findings" not in page
    assert api["findings"] == [], "neither its sort nor that something came of it"
    assert before[0]["findings"][0]["values"] == {"type": "neighbour"}, "shown as long as it was open"
    assert api["values"] == before[0]["values"] and api["finding_count"] == 1, (
        "the unit's own statement stays"
    )


VIOLENT = {**FINDING, "type": "family", "description": "丈夫酒后打妻子"}


def two_found(world: World) -> RegisterReport:
    """Return a report with a violent family's finding and a quarrel of neighbours, handed in."""
    row = given_round(world.here.actor("body_office"), world.here.county)
    found = report_of(row, world.here)
    data = ReportInput(VALUES, (VIOLENT, FINDING))
    return submit_report(actor=world.here.actor("grid_worker"), report_id=found.pk, data=data)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_who_hands_a_finding_over_is_asked_for_signs_that_close_it_at_once(world: World, role: str) -> None:
    here, found = world.here, two_found(world)
    first, second = found.findings.order_by("number")
    worker = here.client("grid_worker")
    urls = [reverse("registers:finding_refer", args=[row.pk, "dispute"]) for row in (first, second)]
    assert 'name="codes"' in worker.get(urls[0]).content.decode()
    assert worker.post(urls[0], {"codes": ["violence"], "note": "妻子手臂有伤"}).status_code == 302
    assert worker.post(urls[1]).status_code == 302
    first.refresh_from_db()
    dispute = Dispute.objects.select_related("matter").get(pk=first.matter_id)
    assert (dispute.restriction, dispute.matter.is_restricted) == ("domestic_violence", True)
    running = dispute.matter.clocks.filter(stopped_at=None).values_list("stage", flat=True)
    assert {"flag_review", "police_notice"} <= set(running)
    api, page = seen_by(here, role, found)
    assert [row["number"] for row in api["findings"]] == [second.number]
    assert "婚姻家庭" not in page and "邻里" in page
    told, shown = seen_by(here, "grid_worker", found)
    assert [row["number"] for row in told["findings"]] == [1, 2] and "婚姻家庭" in shown


def test_a_program_names_the_signs_when_a_finding_becomes_a_dispute(world: World) -> None:
    found = two_found(world)
    api, url = (
        Api(world.here.users["grid_worker"]),
        f"/register-reports/{found.pk}/findings/1/become/dispute/",
    )
    assert api.post(url, {"codes": ["nonsense"]}).status_code == 422
    assert api.post(url, {"sign": "violence"}).status_code == 422
    done = api.post(url, {"codes": ["violence"]}).json()
    assert Dispute.objects.get(pk=done["matter"]).flags.get().code == "violence"
    assert Api(world.here.users["leader"]).post(url, {}).status_code in {403, 404}


def test_who_is_not_told_of_a_finding_writes_the_report_on_and_it_stays(world: World) -> None:
    here, found = world.here, two_found(world)
    key = found.findings.get(number=1).pk
    worker = here.actor("grid_worker")
    given = SCREENED.input(codes=("violence",))
    secret = refer_finding(actor=worker, finding_id=key, target="dispute", given=given)
    Dispute.objects.get(pk=secret.matter_id).readers.exclude(user_id=worker.user_id).update(
        ended_at=timezone.now()
    )
    review_report(actor=here.actor("township_desk"), report_id=found.pk, action="return", note="户数请核对")
    helper = here.client("community_staff")
    url = reverse("registers:report_write", args=[found.pk])
    page = helper.get(url).content.decode()
    assert "f1-" not in page and VIOLENT["description"] not in page and 'value="2"' in page
    found.refresh_from_db()
    typed = {
        "v-households_visited": "31", "v-disputes_found": "2", "v-resolved_on_the_spot": "1", "f0-number": "2",
        "f0-type": "neighbour", "f0-place": "新屋组", "f0-people": "4", "f0-description": "因排水发生争执",
        "f0-is_resolved": "false",
        "seen_version": str(found.version),
    }  # fmt: skip
    answer = helper.post(url, {**typed, "action": "submit"})
    assert answer.status_code == 302, answer.content.decode()
    found.refresh_from_db()
    assert (found.finding_count, [row.number for row in found.findings.all()]) == (2, [1, 2])
    assert found.findings.get(number=1).matter_id == secret.matter_id


def seen_by(here: Place, role: str, report: RegisterReport) -> tuple[dict[str, Any], str]:
    """Return a report as a person reads it by program and on the page."""
    answer = Api(here.users[role]).get(f"/register-reports/{report.pk}/")
    page = here.client(role).get(reverse("registers:report_detail", args=[report.pk]))
    return answer.json(), page.content.decode()


NUMBERS = ("13977700011", "360721197707077719")


@pytest.mark.parametrize("is_draft", [True, False])
def test_phones_and_identity_numbers_in_a_report_are_hidden_before_they_are_stored(
    world: World, is_draft: bool
) -> None:
    report = report_of(given_round(world.here.actor("body_office"), world.here.county), world.here)
    typed = f"找{NUMBERS[0]}，证件{NUMBERS[1]}"
    values = {**VALUES, "needs_support": "true", "support_wanted": typed, "remarks": typed}
    finding = {**FINDING, "place": typed, "description": typed}
    verb = save_report if is_draft else submit_report
    verb(actor=world.here.actor("grid_worker"), report_id=report.pk, data=ReportInput(values, (finding,)))
    report.refresh_from_db()
    kept = [report.values["support_wanted"], report.values["remarks"]]
    kept += [report.findings.get().values[name] for name in ("place", "description")]
    assert set(kept) == {f"找{PHONE_HIDDEN}，证件{NUMBER_HIDDEN}"}


def test_a_phone_in_the_reason_for_sending_back_is_hidden(world: World, report: RegisterReport) -> None:
    desk = world.here.actor("township_desk")
    review_report(actor=desk, report_id=report.pk, action="return", note=f"请联系{NUMBERS[0]}核对")
    report.refresh_from_db()
    assert report.note == report.steps.latest("pk").note == f"请联系{PHONE_HIDDEN}核对"


def test_who_may_see_the_dispute_is_led_from_the_report_to_it(world: World, report: RegisterReport) -> None:
    dispute = taken_further(world.here, report)
    api, page = seen_by(world.here, "township_desk", report)
    assert api["findings"][0]["matter"] == dispute.pk
    assert f'href="/disputes/{dispute.pk}/"' in page and ACCOUNT["description"] not in page


@pytest.mark.parametrize("role", ["township_desk", "grid_worker"])
def test_who_may_see_the_report_is_led_from_the_dispute_to_it(
    world: World, report: RegisterReport, role: str
) -> None:
    dispute = taken_further(world.here, report)
    page = world.here.client(role).get(reverse("disputes:dispute_detail", args=[dispute.pk])).content.decode()
    assert f'href="{reverse("registers:report_detail", args=[report.pk])}"' in page
    assert report.round.title in page


def test_who_sees_the_dispute_and_not_the_report_finds_no_trace_of_it(
    world: World, report: RegisterReport
) -> None:
    dispute = taken_further(world.here, report)
    for side, name in (("applicant", "司马甲"), ("respondent", "欧阳乙")):
        act(world.here, dispute, "add_party", "township_desk", side=side, name=name)
    act(world.here, dispute, "accept", "township_desk")
    act(world.here, dispute, "mediate", "township_desk", mediator=world.here.mediators[0].pk)
    page = world.here.client("mediator").get(reverse("disputes:dispute_detail", args=[dispute.pk]))
    assert (
        page.status_code == 200 and "/registers/reports/" not in page.content.decode().partition("<main")[2]
    )
    assert report.round.title not in page.content.decode()


def test_a_report_that_is_mended_asks_nothing_of_what_became_a_dispute(
    world: World, report: RegisterReport
) -> None:
    here = world.here
    dispute = taken_further(here, report)
    review_report(actor=here.actor("township_desk"), report_id=report.pk, action="return", note="户数请核对")
    report.refresh_from_db()
    url = reverse("registers:report_write", args=[report.pk])
    assert "f0-description" not in here.client("grid_worker").get(url).content.decode()
    typed = {
        "v-households_visited": "31", "v-disputes_found": "2", "v-resolved_on_the_spot": "1", "f0-number": "1",
        "seen_version": str(report.version),
    }  # fmt: skip
    answer = here.client("grid_worker").post(url, {**typed, "action": "submit"})
    assert answer.status_code == 302, answer.content.decode()
    report.refresh_from_db()
    assert (report.state, report.findings.get().matter_id) == ("submitted", dispute.pk)


def test_findings_that_became_disputes_before_lose_their_account_when_the_product_is_renewed(
    world: World, report: RegisterReport
) -> None:
    taken_further(world.here, report)
    report.findings.update(values={**FINDING, **ACCOUNT})
    renew = import_module("pingan.registers.migrations.0003_accounts_that_moved_to_matters")
    renew.keep_choices(apps, None)
    assert report.findings.get().values == {"type": FINDING["type"]}
