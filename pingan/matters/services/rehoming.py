"""When a division is renamed, recoded or merged: open matters move to the successor, closed history stays."""

from __future__ import annotations

from django.db import transaction

from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.matters.services.timeline import Event, append_entry
from pingan.org.models import Region


@transaction.atomic
def rehome_open_matters(old: Region, new: Region, actor: Actor) -> int:
    """Move the open matters of a division to its successor, each with a timeline entry; return how many.

    Matters of divisions inside keep their own division and code (villages are not recoded with their
    township); they get the entry too, because another desk answers for them from now on.
    """
    rows = Matter.objects.select_for_update().filter(closed_at=None, region_code__startswith=old.prefix)
    moved = 0
    for matter in rows.order_by("pk").iterator(chunk_size=500):
        if matter.region_id == old.pk:
            matter.region = new
            matter.region_code = new.code
        data = {"from": old.code, "from_name": old.name, "to": new.code, "to_name": new.name}
        append_entry(matter, actor, Event("rehomed", matter.state, matter.state, data=data))
        matter.version += 1
        matter.save()
        moved += 1
    return moved
