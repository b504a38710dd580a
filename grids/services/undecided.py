"""What nobody decides must neither stay for ever nor vanish: the desk is reminded, the county told, then the contact goes.

The numbers are the office's own (``submission.…``, ``retention.undecided_days``), each with its source.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from grids.models import DeclineReason, PublicSubmission
from grids.queries.desks import desks_of
from grids.queries.limits import Number, number_for, numbers_for
from grids.queries.units import chain_of
from pingan.access.rules import system_actor
from pingan.audit.services import log
from pingan.notify.services import notify
from pingan.org.models import Region
from pingan.org.queries import user_ids_holding

_BATCH = 1_000
#: Prefix of the whole province: retention is not a matter of counties.
_PROVINCE = "360000000000"
_QUEUE = "/submissions/"
Chased = PublicSubmission.Chased
#: Each step, in its order: what may be behind a submission that is due for it.
_BEFORE = {
    Chased.REMINDED: (Chased.NONE,),
    Chased.ESCALATED: (Chased.NONE, Chased.REMINDED),
    Chased.LAST: (Chased.NONE, Chased.REMINDED, Chased.ESCALATED),
}
TITLES = {
    Chased.REMINDED: gettext_noop("%(place)s: %(count)s from the public wait for %(days)s days already"),
    Chased.ESCALATED: gettext_noop("%(place)s: nobody decided %(count)s from the public for %(days)s days"),
    Chased.LAST: gettext_noop(
        "%(place)s: the contacts of %(count)s from the public are deleted in %(days)s days; nobody decided them"
    ),
}
LAPSED = gettext_noop("%(place)s: %(count)s from the public lapsed, because nobody decided them")


def chase_undecided(now: datetime) -> int:
    """Take every step that is due; return how many submissions were touched. Safe to run again, and twice at once."""
    keep = number_for("retention.undecided_days", _PROVINCE)
    numbers = {code: found.count for code, found in numbers_for("submission.", _PROVINCE).items()}
    touched = 0
    if keep is not None:
        before = numbers.get("submission.warn_before_days", 0)
        touched += _lapse(now, keep, before)
        touched += _tell(now, Chased.LAST, keep.count - before, before)
    for step, code in ((Chased.ESCALATED, "escalate"), (Chased.REMINDED, "remind")):
        days = numbers.get(f"submission.{code}_after_days")
        if days is not None:
            touched += _tell(now, step, days, days)
    return touched


@transaction.atomic
def _tell(now: datetime, step: str, after: int, days: int) -> int:
    """Take one step for all that is due: one notice for each place and day, however much waits there."""
    due = PublicSubmission.objects.filter(
        state=PublicSubmission.State.WAITING,
        chased__in=_BEFORE[Chased(step)],
        sent_at__lt=now - timedelta(days=after),
    )
    # What bears signs of a flood rings nobody, until it is about to go.
    if step != Chased.LAST:
        due = due.filter(is_set_aside=False)
    rows = list(due.order_by("pk").select_for_update(skip_locked=True)[:_BATCH])
    for place, count in Counter(row.region_code for row in rows).items():
        _notify(now, place, step, TITLES[Chased(step)], {"count": count, "days": days})
    PublicSubmission.objects.filter(pk__in=[row.pk for row in rows]).update(chased=step, chased_at=now)
    return len(rows)


def _notify(now: datetime, place: str, step: str, title: str, params: dict[str, int]) -> None:
    region = Region.objects.filter(code=place).order_by("pk").last()
    notify(
        recipients=_people(place, step),
        key=f"submissions:{step}:{place}:{timezone.localdate(now):%Y%m%d}",
        title=title,
        params={"place": region.name if region else place, **params},
        url=_QUEUE,
        kind=f"submissions.{step}",
    )


def _people(place: str, step: str) -> tuple[int, ...]:
    """Return whom a step tells: the desk; from the second on the county's desk and its office as well."""
    desk = next(desks_of(place), ())
    if step == Chased.REMINDED:
        return desk
    county = chain_of(place).get(3)
    above = user_ids_holding(Q(role__in=["county_dispatcher", "body_office"], region_id=county))
    return tuple(dict.fromkeys((*desk, *above)))


@transaction.atomic
def _lapse(now: datetime, keep: Number, before: int) -> int:
    """End what nobody decided: the contact goes now, the words when those of anything declined go; its code says so.

    What nobody was warned of so many days ago does not go yet: jobs stand still, and numbers change.
    """
    due = PublicSubmission.objects.filter(
        state=PublicSubmission.State.WAITING,
        chased=Chased.LAST,
        chased_at__lte=now - timedelta(days=before),
        sent_at__lt=now - timedelta(days=keep.count),
    )
    rows = list(due.order_by("pk").select_for_update(skip_locked=True)[:_BATCH])
    for row in rows:
        row.reporter_name = row.reporter_phone = row.other_party = None
        row.state, row.decline_reason, row.decided_at = (
            PublicSubmission.State.DECLINED,
            DeclineReason.LAPSED,
            now,
        )
        row.save()
        log(
            actor=system_actor(),
            action="submission.lapsed",
            object_type="grids.publicsubmission",
            object_id=row.pk,
            region_code=row.region_code,
            data={
                "number": row.number,
                "days": keep.count,
                "source": keep.source,
                "sent_at": row.sent_at.isoformat(),
            },
        )
    for place, count in Counter(row.region_code for row in rows).items():
        _notify(now, place, "lapsed", LAPSED, {"count": count})
    return len(rows)
