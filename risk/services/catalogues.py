"""Opening and publishing the yearly catalogue of major decisions (重大行政决策程序暂行条例 §3)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.common.text import plain_text
from pingan.org.models import Organ
from risk.models import DecisionCatalogue

#: A catalogue is of this year or a year beside it.
_YEARS = 1


def open_catalogue(*, actor: Actor, organ_id: int, year: int) -> DecisionCatalogue:
    """Open the draft of one body's catalogue of one year.

    Raises:
        Forbidden: the post keeps no catalogue, or not of this body's area.
        Invalid: no such body, a year far away, or one that has its catalogue.

    """
    if not actor.has("decision.catalogue"):
        raise Forbidden()
    organ = Organ.objects.filter(pk=organ_id, valid_to=None).select_related("region").first()
    if organ is None:
        raise Invalid({"organ": _("Choose the deciding body.")})
    if abs(year - timezone.localdate().year) > _YEARS:
        raise Invalid({"year": _("Choose this year, the last or the next.")})
    row = DecisionCatalogue(
        organ=organ, region=organ.region, year=year, created_by_id=actor.user_id, created_at=timezone.now()
    )
    if not allows(actor, "edit", row):
        raise Forbidden()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            log(actor=actor, action="catalogue.opened", object_type="decision_catalogue", object_id=row.pk)
    except IntegrityError as error:
        raise Invalid({"year": _("This body has its catalogue of this year already.")}) from error
    return row


def publish_catalogue(*, actor: Actor, pk: int, document: str) -> DecisionCatalogue:
    """Publish a catalogue with the document by which the party committee agreed to it.

    Raises:
        NotFound, Forbidden: not this actor's.
        Invalid: no document.
        Conflict: published already.

    """
    with transaction.atomic():
        row = fetch(
            DecisionCatalogue, actor, pk, "edit", refine=lambda rows: rows.select_for_update(of=("self",))
        )
        document = plain_text(document).strip()
        if not document or len(document) > 120:
            raise Invalid({"document": _("Name the document of consent, in at most 120 characters.")})
        if row.published_at is not None:
            raise Conflict(_("This catalogue has been published already."))
        row.document, row.published_at, row.published_by_id = document, timezone.now(), actor.user_id
        row.save(update_fields=["document", "published_at", "published_by"])
        log(
            actor=actor, action="catalogue.published", object_type="decision_catalogue", object_id=row.pk,
            reason=document,
        )  # fmt: skip
    return row
