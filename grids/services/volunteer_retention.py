"""A volunteer who serves no more and never withdraws: the desk is told before, then the data go, with a trace.

Consent to be kept is consent to arrange activities; where none was for long, it has done its work (PIPL Article 19: no
longer than needed). How long is the office's own number (``retention.volunteer_idle_days``), with its source.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from grids.models import Volunteer, VolunteerService
from grids.queries.desks import desks_of
from grids.queries.limits import Number, number_for
from grids.services.volunteers import erase, locked, write_down
from pingan.access.rules import Actor, system_actor
from pingan.notify.services import notify
from pingan.org.models import Region

_BATCH = 500
#: Prefix of the whole province: retention is not a matter of counties.
_PROVINCE = "360000000000"
WARNED = gettext_noop(
    "%(place)s: the data of %(count)s volunteers end in %(days)s days, because nothing was noted for long; ask them"
)
ENDED = gettext_noop(
    "%(place)s: the data of %(count)s volunteers were deleted, because nothing was noted for long"
)


def end_idle_volunteers(now: datetime) -> int:
    """Warn of and end what is due; return how many were touched. Safe to run again, and twice at once."""
    keep = number_for("retention.volunteer_idle_days", _PROVINCE)
    before = number_for("volunteer.warn_before_days", _PROVINCE)
    if keep is None or before is None:
        return 0
    first = timedelta(days=keep.count - before.count)
    warned = Volunteer.objects.filter(left_at=None, warned_at__isnull=False)
    warned.exclude(_idle(now - first)).update(warned_at=None)
    return _end(now, keep, before.count) + _warn(now, first, before.count)


@transaction.atomic
def renew(*, actor: Actor, pk: int) -> Volunteer:
    """Note that a person agreed anew to be kept: what ends after a time without service begins again.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``volunteers.locked``.

    """
    row = locked(actor, pk)
    row.consented_at, row.warned_at = timezone.now(), None
    row.save(update_fields=["consented_at", "warned_at"])
    write_down(actor, row, "volunteer.renewed")
    return row


def _idle(since: datetime) -> Q:
    """Return the condition: neither taken on, nor agreed, nor served since then."""
    served = VolunteerService.objects.with_hours_now().filter(
        volunteer_id=OuterRef("pk"), held_on__gte=timezone.localdate(since), hours_now__gte=1
    )
    return Q(~Exists(served), joined_at__lt=since, consented_at__lt=since)


def _due(since: datetime) -> QuerySet[Volunteer]:
    rows = Volunteer.objects.filter(_idle(since), left_at=None).select_related("submission")
    return rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)


@transaction.atomic
def _warn(now: datetime, first: timedelta, days: int) -> int:
    rows = list(_due(now - first).filter(warned_at=None)[:_BATCH])
    Volunteer.objects.filter(pk__in=[row.pk for row in rows]).update(warned_at=now)
    _tell(now, rows, "warned", WARNED, days)
    return len(rows)


@transaction.atomic
def _end(now: datetime, keep: Number, before: int) -> int:
    """End what was idle for the whole term; what nobody was warned of so many days ago does not go yet."""
    since = now - timedelta(days=keep.count)
    rows = list(_due(since).filter(warned_at__lte=now - timedelta(days=before))[:_BATCH])
    for row in rows:
        erase(system_actor(), row, Volunteer.Left.IDLE, days=keep.count, source=keep.source)
    _tell(now, rows, "ended", ENDED, keep.count)
    return len(rows)


def _tell(now: datetime, rows: list[Volunteer], step: str, title: str, days: int) -> None:
    """Tell the desk of each place, in one notice for a day, however many there are."""
    for place, count in Counter(row.region_code for row in rows).items():
        region = Region.objects.filter(code=place).order_by("pk").last()
        notify(
            recipients=next(desks_of(place), ()),
            key=f"volunteers:{step}:{place}:{timezone.localdate(now):%Y%m%d}",
            title=title,
            params={"place": region.name if region else place, "count": count, "days": days},
            url="/volunteers/?part=warned" if step == "warned" else "/volunteers/?part=left",
            kind=f"volunteers.{step}",
        )
