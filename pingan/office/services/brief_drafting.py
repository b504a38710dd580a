"""Briefs are drafted by a job when a period is over, or by the office for one that is past: one per body and period."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from pingan.access.rules import Actor, system_actor
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.common.outbox import enqueue_all
from pingan.common.periods import Period
from pingan.office.models import Brief, BriefChart, Cadence
from pingan.office.policy.briefs import WRITE
from pingan.office.queries.brief_figures import facts_for, is_counted_up_to
from pingan.office.queries.briefs import bodies_with_writers, newest_version, office_of, writers_of
from pingan.office.rules.brief_facts import Facts, facts_as_json
from pingan.office.rules.brief_periods import CADENCES, last_ended, period_of
from pingan.office.rules.brief_pictures import pictures_of
from pingan.office.rules.brief_words import hot_spots_text, problems_text, situation_text
from pingan.office.services.brief_charts import draw
from pingan.office.services.brief_rows import logged, tell, way_to
from pingan.org.models import Region

JOB: Final = "office.draft_brief"
#: Papers are written in Chinese, whoever asks for them.
_LANGUAGE: Final = "zh-hans"
_DRAFTED = gettext_noop(
    "%(place)s: the brief of %(period)s is drafted and waits for its forecast and measures"
)


def counted(region: Region, period: Period) -> Facts:
    """Count what a brief is drafted from, with the labels that its paper bears."""
    with override(_LANGUAGE):
        return facts_for(region, period)


def keep_charts(brief: Brief, facts: Facts) -> None:
    """Draw the charts of a version and keep them with it."""
    BriefChart.objects.bulk_create(
        BriefChart(brief=brief, place=place, title=picture.title[:120], svg=draw(picture))
        for place, picture in enumerate(pictures_of(facts), start=1)
    )


def _draft(actor: Actor, region: Region, cadence: str, period: Period) -> Brief:
    facts = counted(region, period)
    row = Brief(
        region=region,
        cadence=cadence,
        since=period.since,
        until=period.until,
        figures=facts_as_json(facts),
        counted_at=timezone.now(),
        situation=situation_text(facts),
        hot_spots=hot_spots_text(facts),
        problems=problems_text(facts),
        created_by_id=actor.user_id,
    )
    row.save(force_insert=True)
    keep_charts(row, facts)
    logged(actor, "drafted", row)
    tell(row, set(writers_of(region.pk)) - {actor.user_id}, _DRAFTED, "drafted")
    return row


@transaction.atomic
def draft_brief(*, actor: Actor, cadence: str, day: date) -> Brief:
    """Draft the brief of the actor's own body for the week, month or quarter in which a day lies.

    Raises:
        Forbidden: the post writes no briefs.
        Invalid: a period that is not over, or too far back to be counted; no office that could issue it.
        Conflict: there is one already, or the sums do not know the whole period yet.

    """
    if not actor.has(WRITE) or actor.region_id is None:
        raise Forbidden()
    if cadence not in Cadence.values:
        raise Invalid({"cadence": _("Choose how long the period is.")})
    if not date(2023, 1, 1) <= day <= timezone.localdate():
        raise Invalid({"day": _("Choose a day from 2023 until today.")})
    period = period_of(cadence, day)
    if period.until >= timezone.localdate():
        raise Invalid({"day": _("This period is not over yet.")})
    region = Region.objects.get(pk=actor.region_id)
    if office_of(region) is None:
        raise Invalid({"": _("The body of this division has no office that could issue a brief.")})
    if not is_counted_up_to(period):
        raise Conflict(_("The sums do not know the whole period yet. Try again in a minute."))
    try:
        with transaction.atomic():
            return _draft(actor, region, cadence, period)
    except IntegrityError as error:
        known = newest_version(region.pk, cadence, period.since)
        way = way_to(known) if known is not None else {}
        raise Conflict(_("This body has its brief of that period already."), **way) from error


def draft_due() -> int:
    """Put a job into the outbox for each body and period that is over and has no brief yet; return how many.

    Asking twice is harmless: the database keeps one brief per body, period and version.
    """
    today = timezone.localdate()
    wanted = []
    for cadence in CADENCES:
        period = last_ended(cadence, today)
        if not is_counted_up_to(period):
            continue
        known = set(
            Brief.objects.filter(cadence=cadence, since=period.since).values_list("region_id", flat=True)
        )
        wanted += [
            {"region_id": pk, "cadence": cadence, "since": period.since.isoformat()}
            for pk in bodies_with_writers().values_list("pk", flat=True)
            if pk not in known
        ]
    with transaction.atomic():
        return enqueue_all("office.draft_brief", wanted)


def draft_for(*, region_id: int, cadence: str, since: str) -> bool:
    """Draft what a job asks for; False where somebody was first. Runs in the caller's transaction."""
    region = Region.objects.get(pk=region_id)
    period = period_of(cadence, date.fromisoformat(since))
    if Brief.objects.filter(region=region, cadence=cadence, since=period.since).exists():
        return False
    try:
        with transaction.atomic():
            _draft(system_actor(), region, cadence, period)
    except IntegrityError:
        return False
    return True
