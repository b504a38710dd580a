"""What waits for whom: conditions on ``Dispute`` rows that the caller took from ``disputes_visible``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from disputes.models import (
    AgreementClause,
    Channel,
    Dispute,
    DisputeUnit,
    RedFlag,
    SessionMediator,
)
from disputes.rules.flags import POLICE_AT_ONCE
from disputes.rules.states import WATCHED
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.matters.models import Clock

_DESK_STATES = ("registered", "accepted", "unresolved", "resolved")


def flagged_q() -> Q:
    """Return the condition: a sign was raised and not found unfounded."""
    signs = RedFlag.objects.filter(dispute_id=OuterRef("pk")).exclude(review=RedFlag.Review.UNFOUNDED)
    return Q(Exists(signs))


def with_waiting_sign(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Return the same rows, each with ``has_waiting_sign``: one was raised that nobody reviewed yet."""
    waiting = RedFlag.objects.filter(dispute_id=OuterRef("pk"), reviewed_at=None)
    return rows.annotate(has_waiting_sign=Exists(waiting))


def signs_among(dispute_ids: Sequence[int]) -> dict[int, bool]:
    """Return those of these disputes with a sign not found unfounded; True: one of its signs waits for its review."""
    rows = RedFlag.objects.filter(dispute_id__in=dispute_ids, dispute__matter__closed_at=None)
    found: dict[int, bool] = {}
    signs = rows.exclude(review=RedFlag.Review.UNFOUNDED).values_list("dispute_id", "reviewed_at")
    for dispute_id, reviewed_at in signs:
        found[dispute_id] = found.get(dispute_id, False) or reviewed_at is None
    return found


def shows_red_q() -> Q:
    """Return the condition of invariant 10: a sign waits for its review, or the police were not told though due.

    The same sentence as ``rules.flags.shows_red``; a test compares the two.
    """
    of_this = RedFlag.objects.filter(dispute_id=OuterRef("pk"))
    untold = Q(code__in=POLICE_AT_ONCE, notice=None) & ~Q(review=RedFlag.Review.UNFOUNDED)
    return Q(matter__closed_at=None) & Q(Exists(of_this.filter(Q(reviewed_at=None) | untold)))


def clause_q(*states: str) -> Q:
    """Return the condition: a clause of the agreement in effect is in one of these states."""
    rows = AgreementClause.objects.filter(
        agreement__channel__dispute_id=OuterRef("pk"),
        agreement__withdrawn_at=None,
        agreement__effective_at__isnull=False,
        state__in=states,
    )
    return Q(matter__state__in=WATCHED) & Q(Exists(rows))


def visit_due_q() -> Q:
    """Return the condition: the term of the return visit runs."""
    rows = Clock.objects.filter(matter_id=OuterRef("pk"), stage="return_visit", stopped_at=None)
    return Q(matter__closed_at=None) & Q(Exists(rows))


def in_hand_q(actor: Actor) -> Q:
    """Return the condition: the actor leads its open mediation, or is booked for a planned session."""
    if actor.user_id is None:
        return NOTHING
    leads = Channel.objects.filter(
        dispute_id=OuterRef("pk"), state__in=("open", "agreed"), mediator__user_id=actor.user_id
    )
    booked = SessionMediator.objects.filter(
        session__channel__dispute_id=OuterRef("pk"), is_live=True, mediator__user_id=actor.user_id,
        session__state="planned", replaced_at=None,
    )  # fmt: skip
    return Q(matter__closed_at=None) & (Q(Exists(leads)) | Q(Exists(booked)))


def committee_q(actor: Actor) -> Q:
    """Return the condition: the actor's own committee has it in hand."""
    return Q(matter__closed_at=None, matter__organ_id=actor.organ_id) if actor.organ_id else NOTHING


def joint_q(actor: Actor, *, is_waiting: bool = False) -> Q:
    """Return the condition: the actor's unit takes part in the mediation; ``is_waiting``: and has reported nothing."""
    if actor.organ_id is None:
        return NOTHING
    rows = DisputeUnit.objects.filter(dispute_id=OuterRef("pk"), organ_id=actor.organ_id, ended_at=None)
    if is_waiting:
        rows = rows.filter(contribution=None)
    return Q(matter__closed_at=None) & Q(Exists(rows))


def registered_by_q(actor: Actor) -> Q:
    """Return the condition: registered with the actor's own account."""
    return Q(matter__created_by_id=actor.user_id) if actor.user_id is not None else NOTHING


def _desk(actor: Actor) -> Q:
    return Q(matter__state__in=_DESK_STATES) | shows_red_q() | visit_due_q()


def _village(actor: Actor) -> Q:
    return Q(matter__state__in=("registered", "accepted"))


def _mediator(actor: Actor) -> Q:
    at_table = Q(matter__state__in=("mediating", "agreed"))
    return in_hand_q(actor) & (at_table | clause_q("overdue", "breached"))


_BY_ROLE: Mapping[str, Callable[[Actor], Q]] = {
    "township_desk": _desk,
    "county_dispatcher": lambda actor: shows_red_q(),
    "community_staff": _village,
    "mediator": _mediator,
    "unit_handler": lambda actor: joint_q(actor, is_waiting=True),
}


def waiting_for(actor: Actor) -> Q:
    """Return the condition: the next step is this post's. Nothing waits for who only reads."""
    condition = _BY_ROLE.get(actor.role)
    return NOTHING if condition is None else condition(actor)
