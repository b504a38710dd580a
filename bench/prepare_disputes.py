# ruff: noqa: I001 - bench.prepare sets Django up before models are imported
"""Run inside a database seeded with disputes: who measures, with which keys, on what. Prints one JSON object."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from bench.prepare import holder, session, token
from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.models import Channel, Dispute, MediationCommittee
from disputes.services import NewDispute, NewParty, register_dispute
from grids.models import Grid
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.matters.services import perform
from pingan.org.models import Region


def _do(pk: int, action: str, actor: Actor, **values: Any) -> Dispute:
    spec = DISPUTES.action(action)
    assert spec is not None
    done = perform(actor=actor, kind="dispute", matter_id=pk, action=action, data=spec.input(**values))
    found: Dispute = done.detail
    return found


def _filed(desk: Actor, mediator: int, grid: int) -> int:
    """Walk one dispute to an agreement in effect, so that there is a file with papers to bind."""
    party = {"kind": "person", "phone": "13907970001"}
    data = NewDispute(
        type="NEIGHBOUR", description="两家因排水沟走向发生争执", grid=grid,
        parties=(NewParty("applicant", "示例甲某", **party), NewParty("respondent", "示例乙某", **party)),
    )  # fmt: skip
    pk = register_dispute(actor=desk, data=data).pk
    _do(pk, "accept", desk)
    _do(pk, "mediate", desk, mediator=mediator)
    soon = timezone.now() + timedelta(minutes=1)
    dispute = _do(pk, "plan_session", desk, starts_at=soon, minutes=15, place_text="村部", is_joint=True)
    session = dispute.channels.get(state="open").sessions.get()
    present = tuple(dispute.parties.values_list("pk", flat=True))
    _do(
        pk, "hold_session", desk, session=session.pk, present=present, record="双方陈述了各自的意见，取得一致"
    )
    _do(
        pk,
        "agree",
        desk,
        facts="排水沟改道致雨水流入院内",
        terms="恢复原排水沟",
        due_at=soon + timedelta(days=20),
    )
    for signer in (*(f"party:{party}" for party in present), "mediator", "committee"):
        _do(pk, "sign", desk, signer=signer)
    return pk


def prepare() -> dict[str, Any]:
    grid = Grid.objects.filter(is_demo=True).select_related("region__parent__parent").order_by("code")[0]
    township = grid.region.parent
    assert township is not None and township.parent is not None
    county, province = township.parent, Region.objects.get(level=1, valid_to=None)
    committee = MediationCommittee.objects.get(organ__region=township)
    mediator = committee.mediators.filter(user__isnull=False).earliest("pk")
    assert mediator.user is not None
    people = {
        "desk": holder("township_desk", township),
        "county": holder("county_dispatcher", county),
        "office": holder("body_office", province),
        "mediator": mediator.user,
    }
    from allauth.mfa.models import Authenticator

    Authenticator.objects.get_or_create(
        user=people["office"], type="totp", defaults={"data": {"secret": "x"}}
    )
    desk = actor_for(people["desk"])
    assert desk is not None
    filed = Dispute.objects.filter(
        matter__township_code=township.code[:9], papers__kind="mediation_agreement"
    ).first()
    closed = Channel.objects.filter(
        dispute__matter__township_code=township.code[:9],
        dispute__matter__state="closed",
        agreements__form="written",
    ).exclude(dispute__matter__is_restricted=True)
    today = timezone.localdate()
    return {
        "tokens": {name: token(user) for name, user in people.items()},
        "township": township.code[:9],
        "county": county.code[:6],
        "committee": committee.pk,
        "mediator": mediator.pk,
        "sessions": {name: session(people[name]) for name in ("desk", "county")},
        "since": f"{today - timedelta(days=364):%Y-%m-%d}",
        "middle": f"{today - timedelta(days=182):%Y-%m-%d}",
        "until": f"{today:%Y-%m-%d}",
        "year": today.year,
        "details": list(closed.order_by("-opened_at").values_list("dispute_id", flat=True)[:200]),
        "filed": filed.pk if filed is not None else _filed(desk, mediator.pk, grid.pk),
        "disputes": Matter.objects.filter(kind="dispute").count(),
        "entries": sum(Matter.objects.values_list("timeline_count", flat=True).iterator()),
        "grids": Grid.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(prepare(), default=str))
