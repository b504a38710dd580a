"""Disputes brought to a state by walking the machine, so that no test rests on an impossible row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.models import AgreementClause, Dispute, MediationSession, SessionMediator
from disputes.services import NewDispute, NewParty, register_dispute
from pingan.access.rules import Actor
from pingan.matters.services import perform
from tests.factories.world import Place

#: Two parties with names, phones and numbers that no other row of a test holds. Both numbers are valid (GB 11643).
APPLICANT = NewParty("applicant", "欧阳志远", phone="13907970001", identity_number="360721198001010015")
RESPONDENT = NewParty("respondent", "钟文斌", phone="13907970002", identity_number="36072119750315003X")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

WALKS: dict[str, Sequence[str]] = {
    "registered": [],
    "rejected": ["reject"],
    "accepted": ["accept"],
    "mediating": ["accept", "mediate"],
    "agreed": ["accept", "mediate", "plan_session", "hold_session", "agree"],
    "performing": [
        "accept", "mediate", "plan_session", "hold_session", "agree", "sign:applicant", "sign:respondent",
        "sign:mediator", "sign:committee",
    ],
    "resolved": ["accept", "settle"],
    "closed": ["accept", "settle", "visit", "close"],
    "unresolved": ["accept", "mediate", "fail"],
    "referred": ["accept", "mediate", "fail", "refer"],
}  # fmt: skip


def number_of(born: date, area: str = "360721") -> str:
    """Return an identity number with a right check digit of somebody born on a day (GB 11643)."""
    body = f"{area}{born:%Y%m%d}001"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def given_registration(place: Place, role: str = "grid_worker", **values: Any) -> Dispute:
    """Register a dispute as a person of the place."""
    data: dict[str, Any] = {
        "type": "NEIGHBOUR",
        "description": "两家因排水沟走向发生争执，多次口角",
        "parties": (APPLICANT, RESPONDENT),
        "longitude": place.point[0],
        "latitude": place.point[1],
        **values,
    }
    return register_dispute(actor=place.actor(role), data=NewDispute(**data))


def act(place: Place, dispute: Dispute, action: str, role: str | Actor, **values: Any) -> Dispute:
    """Perform one action as a person of the place."""
    spec = DISPUTES.action(action)
    assert spec is not None
    actor = place.actor(role) if isinstance(role, str) else role
    done = perform(
        actor=actor, kind="dispute", matter_id=dispute.pk, action=action, data=spec.input(**values)
    )
    detail: Dispute = done.detail
    return detail


def next_morning(days: int = 1) -> datetime:
    """Return 09:00 of a coming day."""
    day = timezone.localtime(timezone.now() + timedelta(days=days))
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def begun(dispute: Dispute) -> MediationSession:
    """Let the planned session of a dispute have begun: time passes, the row stays what the machine made it."""
    session = MediationSession.objects.filter(channel__dispute=dispute, state="planned").latest("pk")
    people = session.mediators.values("mediator")
    past = SessionMediator.objects.filter(mediator__in=people, starts_at__lt=timezone.now())
    held = past.exclude(session=session).values("session").distinct().count()
    start = timezone.now() - timedelta(hours=2 + 2 * held)
    MediationSession.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    session.mediators.update(starts_at=start, ends_at=start + timedelta(hours=1))
    session.refresh_from_db()
    return session


def step(place: Place, dispute: Dispute, name: str) -> Dispute:
    """Perform one action of the usual path with its usual person and input."""
    action, _colon, of = name.partition(":")
    parties = {party.side: party.pk for party in dispute.parties.all()}
    usual: dict[str, tuple[str, dict[str, Any]]] = {
        "accept": ("township_desk", {}),
        "reject": ("township_desk", {"reason": "法院已经受理", "note": "请通过诉讼解决"}),
        "mediate": ("township_desk", {"mediator": place.mediators[0].pk}),
        "plan_session": ("mediator", {"starts_at": next_morning(), "room": "调解室一", "is_joint": True}),
        "hold_session": ("mediator", {"present": tuple(parties.values()), "record": "双方到场，陈述了各自意见"}),
        "agree": (
            "mediator",
            {
                "facts": "排水沟改道致雨水流入院内", "terms": "恢复原排水沟", "amount": "1200",
                "due_at": next_morning(20),
            },
        ),
        "settle": ("township_desk", {"note": "双方自行和解"}),
        "visit": (
            "township_desk",
            {
                "performance": "full", "satisfaction": "satisfied", "went_to_court": "no", "latent_risk": "no",
                "note": "双方均表示满意",
            },
        ),
        "close": ("township_desk", {}),
        "fail": ("mediator", {"note": "双方分歧过大"}),
        "refer": ("township_desk", {"kind": "litigation", "receiver": "南康区人民法院", "note": "申请人拟起诉"}),
    }  # fmt: skip
    if action == "hold_session":
        session = begun(dispute)
        usual[action][1]["session"] = session.pk
    if action == "sign":
        signer = f"party:{parties[of]}" if of in parties else of
        return act(place, dispute, "sign", "mediator", signer=signer)
    role, values = usual[action]
    return act(place, dispute, action, role, **values)


def given_dispute(place: Place, state: str = "registered", **values: Any) -> Dispute:
    """Return a dispute in a state, reached by the usual path."""
    dispute = given_registration(place, **values)
    for name in WALKS[state]:
        dispute = step(place, dispute, name)
    return Dispute.objects.select_related("matter", "type").get(pk=dispute.pk)


def clause_of(dispute: Dispute, position: int = 1) -> AgreementClause:
    """Return a clause of the newest agreement that stands."""
    standing = AgreementClause.objects.filter(
        agreement__channel__dispute=dispute, agreement__withdrawn_at=None, position=position
    )
    return standing.latest("agreement")


def past_due(dispute: Dispute, position: int = 1, days: int = 1) -> AgreementClause:
    """Let the day of a clause have passed: time passes, the row stays what the machine made it."""
    clause = clause_of(dispute, position)
    clause.due_on = timezone.localdate() - timedelta(days=days)
    clause.save(update_fields=["due_on"])
    return clause
