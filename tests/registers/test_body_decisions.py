"""What a coordinating body decided (Article 11) is handed to a unit, told how far it is, reminded of, and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.notify.models import Notice
from pingan.registers.models import RegisterFinding, RegisterReport, ReportStep
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry, settle_entry
from pingan.registers.services.handing import hand_entry, tell_progress
from pingan.registers.services.reports import save_report
from pingan.registers.services.watching import remind_entries
from tests.api.conftest import Api
from tests.factories.registers import do_jobs, given_definition, given_round
from tests.factories.world import World

pytestmark = pytest.mark.django_db
DECISION = {
    "matter": "沿河路灯三个月内全部修复", "met_on": "2026-01-15", "meeting": "coordination", "duty": "coordination",
    "lead_unit": "城市管理局",
}  # fmt: skip


@pytest.fixture
def decided(world: World) -> RegisterFinding:
    """A decision of the county's body, due in five days, in the register that its office keeps."""
    here = world.here
    office = here.actor("body_office")
    row = given_round(office, here.county, given_definition("body_decisions"), due_on=None)
    report = RegisterReport.objects.get(round=row, region_code=here.county.code)
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    return add_entry(actor=office, report_id=report.pk, values=DECISION | {"due_on": due})


def handed(world: World, row: RegisterFinding, unit: str = "city_management") -> RegisterFinding:
    organ = world.here.units[unit].pk
    return hand_entry(actor=world.here.actor("body_office"), finding_id=row.pk, organ_id=organ)


def names_told(kind: str) -> set[str]:
    do_jobs("notify.deliver")
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_a_decision_goes_to_its_unit_and_comes_back_done(world: World, decided: RegisterFinding) -> None:
    here, today = world.here, timezone.localdate()
    office, unit = here.client("body_office"), here.client("unit_handler")
    page = reverse("registers:entry_detail", args=[decided.pk])
    assert unit.get(page).status_code == 404
    shown = office.get(page).content.decode()
    assert reverse("registers:entry_hand", args=[decided.pk]) in shown
    organ = here.units["city_management"]
    sent = {"organ": organ.pk, "seen_version": str(decided.report.version)}
    assert office.post(reverse("registers:entry_hand", args=[decided.pk]), sent)["Location"] == page
    assert here.users["unit_handler"].name in names_told("register.entry_handed")

    own = unit.get(page).content.decode()
    assert DECISION["matter"] in own and organ.name in own
    report_url = reverse("registers:report_detail", args=[decided.report_id])
    assert report_url not in own and unit.get(report_url).status_code == 404, "the entry, not the register"
    mine = unit.get(reverse("registers:entry_list"), {"part": "mine"}).content.decode()
    assert DECISION["matter"] in mine and "台账条目30天内到期" in unit.get("/").content.decode()
    empty = unit.post(reverse("registers:entry_progress", args=[decided.pk]), {"note": ""})
    assert empty.status_code == 422 and 'id="id_told_note_error"' in empty.content.decode()
    told = unit.post(
        reverse("registers:entry_progress", args=[decided.pk]), {"note": "已修复二十盏，余下五盏"}
    )
    assert told["Location"] == page and "已修复二十盏" in office.get(page).content.decode()
    assert here.users["body_office"].name in names_told("register.entry_handed")

    assert remind_entries(today) == 1
    assert here.users["unit_handler"].name in names_told("register.entry_warn")
    assert unit.post(reverse("registers:entry_settle", args=[decided.pk]), {"on": today}).status_code in {
        403,
        404,
    }
    done = {"on": today.isoformat(), "ending": "done", "note": "现场核实已完成", "seen_version": ""}
    assert office.post(reverse("registers:entry_settle", args=[decided.pk]), done)["Location"] == page
    assert "台账条目30天内到期" not in unit.get("/").content.decode()
    with pytest.raises(IllegalAction):
        tell_progress(actor=here.actor("unit_handler"), finding_id=decided.pk, note="又修了一盏")


def test_who_had_it_before_has_it_no_longer(world: World, decided: RegisterFinding) -> None:
    here = world.here
    handed(world, decided)
    handed(world, decided, "housing")
    first, second = here.actor("unit_handler"), here.actor("unit_handler_2")
    with pytest.raises(NotFound):
        tell_progress(actor=first, finding_id=decided.pk, note="已修复")
    tell_progress(actor=second, finding_id=decided.pk, note="已接手")
    assert list(ReportStep.objects.filter(finding=decided).values_list("note", flat=True)) == ["已接手"]


def test_only_a_unit_of_the_division_is_handed_it_and_only_by_who_keeps_it(
    world: World, decided: RegisterFinding
) -> None:
    here = world.here
    with pytest.raises(Invalid) as refused:
        hand_entry(
            actor=here.actor("body_office"), finding_id=decided.pk, organ_id=world.far.units["housing"].pk
        )
    assert "organ" in refused.value.fields
    handed(world, decided)
    for actor in (here.actor("unit_handler"), here.actor("leader")):
        with pytest.raises((Forbidden, NotFound)):
            hand_entry(actor=actor, finding_id=decided.pk, organ_id=here.units["housing"].pk)
    with pytest.raises(Forbidden):
        tell_progress(actor=here.actor("leader"), finding_id=decided.pk, note="领导不填报")


def test_what_was_handed_on_stays_when_the_register_is_written_anew(
    world: World, decided: RegisterFinding
) -> None:
    handed(world, decided)
    with pytest.raises(Invalid) as refused:
        save_report(actor=world.here.actor("body_office"), report_id=decided.report_id, data=ReportInput())
    assert "findings" in refused.value.fields
    assert RegisterFinding.objects.filter(pk=decided.pk).exists()


def test_programs_hand_on_and_read_how_far_it_is(world: World, decided: RegisterFinding) -> None:
    here = world.here
    office, unit = Api(here.users["body_office"]), Api(here.users["unit_handler"])
    path = f"/register-entries/{decided.pk}/"
    organ: dict[str, Any] = {"organ": here.units["city_management"].pk}
    assert unit.get(path).status_code == 404
    assert office.post(f"{path}hand/", organ, If_Match='"99"').status_code == 412
    answer = office.post(f"{path}hand/", organ).json()
    assert (answer["responsible"], answer["responsible_name"]) == (
        organ["organ"], here.units["city_management"].name,
    )  # fmt: skip
    assert unit.post(f"{path}progress/", {"note": "已开工"}).json()["progress"][0]["note"] == "已开工"
    assert unit.post(f"{path}hand/", organ).status_code in {403, 404}
    (line,) = unit.get("/register-entries/").json()["results"]
    assert line["id"] == decided.pk and line["progress"][0]["note"] == "已开工"
    settle_entry(
        actor=here.actor("body_office"), finding_id=decided.pk, on=timezone.localdate(), ending="done"
    )
    assert unit.post(f"{path}progress/", {"note": "补充"}).status_code == 409


def test_a_renewed_decision_stays_with_its_unit(world: World, decided: RegisterFinding) -> None:
    handed(world, decided)
    later = (timezone.localdate() + timedelta(days=60)).isoformat()
    program = Api(world.here.users["body_office"])
    done = program.post(
        f"/register-entries/{decided.pk}/renew/", {"values": DECISION | {"due_on": later}, "note": "延期"}
    )
    assert done.json()["responsible"] == world.here.units["city_management"].pk
