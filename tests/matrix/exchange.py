"""Partners of the scene: one in every area, with a permission that tells an address, a letter that nobody took, and a call.

Who sees which is written down by hand (``docs/exchange.md``): office, leader and auditor those of their area.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from pingan.exchange.models import Call, CatalogueEntry, Credential, Delivery, Event, Partner, Subscription
from pingan.exchange.services.partners import issue_credential
from pingan.matters.models import Matter
from tests.factories.exchange import given_entry, given_partner, given_subscription
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a partner, and the way to it.
BELONGING: dict[type[Model], str] = {
    CatalogueEntry: "partner_id",
    Subscription: "entry__partner_id",
    Delivery: "subscription__entry__partner_id",
    Call: "partner_id",
}
MODELS: tuple[type[Model], ...] = (Partner, *BELONGING)


def put_exchange(place: Place, put: Callable[[Model], None]) -> None:
    partner = given_partner(place, f"{place.township.name}对接系统")
    entry = given_entry(place, partner)
    # Ended, so that what else happens in the scene is told nobody.
    subscription = given_subscription(place, entry=entry, state="ended")
    matter = Matter.objects.filter(kind="incident", region_code__startswith=place.township.code[:9]).order_by(
        "pk"
    )[0]
    now = timezone.now()
    event, _made = Event.objects.get_or_create(
        matter=matter, number=1, defaults={"type": "incident.report", "state": "reported", "occurred_at": now}
    )
    letter = Delivery.objects.create(
        subscription=subscription,
        event=event,
        matter_id=matter.pk,
        number=1,
        state="dead",
        due_at=now,
        first_at=now,
    )
    issue_credential(actor=place.actor("body_office"), partner_id=partner.pk)
    client = Credential.objects.get(partner=partner)
    call = Call.objects.create(
        partner=partner,
        credential=client,
        entry=entry,
        method="GET",
        path="/",
        status=200,
        rows=1,
        size_bytes=2,
    )
    for row in (partner, entry, subscription, letter, call):
        put(row)


def write_down_exchange(scene: Scene) -> None:
    at = scene.rows[Partner]
    county = frozenset({at["here"], at["neighbour"]})
    seen = dict.fromkeys(("body_office", "leader", "auditor"), county)
    seen["province_office"] = county | {at["far"]}
    for role in scene.actors:
        own = seen.get(role, frozenset())
        scene.truth[role, Partner] = own
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
