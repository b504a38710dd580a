"""How an entry ends is said by its register: a title that was withdrawn never reads like one whose term was over."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.rules import ending_faults
from pingan.registers.services.definitions import save_definition
from pingan.registers.services.entries import add_entry, settle_entry
from tests.api.conftest import Api
from tests.factories.registers import definition_input, given_definition, given_round
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
WITHDRAWN = {
    "code": "withdrawn", "label": "已撤销", "label_en": "withdrawn", "act": "撤销", "act_en": "Withdraw",
    "needs_reason": True,
}  # fmt: skip


def given_title(place: Place, holder: str = "康乐小区") -> RegisterFinding:
    """Return a title that the county's body awarded before it kept this register."""
    report = RegisterReport.objects.filter(
        round__definition__code="peace_titles", region_code=place.county.code
    ).first()
    if report is None:
        definition = given_definition("peace_titles")
        row = given_round(place.actor("body_office"), place.county, definition, due_on=None)
        report = RegisterReport.objects.get(round=row, region_code=place.county.code)
    today = timezone.localdate()
    values = {
        "holder": holder, "title": "community", "basis": "earlier", "awarded_on": today.isoformat(),
        "document": "康平安〔2026〕3号", "review_on": (today + timedelta(days=400)).isoformat(),
    }  # fmt: skip
    return add_entry(actor=place.actor("body_office"), report_id=report.pk, values=values)


def exported(client: Any, address: str, **asked: str) -> list[dict[str, str]]:
    """Return the rows of an export by the heads of their columns."""
    sent = {"format": "csv", "columns": "all", "purpose": "年度汇总"}
    answer: Any = client.post(f"{address}?{urlencode(asked)}", sent)
    assert answer.status_code == 200, answer.content
    rows = csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())
    return [
        row for row in rows if None not in row.values()
    ]  # the last line says who exported it and what for


def end(place: Place, row: RegisterFinding, **sent: Any) -> Any:
    told = {"on": timezone.localdate().isoformat(), **sent}
    return place.client("body_office").post(reverse("registers:entry_settle", args=[row.pk]), told)


def test_a_title_is_withdrawn_with_a_reason_and_not_without(here: Place) -> None:
    row = given_title(here)
    page = here.client("body_office").get(reverse("registers:entry_detail", args=[row.pk])).content.decode()
    assert "撤销称号" in page and "到期终止" in page
    refused = end(here, row, ending="withdrawn")
    assert refused.status_code == 422 and "请说明原因" in refused.content.decode()
    assert end(here, row).status_code == 422, "a register with endings asks which one"
    assert end(here, row, ending="gone", note="不存在").status_code == 422
    assert end(here, row, ending="withdrawn", note="发生重大案件").status_code == 302
    row.refresh_from_db()
    assert (row.ending, row.settled_note) == ("withdrawn", "发生重大案件")
    entry = AuditEntry.objects.filter(action="register.report_settle").latest("pk")
    assert (entry.data["entry"], entry.data["ending"]) == (row.number, "withdrawn")
    assert "发生重大案件" not in str(entry.data)


def test_withdrawn_and_ended_are_told_apart_everywhere(here: Place) -> None:
    withdrawn, ended, standing = (given_title(here, name) for name in ("康乐小区", "新苑小区", "桥头小区"))
    assert end(here, withdrawn, ending="withdrawn", note="发生重大案件").status_code == 302
    assert end(here, ended, ending="ended").status_code == 302
    office = here.client("body_office")
    page = office.get(reverse("registers:entry_detail", args=[withdrawn.pk])).content.decode()
    assert "已撤销" in page and "发生重大案件" in page and "已终止" not in page
    page = office.get(reverse("registers:entry_detail", args=[ended.pk])).content.decode()
    assert "已终止" in page and "已撤销" not in page
    lines = office.get(reverse("registers:entry_list"), {"definition": "peace_titles"}).content.decode()
    assert lines.count('">已撤销</span>') == 1 and lines.count('">已终止</span>') == 1
    only = {"definition": "peace_titles", "ending": "withdrawn"}
    lines = office.get(reverse("registers:entry_list"), only).content.decode()
    assert "康乐小区" in lines and "新苑小区" not in lines and "桥头小区" not in lines
    report = office.get(reverse("registers:report_detail", args=[standing.report_id])).content.decode()
    assert report.count("撤销称号") == 1 and report.count("到期终止") == 1, "in what happened"


def test_figures_count_each_ending_and_open_its_list(here: Place) -> None:
    withdrawn, ended = given_title(here), given_title(here, "新苑小区")
    end(here, withdrawn, ending="withdrawn", note="发生重大案件")
    end(here, ended, ending="ended")
    page = here.client("body_office").get(
        reverse("registers:entry_tally"), {"definition": "peace_titles"}
    ).content.decode()  # fmt: skip
    assert "已撤销" in page and "已终止" in page and "ending=withdrawn" in page
    answer = Api(here.users["body_office"]).get("/register-entries/tally/", definition="peace_titles").json()
    assert answer["total"]["endings"] == {"ended": 1, "withdrawn": 1}
    assert answer["total"]["counts"]["settled"] == 2


def test_a_program_ends_an_entry_in_a_named_way(here: Place) -> None:
    row = given_title(here)
    api = Api(here.users["body_office"])
    address = f"/register-entries/{row.pk}/settle/"
    day = timezone.localdate().isoformat()
    assert "ending" in api.post(address, {"on": day}).json()["errors"]
    assert "note" in api.post(address, {"on": day, "ending": "withdrawn"}).json()["errors"]
    answer = api.post(address, {"on": day, "ending": "withdrawn", "note": "发生重大案件"})
    assert answer.status_code == 200 and answer.json()["ending"] == "withdrawn"
    found = api.get("/register-entries/", ending="withdrawn").json()["results"]
    assert [one["id"] for one in found] == [row.pk]
    told = api.get(f"/register-definitions/{row.report.round.definition_id}/").json()["endings"]
    assert [one["code"] for one in told] == ["ended", "withdrawn"]


def test_the_export_says_how_each_entry_ended_and_why(here: Place) -> None:
    withdrawn = given_title(here)
    given_title(here, "桥头小区")
    end(here, withdrawn, ending="withdrawn", note="发生重大案件")
    rows = exported(here.client("body_office"), reverse("registers:entry_export"), definition="peace_titles")
    told = {row["获称号的小区、企业或单位"]: row for row in rows}
    assert (told["康乐小区"]["状态"], told["康乐小区"]["说明或理由"]) == ("已撤销", "发生重大案件")
    assert told["桥头小区"]["状态"] == "未到期"


def test_a_register_without_endings_is_closed_as_before(here: Place) -> None:
    row = given_round(
        here.actor("body_office"), here.county, given_definition("legal_service_points"), due_on=None
    )
    report = RegisterReport.objects.get(round=row, region_code=here.township.code)
    actor, today = here.actor("township_desk"), timezone.localdate()
    values = {"point": "法律服务站", "kind": "center", "place": "一楼", "knowers": 4}
    entry = add_entry(actor=actor, report_id=report.pk, values=values)
    with pytest.raises(Invalid):
        settle_entry(actor=actor, finding_id=entry.pk, on=today, ending="withdrawn", note="不再需要")
    assert settle_entry(actor=actor, finding_id=entry.pk, on=today).ending == ""


def test_the_database_knows_no_ending_of_what_still_stands(here: Place) -> None:
    row = given_title(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterFinding.objects.filter(pk=row.pk).update(ending="withdrawn")


@pytest.mark.parametrize(
    "documents",
    [
        [WITHDRAWN, WITHDRAWN],
        [{**WITHDRAWN, "code": "Withdrawn!"}],
        [{**WITHDRAWN, "label": ""}],
        [{**WITHDRAWN, "needs_reason": "yes"}],
        [{**WITHDRAWN, "colour": "red"}],
        ["withdrawn"],
        "withdrawn",
        [{**WITHDRAWN, "code": f"way_{number}"} for number in range(7)],
    ],
)
def test_endings_that_say_nothing_clear_are_refused(documents: Any) -> None:
    assert ending_faults(documents, is_register=True)


def test_only_a_register_has_endings(here: Place) -> None:
    assert not ending_faults([WITHDRAWN], is_register=True)
    with pytest.raises(Invalid) as refused:
        save_definition(
            actor=here.actor("body_office"),
            data=definition_input(endings=[WITHDRAWN], region_code=here.county.code[:6]),
            reason="试用",
        )
    assert "endings" in refused.value.fields


def test_an_office_states_endings_on_the_form_of_a_definition(world: World) -> None:
    office = world.here.client("body_office")
    like = given_definition("legal_service_points")
    address = f"{reverse('registers:definition_new')}?like={like.pk}"
    page = office.get(f"{reverse('registers:definition_new')}?like={given_definition('peace_titles').pk}")
    assert "withdrawn=已撤销=withdrawn=撤销称号=Withdraw the title=reason" in page.content.decode()
    assert 'name="endings"' in office.get(address).content.decode()
