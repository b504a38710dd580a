"""Random actions by random roles: no forbidden state, the timeline replays to the present state, clocks have reasons."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes.machine import DISPUTES
from disputes.machine.standing import agreement_owed
from disputes.models import Agreement, AgreementClause, Channel, Dispute, DisputeParty, MediationSession
from disputes.rules.channels import MEDIATIONS
from pingan.common.errors import DomainError
from pingan.matters.machine import Action
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from tests.factories.disputes import begun, given_registration, next_morning
from tests.factories.world import LEVELS, Place, World

ROLES = (*LEVELS, "unit_handler_2", "township_desk_b")
STEPS = 40


def _pick(rng: random.Random, values: list[Any]) -> Any:
    return rng.choice(values) if values else 0


def _inputs(place: Place, dispute: Dispute, rng: random.Random) -> dict[str, Callable[[], dict[str, Any]]]:
    """Return plausible input for every action; now and then it is senseless, and must be refused then."""
    parties = list(DisputeParty.objects.filter(dispute=dispute).values_list("pk", flat=True))
    sessions = MediationSession.objects.filter(channel__dispute=dispute, state="planned").values_list(
        "pk", flat=True
    )
    clauses = AgreementClause.objects.filter(agreement__channel__dispute=dispute).values_list("pk", flat=True)
    flags = list(dispute.flags.filter(reviewed_at=None).values_list("pk", flat=True))
    mediator = place.mediators[0].pk
    unit = place.units["housing"].pk
    now = timezone.now()
    signers = [*(f"party:{pk}" for pk in parties), "mediator", "committee"]
    return {
        "reject": lambda: {"reason": "不属于", "note": "请向法院起诉"},
        "mediate": lambda: {"mediator": mediator},
        "change_mediator": lambda: {"mediator": mediator, "note": "当事人要求"},
        "plan_session": lambda: {
            "starts_at": next_morning(rng.randint(1, 9)), "room": rng.choice(["调解室一", "调解室二", ""]),
        },
        "hold_session": lambda: {"session": _pick(rng, list(sessions)), "present": tuple(parties), "record": "记录"},
        "adjourn_session": lambda: {
            "session": _pick(rng, list(sessions)), "starts_at": next_morning(rng.randint(1, 9)), "note": "改期",
        },
        "cancel_session": lambda: {"session": _pick(rng, list(sessions)), "note": "取消"},
        "extend_mediation": lambda: {"amount": 10, "agreed_by": tuple(parties[: rng.randint(0, 2)]), "note": "继续"},
        "agree": lambda: {
            "form": rng.choice(["written", "oral"]), "facts": "事实", "terms": "条款", "amount": "10",
            **rng.choice([{"term": "at_once"}, {"term": "standing"}, {"term": "dated", "due_at": next_morning(9)}]),
        },
        "fail": lambda: {"note": "分歧过大"},
        "add_clause": lambda: {"text": "又一条", "term": "at_once", "amount": rng.choice(["", "5", "负数"])},
        "sign": lambda: {"signer": rng.choice(signers)},
        "withdraw_agreement": lambda: {"note": "重新协商"},
        "perform_clause": lambda: {"clause": _pick(rng, list(clauses)), "note": "已履行"},
        "waive_clause": lambda: {"clause": _pick(rng, list(clauses)), "note": "放弃"},
        "breach": lambda: {"clause": _pick(rng, list(clauses)), "note": "未履行"},
        "renew_mediation": lambda: {"note": "重新调解"},
        "apply_confirmation": lambda: {
            "court": "法院",
            "checks": ("joint", "civil", "status_relation", "title", "voluntary", "lawful", "clear")[rng.randint(0, 1) :],
        },
        "decide_confirmation": lambda: {"result": "confirmed", "decided_at": now},
        "refer": lambda: {"kind": rng.choice(["litigation", "arbitration_labor"]), "receiver": "某机关", "note": "移送"},
        "channel_accepted": lambda: {"accepted_at": now},
        "channel_extended": lambda: {"note": "依法延长"},
        "channel_result": lambda: {
            "result": rng.choice(["award", "withdrawn", "not_accepted"]), "decided_at": now, "note": "结果",
        },
        "settle": lambda: {"note": "和解"},
        "visit": lambda: {
            "performance": "full", "satisfaction": "satisfied", "went_to_court": rng.choice(["no", ""]), "latent_risk": "no",
            "note": "回访",
        },
        "close": lambda: {"reason": rng.choice(["", "当事人均已外出"])},
        "reopen": lambda: {"note": "反复"},
        "add_party": lambda: {"side": "third", "name": "某某"},
        "amend_party": lambda: {"party": _pick(rng, parties), "phone": rng.choice(["13900000009", "坏号码"])},
        "leave_party": lambda: {"party": _pick(rng, parties)},
        "refuse": lambda: {"party": _pick(rng, parties)},
        "consent": lambda: {"party": _pick(rng, parties)},
        "flag": lambda: {"codes": (rng.choice(["threat", "boundary"]),), "note": "见到"},
        "tell_police": lambda: {"station": "派出所", "channel": "station", "told_at": now},
        "review_flag": lambda: {
            "flag": _pick(rng, flags), "review": rng.choice(["police", "watch", "unfounded"]), "note": "研判",
        },
        "serve_paper": lambda: {"service": "0:申请人甲", "method": rng.choice(["post", "in_person"])},
        "join_units": lambda: {"organs": (unit,), "lead": rng.choice([None, unit]), "note": "共同调解"},
        "end_unit": lambda: {"unit": _pick(rng, list(dispute.units.values_list("pk", flat=True))), "note": "结束"},
        "assist": lambda: {"note": "已处理"},
        "reclassify": lambda: {"type": rng.choice(["CONTRACT", "NONE"]), "note": "更正"},
        "set_level": lambda: {"level": rng.choice(["general", "larger", "major"]), "note": "研判"},
        "take_charge": lambda: {"leader": "副镇长", "note": "方案"},
        "restrict": lambda: {"restriction": "other", "note": "限制"},
        "lift_restriction": lambda: {"note": "解除"},
        "name_reader": lambda: {"user": place.users[rng.choice(["mediator", "community_staff"])].pk, "note": "需要"},
        "end_reader": lambda: {"reader": _pick(rng, list(dispute.readers.values_list("pk", flat=True))), "note": "结束"},
        "join": lambda: {"target": rng.choice(["JF0", _another(place, dispute)])},
        "link_petition": lambda: {"external_number": "信001"},
        "hold_deletion": lambda: {"until": now + timedelta(days=900), "note": "诉讼"},
        "end_hold": lambda: {"note": "诉讼终结"},
        "remind": lambda: {"note": "请抓紧"},
        "comment": lambda: {"note": "备注"},
    }  # fmt: skip


def _let_days_pass(dispute: Dispute) -> None:
    """Let the days of the clauses in effect be over: without it none is broken, and none mediated anew."""
    yesterday = timezone.localdate() - timedelta(days=1)
    rows = AgreementClause.objects.filter(
        agreement__channel__dispute=dispute, agreement__effective_at__isnull=False, due_on__isnull=False
    )
    rows.update(due_on=yesterday)


def _another(place: Place, dispute: Dispute) -> str:
    rows = Matter.objects.filter(kind="dispute", region_code=dispute.matter.region_code).exclude(
        pk=dispute.pk
    )
    return str(rows.order_by("-pk").values_list("number", flat=True)[0])


def _clocks(dispute: Dispute) -> dict[int, tuple[Any, ...]]:
    rows = Clock.objects.filter(matter_id=dispute.pk)
    return {row.pk: (row.due_at, row.extension, row.stopped_at, row.is_met) for row in rows}


def _try(place: Place, dispute: Dispute, action: Action, role: str, rng: random.Random) -> None:
    made = _inputs(place, dispute, rng).get(action.name, dict)()
    if action.name == "hold_session" and rng.random() < 0.8:
        planned = MediationSession.objects.filter(channel__dispute=dispute, state="planned")
        if planned.exists():
            made["session"] = begun(dispute).pk
    if rng.random() < 0.2:
        _let_days_pass(dispute)
    before = (Matter.objects.get(pk=dispute.pk).version, _clocks(dispute))
    try:
        done = perform(
            actor=place.actor(role),
            kind="dispute",
            matter_id=dispute.pk,
            action=action.name,
            data=action.input(**made),
        )
    except DomainError:
        assert before == (Matter.objects.get(pk=dispute.pk).version, _clocks(dispute)), (
            f"{action.name} left a trace"
        )
        return
    entry = done.entry
    assert entry.action == action.name
    assert entry.to_state in action.ends_from(entry.from_state)
    for pk, (due, extension, stopped, _met) in _clocks(dispute).items():
        old = before[1].get(pk)
        if old is None or (old[0] == due and old[2] == stopped):
            continue
        # A term that moved was extended with a reason; one that ended belongs to this very entry.
        # What stood still while the dispute was joined to another runs on later.
        assert old[0] == due or extension > old[1] or action.name == "unjoin", f"{action.name} moved a clock"
        assert stopped is None or stopped == entry.at


def _holds_of_agreements(row: Dispute, state: str) -> None:
    """What is owed is performed, or stands while something else is tried; nothing ends past it."""
    standing = Agreement.objects.filter(channel__dispute=row, withdrawn_at=None)
    assert standing.filter(effective_at=None).count() == (1 if state == "agreed" else 0), state
    is_owed = agreement_owed(row) is not None
    assert is_owed or state != "performing"
    assert not (is_owed and state in {"registered", "rejected", "unresolved", "resolved", "closed"}), state


def _holds(dispute: Dispute) -> None:
    row = Dispute.objects.select_related("matter").get(pk=dispute.pk)
    state = row.matter.state
    open_kinds = list(Channel.objects.filter(dispute=row, state="open").values_list("kind", flat=True))
    assert state in DISPUTES.states
    assert len(open_kinds) == (1 if state in {"mediating", "agreed", "referred"} else 0), (state, open_kinds)
    if state in {"mediating", "agreed"}:
        assert open_kinds[0] in MEDIATIONS
        assert not row.parties.filter(left_at=None, refused_at__isnull=False).exists()
    if state == "unresolved":
        assert row.rights_told_at is not None
    _holds_of_agreements(row, state)
    entries = list(TimelineEntry.objects.filter(matter_id=row.pk).order_by("seq"))
    replayed = ""
    for entry in entries:
        assert entry.from_state == replayed or entry.action == "register"
        replayed = entry.to_state
    assert replayed == state
    running = Clock.objects.filter(matter_id=row.pk, stopped_at=None)
    if state == "merged":
        running = running.filter(paused_at=None)
    if state in DISPUTES.final:
        assert not running.exists()
    if state == "registered":
        assert running.filter(stage="dispute_accept", paused_at=None).exists()


@pytest.mark.usefixtures("without_papers")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_leads_anywhere_forbidden(world: World, seed: int) -> None:
    rng = random.Random(seed)
    place = world.here
    with transaction.atomic():
        given_registration(place)
        dispute = given_registration(place, type=rng.choice(["NEIGHBOUR", "LABOR", "MARRIAGE_FAMILY"]))
        actions = [action for action in DISPUTES.all_actions() if not action.is_system]
        for _step in range(STEPS):
            state = Matter.objects.get(pk=dispute.pk).state
            likely = [action for action in actions if state in action.from_]
            action = rng.choice(likely if rng.random() < 0.85 else actions)
            _try(
                place,
                dispute,
                action,
                rng.choice(ROLES if rng.random() < 0.4 else ("township_desk", "mediator")),
                rng,
            )
            dispute.refresh_from_db()
            _holds(dispute)
        assert not list(chain_faults(first_id=dispute.pk - 1))
        transaction.set_rollback(True)
