"""Recording what became of a division, whatever it was, through one verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.org import services as org
from pingan.org.models import Region
from pingan.org.queries import region_by_code


@dataclass(frozen=True)
class Change:
    """A decision about one division. ``code``: the new one, or that of the division it became part of."""

    kind: str
    effective_on: date
    document: str
    new_name: str = ""
    code: str = ""


@transaction.atomic
def record_change(*, actor: Actor, region_id: int, change: Change) -> Region:
    """Rename, recode, merge or abolish a division; return the one to look at afterwards.

    Raises:
        NotFound: no such division in the actor's scope.
        Forbidden: the post does not edit the organisation around it.
        Conflict: it is to be abolished, but something in it is still in force.
        Invalid: what the kind of change needs is missing or wrong, each at its field.

    """
    region = fetch(Region, actor, region_id, "change")
    day, document = change.effective_on, change.document
    if change.kind == "rename":
        return org.rename_region(
            actor=actor, region_id=region.pk, new_name=change.new_name, effective_on=day, document=document
        )
    if change.kind == "abolish":
        return org.abolish_region(actor=actor, region_id=region.pk, effective_on=day, document=document)
    try:
        if change.kind == "recode":
            return org.recode_region(
                actor=actor,
                region_id=region.pk,
                new_code=change.code,
                new_name=change.new_name,
                effective_on=day,
                document=document,
            )
        return _merge(actor, region, change)
    except Invalid as refusal:
        names = {"new_code": "code", "into_id": "code", "region_ids": "code"}
        raise Invalid({names.get(name, name): said for name, said in refusal.fields.items()}) from refusal


def _merge(actor: Actor, region: Region, change: Change) -> Region:
    into = region_by_code(change.code)
    if into is None:
        raise Invalid({"code": _("No division in force has this code.")})
    return org.merge_regions(
        actor=actor,
        region_ids=[region.pk],
        into_id=into.pk,
        effective_on=change.effective_on,
        document=change.document,
    )
