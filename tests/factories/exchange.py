"""Partners and what they may, as drafted by the office of a place's county and approved by its leader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pingan.exchange.models import CatalogueEntry, Partner, Subscription
from tests.factories.org import given_organ
from tests.factories.world import Place

FIELDS = ["title", "category", "state", "opened_at"]
SECRET = "一把只有两边知道的钥匙-2026"


def given_partner(place: Place, name: str = "12345热线平台", **values: Any) -> Partner:
    """Return a partner of the place's county."""
    return Partner.objects.create(
        name=name,
        organ=given_organ(place.county, f"{place.county.name}数据局"),
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
