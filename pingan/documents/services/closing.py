"""Declaring documents void, and closing them to all who do not see their matter."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import IllegalAction, Invalid
from pingan.common.text import plain_text
from pingan.documents.models import OfficialDocument
from pingan.documents.rules.markup import clean_text
from pingan.documents.services.locking import locked_document


@transaction.atomic
def void(*, actor: Actor, document_id: int, reason: str, is_authorised: bool = False) -> OfficialDocument:
    """Declare an issued document void. It stays readable, its number stays used.

    ``is_authorised``: the caller's own policy has allowed the act, as for ``issue``.

    Raises:
        NotFound: outside the actor's view.
        Forbidden: not issued by the actor's organ, or no such duty.
        Invalid: no reason given.
        IllegalAction: void already.

    """
    document = locked_document(actor=actor, document_id=document_id, verb="void", is_authorised=is_authorised)
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    if document.voided_at is not None:
        raise IllegalAction(_("This document is already void."))
    document.voided_at = timezone.now()
    document.voided_by_id = actor.user_id
    document.void_reason = clean_text(reason).strip()[:200]
    document.save(update_fields=["voided_at", "voided_by", "void_reason"])
    log(
        actor=actor,
        action="document.voided",
        object_type="documents.officialdocument",
        object_id=document.pk,
        reason=document.void_reason,
        region_code=document.region_code,
    )
    return document


@transaction.atomic
def close_documents(*, actor: Actor, document_ids: Iterable[int], reason: str) -> int:
    """Close papers whose matter became restricted after they were issued; return how many were open.

    The caller's own policy has allowed it. What is closed stays closed: the database refuses the way back.
    """
    rows = OfficialDocument.objects.filter(pk__in=list(document_ids), is_closed=False)
    found = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", "region_code"))
    OfficialDocument.objects.filter(pk__in=[key for key, _code in found]).update(is_closed=True)
    for key, region_code in found:
        log(
            actor=actor,
            action="document.closed",
            object_type="documents.officialdocument",
            object_id=key,
            reason=clean_text(reason).strip()[:200],
            region_code=region_code,
        )
    return len(found)
