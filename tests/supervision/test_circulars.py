"""A circular: worded by one, approved by another, issued once, served and confirmed; it names no person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assessment.models import AccountabilityCase
from disputes.models import Dispute
from grids.models.incidents import Supervision
from pingan.common.models import OutboxEntry
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.office.models import Circular, CircularMatter
from tests.factories.disputes import given_dispute
from tests.factories.incidents import act, step
from tests.factories.world import World, signed_in
from tests.supervision.staged import desk_with_unit, due_day, overdue, reminded, second_in

pytestmark = pytest.mark.django_db
CIRCULARS = "/office/circulars/"
DESK = "/office/supervision/"


def lettered(world: World) -> Any:
    """Return an incident on which a reminder and a letter came."""
    late = reminded(world.here)
    office = world.here.client("body_office")
    assert (
        office.post(f"{DESK}{late.pk}/letter/", {"demand": "三日内办结", "due_at": due_day()}).status_code
        == 302
    )
    return late


def values(world: World, *matters: Any, **more: Any) -> dict[str, Any]:
    return {
        "subject": "部分事项督办情况",
        "text": "以下事项经督促仍未办结，现予通报。",
        "matters": [str(one.pk) for one in matters],
        "recipients": [str(world.here.units["city_management"].pk)],
        **more,
    }


def drafted(world: World, *matters: Any, **more: Any) -> Circular:
    office = world.here.client("body_office")
    answer = office.post(f"{CIRCULARS}new/", values(world, *matters, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Circular.objects.get()


def submitted(world: World, *matters: Any, **more: Any) -> Circular:
    circular = drafted(world, *matters, **more)
    answer = world.here.client("body_office").post(f"{CIRCULARS}{circular.pk}/submit/")
    assert answer.status_code == 302
    circular.refresh_from_db()
    return circular


def test_the_draft_begins_with_units_and_numbers_and_no_title(world: World) -> None:
    late = lettered(world)
    office = world.here.client("body_office")
    chosen = office.post(f"{DESK}remind/", {"action": "circular", "selected": [str(late.pk)]})
    assert chosen.status_code == 302
    text = office.get(chosen["Location"]).context["form"].initial["text"]
    document = late.supervisions.get(step="letter").document
    assert late.matter.number in text and document.number in text and "已催办1次" in text
    assert "城市管理局" in text and late.matter.title not in text


def test_another_person_approves_and_each_book_and_unit_has_it(world: World) -> None:
    late = lettered(world)
    organ = desk_with_unit(world)
    units = [str(world.here.units["city_management"].pk), str(organ.pk)]
    circular = submitted(world, late, recipients=units)
    own = world.here.client("body_office").post(f"{CIRCULARS}{circular.pk}/approve/")
    assert own.status_code == 403
    leader = world.here.client("leader")
    assert leader.post(f"{CIRCULARS}{circular.pk}/approve/").status_code == 302
    circular.refresh_from_db()
    document = circular.document
    assert document is not None and circular.state == "issued"
    assert document.kind == "circular" and document.organ_id == world.here.units["office"].pk
    assert set(document.receipts.values_list("recipient_id", flat=True)) == {int(key) for key in units}
    entry = TimelineEntry.objects.get(matter_id=late.pk, action="circulate")
    assert entry.data["document"] == document.number and entry.actor_user == world.here.users["leader"]
    assert not list(chain_faults())
    assert document.number in leader.get(f"/documents/{document.pk}/").content.decode()
    page = world.here.client("township_desk").get(f"/incidents/{late.pk}/").content.decode()
    assert document.number in page
    orders = OutboxEntry.objects.filter(job="notify.deliver")
    told = {pk for one in orders if "document.served" in str(one.payload) for pk in one.payload["recipients"]}
    assert {world.here.users[role].pk for role in ("township_desk", "unit_handler")} <= told


def test_a_township_confirms_what_it_received_and_the_office_sees_it(world: World) -> None:
    organ = desk_with_unit(world)
    circular = submitted(world, lettered(world), recipients=[str(organ.pk)])
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    circular.refresh_from_db()
    township = world.here.client("township_desk")
    assert circular.document is not None
    assert circular.document.number in township.get(f"{DESK}received/").content.decode()
    receipt = circular.document.receipts.get()
    assert (
        world.neighbour.client("township_desk")
        .get(f"{DESK}received/")
        .content.decode()
        .count(circular.document.number)
        == 0
    )
    assert township.post(f"/documents/receipts/{receipt.pk}/acknowledge/").status_code == 302
    shown = world.here.client("body_office").get(f"{CIRCULARS}?part=issued").context["rows"][0][0]
    assert (shown.served, shown.confirmed) == (1, 1)


def test_a_circular_names_no_person(world: World) -> None:
    late, dispute = lettered(world), given_dispute(world.here, "accepted")
    office = world.here.client("body_office")
    handler = world.here.users["unit_handler"]
    type(handler).objects.filter(pk=handler.pk).update(name="欧阳明德")
    named = office.post(f"{CIRCULARS}new/", values(world, late, text="经办人欧阳明德未按时办结。"))
    assert named.status_code == 422 and "text" in named.context["form"].errors
    party = Dispute.objects.get(pk=dispute.pk).parties.first()
    assert party is not None
    Matter.objects.filter(pk=dispute.pk).update(next_due_at=late.matter.next_due_at)
    about = values(world, late, dispute, text=f"{party.name}一事久拖不决。", left_out="情况特殊")
    refused = office.post(f"{CIRCULARS}new/", about)
    assert refused.status_code == 422 and "text" in refused.context["form"].errors
    assert not Circular.objects.exists()


def test_whoever_approves_is_told_of_persons_and_of_units_that_it_does_not_reach(world: World) -> None:
    """A warning: a name may be a word as well, and the office may have its reasons."""
    late = lettered(world)
    clerk = world.here.users["grid_worker"]
    type(clerk).objects.filter(pk=clerk.pk).update(name="钟春梅")
    housing = str(world.here.units["housing"].pk)
    circular = submitted(world, late, text="钟春梅同志工作不力。", recipients=[housing])
    own = world.here.client("body_office").get(f"{CIRCULARS}{circular.pk}/").content.decode()
    other = signed_in(second_in(world.here))
    page = other.get(f"{CIRCULARS}{circular.pk}/").content.decode()
    warning = "系统内人员的姓名：钟春梅"
    assert (warning in page, warning in own) == (True, False)
    missing = f"未列入主送：{world.here.units['city_management'].name}"
    assert missing in page and missing in own
    assert other.post(f"{CIRCULARS}{circular.pk}/approve/").status_code == 302


def test_numbers_of_people_leave_letters_and_circulars(world: World) -> None:
    office, late = world.here.client("body_office"), reminded(world.here)
    said = {"demand": "联系户主13812345678，三日内办结", "due_at": due_day()}
    assert office.post(f"{DESK}{late.pk}/letter/", said).status_code == 302
    own_page = {"demand": "身份证36070319800101123X已核", "left_out": "13812345678"}
    soon = timezone.now() + timedelta(days=3)
    act(world.here, overdue(world.here), "supervise", "body_office", due_at=soon, **own_page)
    circular = drafted(world, late, text="户主电话13812345678，请办结。", contact="张三 0797-6612345")
    assert "13812345678" not in circular.text and circular.contact == "张三 0797-6612345"
    kept = [str(one.snapshot) + one.title for one in OfficialDocument.objects.all()]
    kept += list(TimelineEntry.objects.values_list("note", flat=True))
    kept += list(Supervision.objects.values_list("reason", flat=True))
    assert any("三日内办结" in str(text) for text in kept)
    assert not [text for text in map(str, kept) if "13812345678" in text or "36070319800101123" in text]


def test_no_letter_before_needs_a_reason(world: World) -> None:
    late = reminded(world.here)
    bare = world.here.client("body_office").post(f"{CIRCULARS}new/", values(world, late))
    assert bare.status_code == 422 and "left_out" in bare.context["form"].errors
    circular = submitted(world, late, left_out="多次催办无果，情况紧急")
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    entry = TimelineEntry.objects.get(matter_id=late.pk, action="circulate")
    assert entry.data["left_out"] == "letter" and "情况紧急" in entry.note.text


def test_a_reason_is_told_of_no_matter_whose_step_before_was_taken(world: World) -> None:
    """One circular on two matters, then a case: the ladder says that a step was left out where one was, and only there."""
    first, second = lettered(world), reminded(world.here)
    office = world.here.client("body_office")
    circular = submitted(world, first, second, left_out="情况紧急")
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    told = {row.matter_id: row for row in TimelineEntry.objects.filter(action="circulate")}
    assert "left_out" not in told[first.pk].data and not hasattr(told[first.pk], "note")
    assert told[second.pk].data["left_out"] == "letter"
    assert proposal(office, first.pk, left_out="拖延已久").status_code == 302
    case = TimelineEntry.objects.get(matter_id=first.pk, action="propose_accountability")
    assert not case.data.get("left_out") and "拖延已久" not in case.note.text
    assert [passed for _label, _one, passed in office.get(f"{DESK}{first.pk}/").context["steps"]] == [""] * 4


def test_restricted_foreign_and_closed_matters_are_not_named(world: World) -> None:
    late, foreign = lettered(world), overdue(world.far)
    hidden = given_dispute(world.here, "mediating", restriction="minor")
    office = world.here.client("body_office")
    for other in (foreign, hidden):
        answer = office.post(f"{CIRCULARS}new/", values(world, late, other, left_out="紧急"))
        assert answer.status_code == 422 and "matters" in answer.context["form"].errors
    far_unit = [str(world.far.units["city_management"].pk)]
    answer = office.post(f"{CIRCULARS}new/", values(world, late, recipients=far_unit))
    assert "recipients" in answer.context["form"].errors


def test_a_matter_closed_meanwhile_stops_the_approval(world: World) -> None:
    late = overdue(world.here, "answered")
    circular = submitted(world, late, left_out="情况紧急")
    step(world.here, late, "close")
    answer = world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    assert answer.status_code == 422 and late.matter.number in answer.content.decode()
    circular.refresh_from_db()
    assert circular.state == "submitted" and not OfficialDocument.objects.filter(kind="circular").exists()


def test_sent_back_edited_by_another_and_withdrawn(world: World) -> None:
    circular = submitted(world, lettered(world))
    leader, office = world.here.client("leader"), world.here.client("body_office")
    address = f"{CIRCULARS}{circular.pk}/"
    assert leader.post(f"{address}return/", {"remark": " "}).status_code == 422
    assert leader.post(f"{address}return/", {"remark": "措辞再改"}).status_code == 302
    circular.refresh_from_db()
    assert (circular.state, circular.remark) == ("drafted", "措辞再改")
    second = signed_in(second_in(world.here))
    matter = CircularMatter.objects.get().matter
    given = values(world, matter, text="改过的措辞。", version=str(circular.version))
    assert second.post(f"{address}edit/", given).status_code == 302
    stale = office.post(f"{address}edit/", {**given, "text": "又一措辞。"})
    assert stale.status_code == 409 and "又一措辞" in stale.content.decode()
    assert second.post(f"{address}submit/").status_code == 302
    assert second.post(f"{address}approve/").status_code == 403
    assert office.post(f"{address}withdraw/").status_code == 302
    assert leader.post(f"{address}approve/").status_code == 409


def test_who_may_not_is_refused(world: World) -> None:
    circular = submitted(world, lettered(world))
    address = f"{CIRCULARS}{circular.pk}/"
    assert world.here.client("township_desk").get(CIRCULARS).status_code == 403
    assert world.here.client("auditor").get(address).status_code == 200
    assert world.here.client("auditor").post(f"{address}approve/").status_code == 403
    assert world.here.client("leader").post(f"{address}withdraw/").status_code == 403
    assert world.far.client("body_office").get(address).status_code == 404
    assert signed_in(world.province_office).get(address).status_code == 200
    assert signed_in(world.province_office).post(f"{address}approve/").status_code == 403


def test_the_database_holds_the_second_person_and_what_was_issued(world: World) -> None:
    late = lettered(world)
    circular = submitted(world, late)
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    circular.refresh_from_db()
    for change in ({"text": "改"}, {"approved_by": circular.written_by}, {"state": "drafted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Circular.objects.filter(pk=circular.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        CircularMatter.objects.filter(circular=circular).delete()
    other = Circular.objects.create(
        organ=circular.organ, region=circular.region, subject="另", text="另",
        written_by=circular.written_by, written_at=circular.written_at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Circular.objects.filter(pk=other.pk).update(
            state="issued",
            approved_by=other.written_by,
            approved_at=other.written_at,
            document=circular.document,
        )


def proposal(client: Client, pk: int, **more: Any) -> Any:
    given = {"circumstance": "58-6", "note": "久拖不决，群众反映强烈", **more}
    return client.post(f"{DESK}{pk}/case/", given)


def test_a_case_is_proposed_after_the_circular(world: World) -> None:
    late = lettered(world)
    office = world.here.client("body_office")
    assert proposal(office, late.pk).status_code == 422
    circular = submitted(world, late)
    world.here.client("leader").post(f"{CIRCULARS}{circular.pk}/approve/")
    assert proposal(office, late.pk).status_code == 302
    case = AccountabilityCase.objects.get(source_id=late.pk)
    assert case.matter.state == "candidate" and case.circumstances == [6]
    rungs = [one.rung for _label, one, _passed in office.get(f"{DESK}{late.pk}/").context["steps"]]
    assert rungs == ["remind", "letter", "circular", "case"]


def test_a_hazard_climbs_the_same_ladder(world: World) -> None:
    from tests.factories.hazards import given_hazard

    hazard = given_hazard(world.here, "rectifying")
    office = world.here.client("body_office")
    address = f"{DESK}{hazard.pk}/"
    assert office.post(f"{address}remind/", {"note": "请抓紧整改"}).status_code == 302
    assert (
        office.post(f"{address}letter/", {"demand": "五日内整改到位", "due_at": due_day()}).status_code == 302
    )
    entry = TimelineEntry.objects.get(matter_id=hazard.pk, action="supervise")
    document = OfficialDocument.objects.get(number=entry.data["document"])
    assert document.receipts.get().recipient_id == hazard.matter.organ_id
    assert document.number in office.get(f"/risk/hazards/{hazard.pk}/").content.decode()
    assert proposal(office, hazard.pk, left_out="隐患重大").status_code == 302
    assert proposal(office, hazard.pk, left_out="隐患重大").status_code == 409
    assert AccountabilityCase.objects.filter(source_id=hazard.pk).count() == 1
    assert not list(chain_faults())


def test_a_restricted_dispute_is_named_in_no_letter(world: World) -> None:
    dispute = given_dispute(world.here, "mediating", restriction="minor")
    reader = world.here.users["body_office"]
    dispute.readers.create(user=reader, reason="督办", named_by=reader, named_at=timezone.now())
    answer = world.here.client("body_office").post(
        f"{DESK}{dispute.pk}/letter/", {"demand": "尽快", "due_at": due_day(), "left_out": "紧急"}
    )
    assert answer.status_code == 422
    assert not OfficialDocument.objects.filter(kind="supervision_letter").exists()


def test_an_incident_urged_by_its_own_page_stands_on_the_desk(world: World) -> None:
    late = overdue(world.here)
    act(world.here, late, "remind", "township_desk", note="请办结")
    line = world.here.client("body_office").get(DESK).context["lines"][0]
    assert line["reached"].rung == "remind" and line["reached"].reminders == 1


def test_without_a_choice_the_matters_are_chosen_first_also_on_a_phone_without_a_script(world: World) -> None:
    late = lettered(world)
    office = world.here.client("body_office")
    assert "/office/circulars/new/" in office.get(CIRCULARS).content.decode()
    shown = office.get(f"{CIRCULARS}new/").content.decode()
    assert f'name="matter" value="{late.pk}"' in shown and "<textarea" not in shown
    drawn = office.get(f"{CIRCULARS}new/?matter={late.pk}").content.decode()
    assert late.matter.number in drawn and "<textarea" in drawn
