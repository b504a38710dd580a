"""The six lives of a dispute by API: each person's program with its own token, every change sent twice under one key.

What a step has changed is read back from the resources that a program would look at.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from disputes.machine.sentences import OVERDUE, REMINDED
from disputes.models import AgreementClause, Dispute
from disputes.rules.agreements import PRE_CHECKS
from disputes.tasks import watch
from pingan.accounts.models import User
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from tests.api.conftest import API
from tests.factories.accounts import TOKEN_URL
from tests.factories.disputes import begun, next_morning
from tests.factories.world import PASSWORD, Place, World

NAMES = ("欧阳志远", "钟文斌", "13907970001", "13907970002")
PARTIES = [
    {"side": "applicant", "name": NAMES[0], "phone": NAMES[2]},
    {"side": "respondent", "name": NAMES[1], "phone": NAMES[3]},
]


class Program:
    """What one person's program sends: with a token got by name and password, each change under a key of its own."""

    def __init__(self, user: User) -> None:
        credentials = {"username": user.username, "password": PASSWORD}
        answer = Client().post(TOKEN_URL, credentials, content_type="application/json")
        assert answer.status_code == 200, answer.content
        self.client = Client(headers={"Authorization": f"Token {answer.json()['token']}"})

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.client.get(f"{API}{path}", query)
        assert answer.status_code == 200, answer.content
        assert not [name for name in NAMES if name in answer.content.decode()], "answers name roles"
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    def one(self, path: str, **query: Any) -> dict[str, Any]:
        (found,) = self.rows(path, **query)
        return found

    def post(self, path: str, data: Any) -> dict[str, Any]:
        """Send once, and again as after a lost answer: the same answer, and (see the timelines) one effect."""
        key = uuid.uuid4().hex
        first, again = (self._send(path, data, key) for _time in range(2))
        assert first.status_code in {200, 201}, first.content
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotent-Replayed"] == "true"
        body: dict[str, Any] = first.json()
        return body

    def does(self, pk: int, action: str, **data: Any) -> dict[str, Any]:
        return self.post(f"/disputes/{pk}/actions/{action}/", data)

    def refused(self, pk: int, action: str, **data: Any) -> tuple[int, dict[str, Any]]:
        answer = self._send(f"/disputes/{pk}/actions/{action}/", data, uuid.uuid4().hex)
        assert answer["Content-Type"] == "application/problem+json"
        return answer.status_code, answer.json().get("errors", {})

    def offered(self, pk: int) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in self.rows(f"/disputes/{pk}/actions/")}

    def _send(self, path: str, data: Any, key: str) -> Any:
        headers = {"Idempotency-Key": key}
        return self.client.post(f"{API}{path}", data, content_type="application/json", headers=headers)


Cast = Callable[[str], Program]


@pytest.fixture
def cast(here: Place) -> Cast:
    """The program of each role of the place, signed in when it first acts."""
    return cache(lambda role: Program(here.users[role]))


def registered(cast: Cast, here: Place, role: str = "grid_worker", **more: Any) -> int:
    body = {
        "type": "NEIGHBOUR",
        "description": f"{NAMES[0]}与{NAMES[1]}因排水沟走向发生争执",
        "parties": PARTIES,
        "longitude": here.point[0],
        "latitude": here.point[1],
        **more,
    }
    made = cast(role).post("/disputes/", body)
    assert made["description"] == "申请人甲与被申请人甲因排水沟走向发生争执"
    return int(made["id"])


def mediating(cast: Cast, here: Place, **more: Any) -> int:
    """Registered, accepted, given to the mediator who is suggested first."""
    pk = registered(cast, here, **more)
    desk = cast("township_desk")
    assert desk.does(pk, "accept")["state"] == "accepted"
    first = desk.rows("/mediators/", dispute=pk)[0]
    made = desk.does(pk, "mediate", mediator=first["id"], basis="offer")
    assert (made["state"], made["channels"][0]["mediator"]) == ("mediating", here.mediators[0].pk)
    return pk


def parties_of(program: Program, pk: int) -> list[int]:
    return [row["id"] for row in program.rows("/dispute-parties/", dispute=pk)]


def hold_a_session(mediator: Program, pk: int, record: str) -> None:
    """Plan one, let its hour come, record it; both are read where the week is read."""
    came = parties_of(mediator, pk)
    mediator.does(pk, "plan_session", starts_at=next_morning().isoformat(), room="调解室一", is_joint=True)
    planned = mediator.one("/mediation-sessions/", dispute=pk)
    assert (planned["state"], planned["room"], planned["is_joint"]) == ("planned", "调解室一", True)
    assert [row["has_attended"] for row in planned["attendances"]] == [None] * len(came)
    begun(Dispute.objects.get(pk=pk))
    mediator.does(pk, "hold_session", session=planned["id"], present=came, record=record)
    assert mediator.rows("/mediation-sessions/", dispute=pk) == []
    held = {row["id"]: row for row in mediator.rows("/mediation-sessions/", dispute=pk, state="held")}
    assert held[planned["id"]]["record"] == record
    assert all(row["has_attended"] for row in held[planned["id"]]["attendances"])


def agree_and_sign(mediator: Program, pk: int, *clauses: dict[str, Any]) -> None:
    """Write the clauses down and record each signature; the last one puts the agreement into effect."""
    first, *others = clauses
    draft = {"form": "written", "facts": "排水沟改道致雨水流入院内", "terms": first["text"], **first}
    draft.pop("text")
    assert mediator.does(pk, "agree", **draft)["state"] == "agreed"
    for clause in others:
        mediator.does(pk, "add_clause", **clause)
    agreement = mediator.one("/agreements/", dispute=pk)
    assert [row["text"] for row in agreement["clauses"]] == [clause["text"] for clause in clauses]
    assert mediator.rows("/agreements/", dispute=pk, effective="true") == []
    (signer,) = (f for f in mediator.offered(pk)["sign"]["fields"] if f["name"] == "signer")
    for count, choice in enumerate(signer["choices"], start=1):
        assert mediator.one("/agreements/", dispute=pk)["effective_at"] is None
        mediator.does(pk, "sign", signer=choice["value"])
        assert len(mediator.one("/agreements/", dispute=pk)["signatures"]) == count
        assert "add_clause" not in mediator.offered(pk), "what was signed stands"
    assert mediator.one("/agreements/", dispute=pk, effective="true")["id"] == agreement["id"]


def clauses_of(program: Program, pk: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.one("/agreements/", dispute=pk)["clauses"]
    return found


def actions_of(program: Program, pk: int) -> list[str]:
    return [row["action"] for row in program.rows(f"/disputes/{pk}/timeline/")]


def clocks_of(program: Program, pk: int) -> dict[str, dict[str, Any]]:
    return {row["stage"]: row for row in program.rows(f"/disputes/{pk}/clocks/")}


def notices_of(program: Program) -> list[str]:
    """Deliver what waits, by night too, and read the inbox."""
    for key in OutboxEntry.objects.filter(done_at=None, parked_at=None).values_list("pk", flat=True):
        assert deliver(key)
    return [row["title"] for row in program.rows("/notifications/")]


def sentence(template: str, pk: int) -> str:
    matter = Dispute.objects.get(pk=pk).matter
    return gettext(template) % {"number": matter.number, "title": matter.title}


def visited_and_closed(desk: Program, pk: int, outcome: str) -> None:
    assert desk.refused(pk, "close")[0] == 409, "first the return visit"
    assert "close" not in desk.offered(pk)
    desk.does(
        pk,
        "visit",
        performance="full",
        satisfaction="satisfied",
        went_to_court="no",
        latent_risk="no",
        note="双方均表示满意",
    )
    closed = desk.does(pk, "close")
    assert (closed["state"], closed["outcome"], len(closed["visits"])) == ("closed", outcome, 1)
    assert all(clock["stopped_at"] for clock in clocks_of(desk, pk).values())


def test_a_quarrel_is_agreed_in_two_sessions_one_clause_overdue_reminded_kept_visited_closed(
    cast: Cast, world: World
) -> None:
    here = world.here
    worker, desk, mediator = cast("grid_worker"), cast("township_desk"), cast("mediator")
    pk = registered(cast, here)
    assert cast("leader").refused(pk, "accept")[0] == 403
    assert Program(world.neighbour.users["township_desk"]).refused(pk, "accept")[0] == 404
    desk.does(pk, "accept", note="受理")
    desk.does(pk, "mediate", mediator=desk.rows("/mediators/", dispute=pk)[0]["id"], basis="offer")
    for record in ("双方各自陈述，约定实地查看", "查看后双方取得一致"):
        hold_a_session(mediator, pk, record)
    due_at = next_morning(20).isoformat()
    agree_and_sign(
        mediator, pk, {"text": "恢复原排水沟", "due_at": due_at},
        {"text": "支付清淤费用", "amount": "1200", "due_at": due_at}, {"text": "当面致歉", "term": "at_once"},
    )  # fmt: skip

    late = clauses_of(mediator, pk)[1]
    # Time passes; what it does to the clause is the timetable's own job.
    AgreementClause.objects.filter(pk=late["id"]).update(due_on=timezone.localdate() - timedelta(days=1))
    # Besides, the one that is to be done at once is announced.
    assert (watch(), watch()) == (2, 0)
    assert [row["state"] for row in clauses_of(mediator, pk)] == ["pending", "overdue", "pending"]
    desk.does(pk, "remind", note="请督促被申请人甲履行")
    assert {sentence(OVERDUE, pk), sentence(REMINDED, pk)} <= set(notices_of(mediator))

    assert worker.refused(pk, "perform_clause", clause=late["id"], note="已付")[0] == 403
    for row in clauses_of(mediator, pk):
        done = mediator.does(pk, "perform_clause", clause=row["id"], note="已履行")
    assert (done["state"], {row["state"] for row in clauses_of(mediator, pk)}) == ("resolved", {"performed"})
    visited_and_closed(desk, pk, "mediated")
    assert actions_of(worker, pk) == [
        "register", "accept", "mediate", *["plan_session", "hold_session"] * 2, "agree", "add_clause", "add_clause",
        *["sign"] * 4, "mark_overdue", "remind", *["perform_clause"] * 3, "visit", "close",
    ]  # fmt: skip


def test_a_clear_refusal_stops_mediation(cast: Cast, here: Place) -> None:
    pk = mediating(cast, here)
    desk, mediator = cast("township_desk"), cast("mediator")
    (respondent,) = (
        row for row in mediator.rows("/dispute-parties/", dispute=pk) if row["side"] == "respondent"
    )
    given = {"party": respondent["id"], "note": "明确表示不接受调解"}
    assert cast("grid_worker").refused(pk, "refuse", **given)[0] == 403
    ended = mediator.does(pk, "refuse", **given)
    assert (ended["state"], bool(ended["rights_told_at"])) == ("unresolved", True)
    assert mediator.one("/referrals/", dispute=pk)["state"] == "refused"
    assert "mediation_end" in {row["kind"] for row in desk.rows(f"/disputes/{pk}/papers/")}
    assert "mediate" not in desk.offered(pk)
    assert desk.refused(pk, "mediate", mediator=here.mediators[0].pk)[0] == 409
    assert not clocks_of(desk, pk)["mediation_people"]["is_met"]
    desk.does(pk, "consent", party=respondent["id"], note="愿意再谈")
    assert "mediate" in desk.offered(pk)


def test_a_failed_mediation_ends_in_a_labour_award(cast: Cast, here: Place) -> None:
    pk = mediating(cast, here, role="community_staff", type="LABOR", source="application")
    desk, mediator = cast("township_desk"), cast("mediator")
    hold_a_session(mediator, pk, "双方对加班时长分歧较大")
    assert cast("unit_handler").refused(pk, "fail", note="未能达成一致")[0] == 404
    failed = mediator.does(pk, "fail", note="未能达成一致")
    assert (failed["state"], failed["failed_mediations"]) == ("unresolved", 1)
    assert failed["rights_told_at"]
    assert "mediation_end" in {row["kind"] for row in mediator.rows(f"/disputes/{pk}/papers/")}

    (kind,) = (field for field in desk.offered(pk)["refer"]["fields"] if field["name"] == "kind")
    assert kind["choices"][0]["value"] == "arbitration_labor", "what the notice of rights names stands first"
    desk.does(pk, "refer", kind="arbitration_labor", receiver="南康区劳动人事争议仲裁委员会", note="申请仲裁")
    there, before = desk.rows("/referrals/", dispute=pk)
    assert (there["kind"], there["state"], before["state"]) == ("arbitration_labor", "open", "failed")
    now = timezone.now().isoformat()
    desk.does(pk, "channel_accepted", accepted_at=now, number_there="康劳人仲案〔2026〕9号")
    assert desk.rows("/referrals/", dispute=pk)[0]["number_there"] == "康劳人仲案〔2026〕9号"
    assert (clocks_of(desk, pk)["labor_award"]["amount"], clocks_of(desk, pk)["labor_accept"]["is_met"]) == (
        45,
        True,
    )
    desk.does(pk, "channel_result", result="award", decided_at=now, note="裁决支付加班费一万二千元")
    assert desk.rows("/referrals/", dispute=pk, state="decided")[0]["result"] == "award"
    visited_and_closed(desk, pk, "decided")


def test_an_oral_settlement_takes_one_request(cast: Cast, here: Place) -> None:
    pk = registered(cast, here, settlement="双方当场握手言和，互不追究")
    desk = cast("township_desk")
    settled = desk.one("/disputes/", state="resolved")
    assert (settled["id"], settled["outcome"]) == (pk, "settled")
    channel = desk.one("/referrals/", dispute=pk)
    assert (channel["kind"], channel["state"], channel["result"]) == ("settlement", "agreed", "settled")
    assert actions_of(desk, pk) == ["register"]
    answers = {
        "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no", "note": "和好",
    }  # fmt: skip
    assert cast("grid_worker").refused(pk, "visit", **answers)[0] == 403
    visited_and_closed(desk, pk, "settled")


def test_an_agreement_is_confirmed_by_the_court_after_its_pre_check(cast: Cast, here: Place) -> None:
    pk = mediating(cast, here)
    mediator = cast("mediator")
    hold_a_session(mediator, pk, "双方同意按评估结果赔偿")
    agree_and_sign(
        mediator, pk, {"text": "支付修复费用", "amount": "9800", "due_at": next_morning(20).isoformat()}
    )
    asked = {"court": "南康区人民法院", "checks": [*PRE_CHECKS]}
    assert cast("leader").refused(pk, "apply_confirmation", **asked)[0] == 403
    status, errors = mediator.refused(pk, "apply_confirmation", **{**asked, "checks": [*PRE_CHECKS][1:]})
    assert (status, set(errors)) == (422, {"checks"})
    mediator.does(pk, "apply_confirmation", **asked)
    applied = mediator.one("/agreements/", dispute=pk)["confirmation"]
    assert (applied["court"], applied["result"]) == ("南康区人民法院", "")
    assert all(line["is_met"] for line in applied["pre_check"])
    ruling = {"result": "confirmed", "number_there": "（2026）赣0703诉前调确9号"}
    for wrong in (timedelta(days=-1), timedelta(days=1)):
        decided_at = (timezone.now() + wrong).isoformat()
        status, errors = mediator.refused(pk, "decide_confirmation", **ruling, decided_at=decided_at)
        assert (status, set(errors)) == (422, {"decided_at"})
    mediator.does(pk, "decide_confirmation", **ruling, decided_at=timezone.now().isoformat())
    confirmed = mediator.one("/agreements/", dispute=pk)["confirmation"]
    assert (confirmed["result"], confirmed["number_there"]) == ("confirmed", ruling["number_there"])
    clocks = clocks_of(mediator, pk)
    assert clocks["confirm_apply"]["is_met"] and clocks["confirm_decide"]["is_met"]


def test_a_red_flag_is_reviewed_the_same_day_and_told_to_the_police(cast: Cast, here: Place) -> None:
    pk = registered(cast, here)
    worker, desk = cast("grid_worker"), cast("township_desk")
    desk.does(pk, "accept")
    raised = worker.does(pk, "flag", codes=["threat"], note="扬言同归于尽")
    assert (raised["level"], raised["flags"][0]["review"]) == ("major", "")
    review = clocks_of(desk, pk)["flag_review"]
    started, due = (parse_datetime(review[name]) for name in ("started_at", "due_at"))
    assert started is not None and due is not None and timezone.localdate(started) == timezone.localdate(due)
    verdict = {"flag": raised["flags"][0]["id"], "review": "police", "note": "派出所已介入"}
    assert worker.refused(pk, "review_flag", **verdict)[0] == 403
    status, errors = desk.refused(pk, "review_flag", **verdict)
    assert (status, set(errors)) == (422, {"review"}), "first the police"
    told = {"station": "朱坊派出所", "channel": "station", "told_at": timezone.now().isoformat()}
    notice = desk.does(pk, "tell_police", **told, receipt="康公接字001")["police_notices"][0]
    assert (notice["station"], notice["receipt"]) == ("朱坊派出所", "康公接字001")
    assert desk.does(pk, "review_flag", **verdict)["flags"][0]["review"] == "police"
    clocks = clocks_of(desk, pk)
    assert clocks["flag_review"]["is_met"] and clocks["police_notice"]["is_met"]
    assert "police_notice" in {row["kind"] for row in desk.rows(f"/disputes/{pk}/papers/")}
    assert desk.rows("/disputes/", flagged="true")[0]["id"] == pk
