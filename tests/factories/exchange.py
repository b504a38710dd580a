"""Partners and what they may, as drafted by the office of a place's county and approved by its leader."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from pingan.common.models import OutboxEntry
from pingan.exchange.models import CatalogueEntry, Partner, Subscription
from pingan.exchange.services.partners import issue_credential
from pingan.org.models import Organ
from tests.factories.org import given_organ
from tests.factories.world import Place

FIELDS = ["title", "category", "state", "opened_at"]
SECRET = "一把只有两边知道的钥匙-2026"


def given_partner(place: Place, name: str = "12345热线平台", **values: Any) -> Partner:
    """Return a partner of the place's county."""
    unit = f"{place.county.name}数据局"
    return Partner.objects.create(
        name=name,
        organ=Organ.objects.filter(region=place.county, name=unit).first() or given_organ(place.county, unit),
        region=place.county,
        contact="数据局综合科 0797-6600000",
        created_by=place.users["body_office"],
        **values,
    )


def given_entry(
    place: Place, partner: Partner | None = None, direction: str = "outbound", **values: Any
) -> CatalogueEntry:
    """Return an approved entry for the incidents of the place's county."""
    today = timezone.localdate()
    row = {
        "partner": partner or given_partner(place),
        "code": f"incidents-{direction}-{CatalogueEntry.objects.count() + 1}",
        "resource": "incidents",
        "direction": direction,
        "fields": FIELDS,
        "region": place.county,
        "area": place.county.prefix,
        "purpose": "热线工单办理情况反馈",
        "legal_ground": "《江西省平安建设条例》第十八条",
        "valid_from": today - timedelta(days=1),
        "valid_until": today + timedelta(days=300),
        "state": "approved",
        "drafted_by": place.users["body_office"],
        "decided_by": place.users["leader"],
        "decided_at": timezone.now(),
        **values,
    }
    return CatalogueEntry.objects.create(**row)


def given_subscription(
    place: Place, url: str = "https://127.0.0.1/events", entry: CatalogueEntry | None = None, **values: Any
) -> Subscription:
    """Return a subscription of an approved entry."""
    return Subscription.objects.create(
        entry=entry or given_entry(place),
        url=url,
        secret=SECRET,
        created_by=place.users["body_office"],
        **values,
    )


def given_credential(place: Place, partner: Partner) -> tuple[str, str]:
    """Return name and secret of a client of the partner."""
    issued = issue_credential(actor=place.actor("body_office"), partner_id=partner.pk)
    return issued.name, issued.secret


class Caller:
    """A partner's program: gets a token for the entries it names, then calls."""

    def __init__(self, name: str, secret: str, *scopes: str) -> None:
        self.client = Client()
        body = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
        basic = base64.b64encode(f"{name}:{secret}".encode()).decode()
        self.answer = self.client.post(
            "/exchange/v1/token/", body, headers={"Authorization": f"Basic {basic}"}
        )
        self.token = self.answer.json().get("access_token", "")

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """Read an address of exchange."""
        return self.client.get(
            f"/exchange/v1/{path}", query or {}, headers={"Authorization": f"Bearer {self.token}", **headers}
        )

    def post(self, path: str, content: Any, **headers: str) -> Any:
        """Send a document to an address of exchange."""
        return self.client.post(
            f"/exchange/v1/{path}",
            content,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )


def given_caller(place: Place, *entries: CatalogueEntry) -> Caller:
    """Return a program that holds a token for these entries of one partner."""
    return Caller(*given_credential(place, entries[0].partner), *(entry.code for entry in entries))


def notices(kind: str) -> list[set[int]]:
    """Return the recipients of each notice of a kind that waits to be handed over."""
    rows = OutboxEntry.objects.filter(job="notify.deliver", payload__content__kind=kind).order_by("pk")
    return [set(row.payload["recipients"]) for row in rows]
