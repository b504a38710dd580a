"""Partners, the clients by which they come in, and the addresses that they are told at."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, Application

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, IllegalAction, Invalid, NotFound
from pingan.exchange.models import CatalogueEntry, Credential, Partner, Subscription
from pingan.exchange.rules.networks import is_closed, networks_from, target_of
from pingan.org.models import Organ

#: So long the former secret signs as well.
OVERLAP: Final = timedelta(days=7)
#: Clients of one partner at a time: one, and the next one while the secret is changed.
MOST_CREDENTIALS: Final = 2


@dataclass(frozen=True)
class Issued:
    """A secret, shown once."""

    row: Any
    name: str
    secret: str


def add_partner(
    *, actor: Actor, name: str, organ_id: int, contact: str, networks: Sequence[str] = ()
) -> Partner:
    """Record a partner in the own area.

    Raises:
        Invalid: a network cannot be read, or the unit is unknown or of another area.
        Conflict: the unit has a system of this name already.

    """
    try:
        networks_from(networks)
    except ValueError as error:
        raise Invalid({"networks": _("One network a line, like 203.0.113.0/24.")}) from error
    organ = Organ.objects.filter(pk=organ_id).select_related("region").first()
    if organ is None:
        raise Invalid({"organ": _("Choose a unit.")})
    try:
        region = region_for(actor, organ.region.code)
    except NotFound as error:
        raise Invalid({"organ": _("Choose a unit of your own area.")}) from error
    if Partner.objects.filter(organ=organ, name=name).exists():
        raise Conflict(_("This unit has a system of that name already."))
    with transaction.atomic():
        partner = Partner.objects.create(
            name=name,
            organ=organ,
            region=region,
            contact=contact,
            networks=[line.strip() for line in networks if line.strip()],
            created_by_id=actor.person,
        )
        _log(actor, "partner_added", partner, partner)
    return partner


def issue_credential(*, actor: Actor, partner_id: int) -> Issued:
    """Make a client for a partner and return its secret, which nobody can read again.

    Raises:
        IllegalAction: two are valid already, or the partner is no longer connected.

    """
    fetch(Partner, actor, partner_id, "edit")
    with transaction.atomic():
        partner = Partner.objects.select_for_update().get(pk=partner_id)
        if partner.ended_at or partner.credentials.filter(ended_at=None).count() >= MOST_CREDENTIALS:
            raise IllegalAction(_("Two are valid already: end one first."))
        secret = secrets.token_urlsafe(32)
        application = Application.objects.create(
            name=partner.name[:255],
            client_id=f"pingan-{secrets.token_hex(8)}",
            client_secret=secret,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        )
        row = Credential.objects.create(partner=partner, application=application, created_by_id=actor.person)
        _log(actor, "credential_issued", row, partner)
    return Issued(row, application.client_id, secret)


def end_credential(*, actor: Actor, partner_id: int, credential_id: int) -> None:
    """End a client and its tokens at once."""
    partner = fetch(Partner, actor, partner_id, "edit")
    with transaction.atomic():
        rows = Credential.objects.select_for_update().filter(pk=credential_id, partner=partner, ended_at=None)
        for row in rows:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            AccessToken.objects.filter(application_id=row.application_id).delete()
            _log(actor, "credential_ended", row, partner)


def subscribe(*, actor: Actor, entry_id: int, url: str) -> Issued:
    """Let a partner be told at an address, from now on, and return the secret of the signatures.

    Raises:
        Invalid: nothing may be sent to this address.
        IllegalAction: the entry tells nobody anything.

    """
    entry = fetch(CatalogueEntry, actor, entry_id, "edit")
    if entry.direction != CatalogueEntry.Direction.OUTBOUND or entry.is_over(timezone.localdate()):
        raise IllegalAction()
    target = target_of(url)
    if target is None:
        raise Invalid({"url": _("Give an https address without a name or password in it.")})
    if is_closed(target.host, networks_from(settings.EXCHANGE_NETWORKS)):
        raise Invalid({"url": _("This address lies in a network that the operator has not opened.")})
    secret = secrets.token_urlsafe(32)
    if Subscription.objects.filter(entry=entry, url=url).exclude(state="ended").exists():
        raise Invalid({"url": _("This address is told already.")})
    with transaction.atomic():
        row = Subscription.objects.create(entry=entry, url=url, secret=secret, created_by_id=actor.person)
        _log(actor, "subscribed", row, entry.partner)
    return Issued(row, url, secret)


def renew_secret(*, actor: Actor, subscription_id: int) -> Issued:
    """Make a new secret; for a week events are signed with both.

    Within that week the one that the partner has is kept: who renews again lost the new one, which nobody uses yet.
    """
    fetch(Subscription, actor, subscription_id, "edit")
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=subscription_id)
        now = timezone.now()
        if row.former_until is None or row.former_until <= now:
            row.former_secret = row.secret
        row.former_until = now + OVERLAP
        secret = secrets.token_urlsafe(32)
        row.secret = secret
        row.save(update_fields=["secret", "former_secret", "former_until"])
        _log(actor, "secret_renewed", row, row.entry.partner)
    return Issued(row, row.url, secret)


def end_subscription(*, actor: Actor, subscription_id: int) -> None:
    """Tell this address nothing more. What was on its way is withdrawn."""
    row = fetch(Subscription, actor, subscription_id, "edit")
    with transaction.atomic():
        Subscription.objects.filter(pk=row.pk).update(state=Subscription.State.ENDED)
        row.deliveries.filter(state__in=("waiting", "dead")).update(state="withdrawn", done_at=timezone.now())
        _log(actor, "unsubscribed", row, row.entry.partner)


def _log(actor: Actor, verb: str, row: Any, partner: Partner) -> None:
    log(
        actor=actor,
        action=f"exchange.{verb}",
        object_type=row._meta.label_lower,
        object_id=row.pk,
        data={"partner": partner.pk},
        region_code=partner.region.code,
    )
