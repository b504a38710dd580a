"""What a grid and a rule do when their division is succeeded by another."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyList, Grid, GridChange, RoutingRule, TimeLimit, WorkflowNumber
from grids.models.limits import LIMIT_KEY
from grids.models.routing import ROUTE_KEY
from pingan.access.rules import Actor
from pingan.access.services.versions import close, content_of
from pingan.common.versions import VersionedRow
from pingan.org.models import Region

_RULES: tuple[tuple[type[VersionedRow], tuple[str, ...]], ...] = (
    (TimeLimit, LIMIT_KEY),
    (RoutingRule, ROUTE_KEY),
    (WorkflowNumber, ("code", "region_code")),
)


@transaction.atomic
def follow_succession(old: Region, new: Region, actor: Actor) -> None:
    """Move grids in force, and the rules of the old code, to the successor. Fills ``region_successions``.

    A grid keeps its code: it is printed on doors, and codes are not given twice. Rules get a new version
    under the new code unless the successor has its own.
    """
    reason = _("%(old)s became %(new)s") % {"old": old.name, "new": new.name}
    rows = Grid.objects.filter(region=old).exclude(valid_to__lte=timezone.localdate())
    moved = list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", "version"))
    Grid.objects.filter(pk__in=[pk for pk, _version in moved]).update(region=new, version=F("version") + 1)
    GridChange.objects.bulk_create(
        GridChange(
            grid_id=pk,
            version=version + 1,
            action=GridChange.Action.EDIT,
            before={"region_id": old.pk},
            reason=reason[:300],
            changed_by_id=actor.user_id,
        )
        for pk, version in moved
    )
    for model, key in _RULES:
        _move_rules(model, key, old.prefix, new.prefix, actor, reason)
    if not DutyList.objects.filter(region=new, effective_to=None).exists():
        DutyList.objects.filter(region=old, effective_to=None).update(region=new)


def _move_rules(
    model: type[VersionedRow], key: tuple[str, ...], old: str, new: str, actor: Actor, reason: str
) -> None:
    today = timezone.localdate()
    rows = model._default_manager.select_for_update(of=("self",)).filter(
        Q(region_code__startswith=old), effective_to=None
    )
    for row in rows:
        values: dict[str, Any] = content_of(row)
        values["region_code"] = new + values["region_code"][len(old) :]
        taken = model._default_manager.filter(**{name: values[name] for name in key})
        start = max(today, row.effective_from)
        if not taken.exists():
            model._default_manager.create(
                **values, effective_from=start, reason=reason[:300], created_by_id=actor.user_id
            )
        close(actor=actor, row=row, on=start, reason=reason)
