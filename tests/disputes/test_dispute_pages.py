"""The page of one dispute, its actions and its registration, through the door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from disputes.machine import DISPUTES
from disputes.models import AgreementClause, Dispute
from disputes.pages.timelines import WORDS, action_label
from pingan.audit.models import AuditEntry
from pingan.matters.models import TimelineEntry
from pingan.web.timelines import timeline
from tests.factories.disputes import act, clause_of, given_dispute, given_registration, next_morning
from tests.factories.incidents import given_incident
from tests.factories.world import Place, World
from tests.matrix.rendering import queries_inside_templates

pytestmark = pytest.mark.django_db
NAMES = ("欧阳志远", "钟文斌", "13907970001", "13907970002", "360721198001010015", "36072119750315003X")
HTMX = {"headers": {"HX-Request": "true", "HX-Current-URL": "http://testserver/disputes/?tab=mediating"}}


def page_of(client: Client, dispute: Dispute, **options: Any) -> str:
    answer = client.get(f"/disputes/{dispute.pk}/", **options)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def offered(page: str) -> list[str]:
    """The addresses of the actions on buttons in sight: the next lawful steps, the first one first."""
    return re.findall(r'<a href="([^"]+/actions/[^"]+)" class="button\b', page)


@pytest.mark.parametrize(
    ("state", "role", "action"),
    [
        ("registered", "township_desk", "accept"), ("accepted", "township_desk", "mediate"),
        ("mediating", "mediator", "plan_session"), ("agreed", "mediator", "sign"),
        ("performing", "mediator", "perform_clause"), ("referred", "township_desk", "channel_accepted"),
        ("resolved", "township_desk", "visit"), ("unresolved", "township_desk", "refer"),
    ],
)  # fmt: skip
def test_the_next_lawful_step_is_a_button_and_names_stay_masked(
    world: World, state: str, role: str, action: str
) -> None:
    dispute = given_dispute(world.here, state)
    for options in ({}, HTMX):
        page = page_of(world.here.client(role), dispute, **options)
        assert f"/disputes/{dispute.pk}/actions/{action}/" in " ".join(offered(page))
        assert not [name for name in NAMES if name in page]
        assert "申请人甲" in page


def test_every_state_shows_its_parts(world: World) -> None:
    here = world.here
    mediator = here.client("mediator")
    dispute = given_dispute(here, "performing")
    clause = clause_of(dispute)
    AgreementClause.objects.filter(pk=clause.pk).update(due_on="2026-01-05", state="overdue")
    page = page_of(mediator, dispute)
    for words in (
        "恢复原排水沟", "1,200.00", "调解室一", "双方到场，陈述了各自意见", dispute.case_number, "司法确认",
        str(here.committee.organ), "排水沟改道致雨水流入院内",
    ):  # fmt: skip
        assert words in page, words
    assert "/documents/" in page
    leader = page_of(here.client("leader"), dispute)
    assert "/documents/" not in leader  # papers name the parties
    assert "/reveal/" not in leader
    assert "恢复原排水沟" in leader


def test_the_cost_of_a_page_does_not_grow_with_what_it_holds(world: World) -> None:
    here = world.here
    small, large = given_dispute(here, "mediating"), given_dispute(here, "performing")
    act(here, large, "comment", "mediator", note="已回访")
    for side in ("applicant", "respondent", "third"):
        Dispute.objects.get(pk=small.pk)
        act(here, small, "add_party", "mediator", side=side, name=f"当事人{side}", kind="person")
    for hour in range(3):
        act(
            here,
            small,
            "plan_session",
            "mediator",
            starts_at=next_morning(5 + hour),
            room="调解室二",
            is_joint=True,
        )
    client = here.client("mediator")
    page_of(client, small)

    def count(dispute: Dispute) -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(client, dispute)
        return len(seen)

    one, before = given_dispute(here, "mediating"), count(small)
    # What is offered asks for other rows where a session was held: four statements, whatever their number.
    assert abs(count(one) - before) <= 4, "the same parts, read with the same number of queries"
    assert before <= 90


def test_revealing_a_party_asks_for_a_reason_and_is_written_down(world: World) -> None:
    here = world.here
    dispute = given_registration(here)
    party = dispute.parties.get(side="applicant")
    url = f"/disputes/{dispute.pk}/parties/{party.pk}/reveal/"
    desk = here.client("township_desk")
    refused = desk.post(url, {"reason": ""}, **HTMX)
    assert refused.status_code == 422
    shown = desk.post(url, {"reason": "电话通知到场"}, **HTMX)
    assert "欧阳志远" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert "欧阳志远" in desk.post(url, {"reason": "电话通知到场"}).content.decode()
    entry = AuditEntry.objects.filter(action="personal_data.reveal").first()
    assert entry is not None
    assert entry.reason == "电话通知到场"
    assert here.client("leader").post(url, {"reason": "看看"}).status_code == 403
    assert world.neighbour.client("township_desk").post(url, {"reason": "看看"}).status_code == 404
    other = given_registration(here, type="WAGES", parties=())
    assert (
        desk.post(f"/disputes/{other.pk}/parties/{party.pk}/reveal/", {"reason": "核对"}).status_code == 404
    )
    assert desk.get(url).status_code == 405


def test_an_action_is_done_on_the_page_and_in_the_pane(world: World) -> None:
    here = world.here
    dispute = given_registration(here)
    desk = here.client("township_desk")
    form = desk.get(f"/disputes/{dispute.pk}/actions/accept/").content.decode()
    assert 'name="seen_version"' in form
    done = desk.post(f"/disputes/{dispute.pk}/actions/accept/?pane=1", {"note": "受理"}, **HTMX)
    assert done.status_code == 204
    assert json.loads(done["HX-Location"])["path"] == f"/disputes/{dispute.pk}/"
    pane = desk.get(f"/disputes/{dispute.pk}/", **HTMX)
    assert "toast" in pane["HX-Trigger"]
    assert 'id="inbox-tabs"' in pane.content.decode()
    mediate = desk.get(f"/disputes/{dispute.pk}/actions/mediate/").content.decode()
    assert re.search(r'value="offer"[^>]*checked', mediate), "the usual answer stands in the form"
    plain = desk.post(
        f"/disputes/{dispute.pk}/actions/mediate/",
        {"kind": "mediation_people", "mediator": here.mediators[0].pk, "basis": "request"},
    )
    assert plain.status_code == 302
    dispute.matter.refresh_from_db()
    assert dispute.matter.state == "mediating"


def test_a_refused_action_keeps_what_was_typed_and_says_what_changed(world: World) -> None:
    here = world.here
    dispute = given_registration(here)
    desk = here.client("township_desk")
    seen = dispute.matter.version
    act(here, dispute, "comment", "grid_worker", note="对方又来吵")
    late = desk.post(
        f"/disputes/{dispute.pk}/actions/accept/", {"note": "先受理再说", "seen_version": seen}, **HTMX
    )
    text = late.content.decode()
    assert late.status_code == 409
    assert "先受理再说" in text
    assert "对方又来吵" in text
    assert late["X-Form-Again"] == "1"
    wrong = desk.post(f"/disputes/{dispute.pk}/actions/reject/", {"note": "去法院", "reason": ""}, **HTMX)
    assert wrong.status_code == 422
    assert "去法院" in wrong.content.decode()
    assert here.client("leader").get(f"/disputes/{dispute.pk}/actions/accept/").status_code == 403
    assert desk.get(f"/disputes/{dispute.pk}/actions/fly/").status_code == 404
    assert desk.get(f"/disputes/{dispute.pk}/actions/close/").status_code == 409
    assert desk.get(f"/disputes/{2**70}/").status_code == 404


def test_a_party_named_in_a_text_is_replaced_by_its_role(world: World) -> None:
    here = world.here
    dispute = given_registration(here)
    desk = here.client("township_desk")
    desk.post(f"/disputes/{dispute.pk}/actions/accept/", {"note": "欧阳志远称 13907970002 曾威胁他"})
    page = page_of(desk, dispute)
    assert not [name for name in NAMES if name in page]
    assert "申请人甲称" in page


def test_every_entry_of_a_timeline_has_a_name_a_drawing_and_its_data_in_words(world: World) -> None:
    names = [*DISPUTES.actions, "register", "contact_deleted", "notes_deleted", "rehomed"]
    entries = timeline([TimelineEntry(action=name) for name in names], WORDS)
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text(encoding="utf-8")
    assert not [e["action_label"] for e in entries if e["icon"] and f'id="{e["icon"]}"' not in sprite]
    with translation.override("zh-hans"):
        assert not [name for name in names if action_label(name) == name]
    here = world.here
    dispute = given_registration(here, flags=("threat", "weapon"), flag_note="扬言")
    act(here, dispute, "tell_police", "township_desk", station="朱坊派出所", channel="call_110", receipt="R-7",
        told_at=dispute.matter.opened_at)  # fmt: skip
    page = page_of(here.client("township_desk"), dispute)
    assert "朱坊派出所" in page
    assert "R-7" in page
    assert "call_110" not in page  # codes are never shown


def test_incident_and_dispute_lead_to_each_other(world: World) -> None:
    here = world.here
    incident = given_incident(here, category="DISPUTE.NEIGHBOUR")
    desk = here.client("township_desk")
    assert "actions/to_mediation/" in desk.get(f"/incidents/{incident.pk}/").content.decode()
    form = desk.get(f"/incidents/{incident.pk}/actions/to_mediation/").content.decode()
    assert len(re.findall(r'type="checkbox" name="codes"', form)) == 10
    done = desk.post(
        f"/incidents/{incident.pk}/actions/to_mediation/",
        {"type": "NEIGHBOUR", "people_involved": 3, "codes": ["threat", "custody"], "note": "扬言报复"},
    )
    assert done.status_code == 302, done.content.decode()[:2000]
    dispute = Dispute.objects.get()
    assert set(dispute.flags.values_list("code", flat=True)) == {"threat", "custody"}
    assert f'href="/disputes/{dispute.pk}/"' in desk.get(f"/incidents/{incident.pk}/").content.decode()
    assert f'href="/incidents/{incident.pk}/"' in page_of(desk, dispute)
    act(here, dispute, "restrict", "township_desk", restriction="other", note="涉及隐私")
    outside = here.client("county_dispatcher").get(f"/incidents/{incident.pk}/").content.decode()
    assert f"/disputes/{dispute.pk}/" not in outside


def test_the_same_party_is_shown_to_the_desk_alone(world: World) -> None:
    here = world.here
    first, second = given_registration(here), given_registration(here)
    page = page_of(here.client("township_desk"), second)
    assert first.matter.number in page
    assert first.matter.number not in page_of(here.client("leader"), second)


def sent(place: Place, **values: Any) -> dict[str, Any]:
    return {
        "type": "NEIGHBOUR", "description": "两家因排水沟争吵，欧阳志远先动口", "longitude": place.point[0],
        "latitude": place.point[1], "parties_total": 2, "parties-0-side": "applicant", "parties-0-name": "欧阳志远",
        "parties-0-phone": "13907970001", "parties-1-side": "respondent", "parties-1-name": "钟文斌", **values,
    }  # fmt: skip


def test_a_worker_registers_a_dispute_with_few_fields(world: World) -> None:
    here = world.here
    worker = here.client("grid_worker")
    page = worker.get("/disputes/new/").content.decode()
    for absent in ("identity_number", "occurred_on", 'name="restriction"'):
        assert absent not in page
    assert "tel:110" in page
    done = worker.post("/disputes/new/", sent(here, flags=["threat"], flag_note="扬言报复"))
    dispute = Dispute.objects.get()
    assert done["Location"] == f"/disputes/{dispute.pk}/"
    assert dispute.source == "screening"
    assert dispute.matter.grid == here.grid
    assert [party.name for party in dispute.parties.all()] == ["欧阳志远", "钟文斌"]
    assert "申请人甲先动口" in dispute.matter.text
    assert dispute.flags.get().code == "threat"


def test_settled_on_the_spot_asks_what_was_agreed(world: World) -> None:
    worker = world.here.client("grid_worker")
    refused = worker.post("/disputes/new/", sent(world.here, is_settled="on"))
    assert refused.status_code == 422
    assert not Dispute.objects.exists()
    worker.post("/disputes/new/", sent(world.here, is_settled="on", settlement="各让一步，共修排水沟"))
    assert Dispute.objects.get().matter.state == "resolved"


def test_a_refused_registration_keeps_everything_and_tells_it_at_its_field(world: World) -> None:
    desk = world.here.client("township_desk")
    wrong = sent(
        world.here, source="walk_in", **{"parties_total": 3, "parties-1-identity_number": "360721197503150031",
        "parties-2-side": "third", "parties-2-kind": "organisation", "parties-2-name": "南康建筑公司", "amount": "12,5"},
    )  # fmt: skip
    answer = desk.post("/disputes/new/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("party-row__title") == 3
    for kept in ("欧阳志远", "钟文斌", "南康建筑公司", "360721197503150031", "12,5"):
        assert kept in text, kept
    again = desk.post("/disputes/new/", wrong | {"amount": "1250"})
    field = again.content.decode().partition('id="id_parties-1-identity_number_error"')[2][:400]
    assert again.status_code == 422
    assert "GB 11643" in field
    blank = desk.post("/disputes/new/", wrong | {"parties-1-name": "", "parties-1-identity_number": ""})
    assert 'id="id_parties-1-name_error"' not in blank.content.decode()  # nothing typed, nothing wrong
    assert not Dispute.objects.exists()


def test_parties_can_be_added_with_and_without_script(world: World) -> None:
    desk = world.here.client("township_desk")
    plain = desk.post("/disputes/new/", sent(world.here, source="walk_in", add_party="1", description=""))
    text = plain.content.decode()
    assert plain.status_code == 200
    assert text.count("party-row__title") == 3
    assert "欧阳志远" in text
    assert "field__error" not in text.replace("data-picker-error", "").partition("<form")[2].replace(
        '<p class="field__error" ', ""
    )
    more = desk.post("/disputes/new/party/", {"parties_total": 3}, **HTMX).content.decode()
    assert 'name="parties-3-name"' in more
    assert 'value="4"' in more
    full = desk.post("/disputes/new/party/", {"parties_total": 49}, **HTMX).content.decode()
    assert "add_party" not in full
    extra = {"parties_total": 4, "parties-2-name": "", "parties-3-name": "律师王某", "parties-3-side": "applicant",
             "parties-3-represents": "0"}  # fmt: skip
    desk.post("/disputes/new/", sent(world.here, source="walk_in", **extra))
    assert [party.label for party in Dispute.objects.get().parties.all()] == [
        "申请人甲",
        "申请人乙（代理人）",
        "被申请人甲",
    ]


def test_who_may_not_register_is_told_so(world: World) -> None:
    for role in ("leader", "auditor", "body_office"):
        client = world.here.client(role)
        assert client.get("/disputes/new/").status_code == 403, role
        assert client.post("/disputes/new/", sent(world.here)).status_code == 403, role
    assert not Dispute.objects.exists()


def test_domestic_violence_gets_no_joint_session(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "mediating", restriction="domestic_violence", type="MARRIAGE_FAMILY")
    mediator = here.client("mediator")
    page = page_of(mediator, dispute)
    assert "#lock" in page
    form = mediator.get(f"/disputes/{dispute.pk}/actions/plan_session/").content.decode()
    assert not re.search(r'name="is_joint"[^>]*checked', form)
    both = {"starts_at": f"{next_morning():%Y-%m-%dT%H:%M}", "minutes": 60, "room": "调解室一", "is_joint": "on",
            "parties": [party.pk for party in dispute.parties.all()]}  # fmt: skip
    assert mediator.post(f"/disputes/{dispute.pk}/actions/plan_session/", both).status_code == 422


def test_home_shows_what_waits_and_the_sessions_of_today(world: World) -> None:
    here = world.here
    given_registration(here, flags=("threat",), flag_note="扬言")
    home = here.client("township_desk").get("/").content.decode()
    assert "todo=true" in home
    assert "red=true" in home
    assert 'href="/disputes/new/"' in here.client("grid_worker").get("/").content.decode()
    assert here.client("mediator").get("/").status_code == 200


def test_what_has_nothing_to_act_on_is_not_offered(world: World) -> None:
    here = world.here
    dispute = given_dispute(here, "mediating")
    page = page_of(here.client("mediator"), dispute)
    for action in ("hold_session", "adjourn_session", "cancel_session", "review_flag", "consent"):
        assert f"/actions/{action}/" not in page, action
    bare = given_registration(here, parties=(), type="WAGES")
    desk = page_of(here.client("township_desk"), bare)
    assert "/actions/amend_party/" not in desk
    assert f"/disputes/{bare.pk}/actions/add_party/" in " ".join(offered(desk))  # mediation needs both sides


def test_a_sign_of_violence_puts_the_police_first(world: World) -> None:
    here = world.here
    dispute = given_registration(here, flags=("weapon",), flag_note="家中有刀")
    page = page_of(here.client("township_desk"), dispute)
    assert offered(page)[0].endswith("/actions/tell_police/")
    assert "第二十五条" in page


def test_no_page_of_disputes_asks_the_database_while_it_is_rendered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world.here
    whole, red = (
        given_dispute(here, "performing"),
        given_registration(here, flags=("threat",), flag_note="扬言"),
    )
    desk = here.client("township_desk")
    for path in (
        "/", "/disputes/?tab=all", "/disputes/?layout=board", "/disputes/filters/", "/disputes/new/",
        f"/disputes/{whole.pk}/", f"/disputes/{red.pk}/", f"/disputes/{red.pk}/actions/tell_police/",
        f"/disputes/{whole.pk}/actions/perform_clause/", "/disputes/export/",
    ):  # fmt: skip
        with queries_inside_templates(monkeypatch) as seen:
            assert desk.get(path).status_code == 200, path
        assert not seen, f"{path}: put this into the context: {seen[:3]}"


def test_a_choice_that_is_made_already_is_not_called_optional(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    page = here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/mediate/")
    html = page.content.decode()
    [chosen] = re.findall(r"<legend[^>]*>(.*?)</legend>", html, re.DOTALL)
    assert "field__mark" not in chosen
    assert "field__mark" in re.findall(r'<label class="field__label" for="id_note">(.*?)</label>', html)[0]
